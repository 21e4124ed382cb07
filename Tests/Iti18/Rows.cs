using Dapper;
using IheNode.Platform;
using IheNode.Registry;

namespace IheNode.Tests;

/// <summary>Changes rows of the registry past its transactions, to bring about states that take many of them in life.</summary>
internal static class Rows
{
    /// <summary>Changes the row of an object: <c>column = @value, …</c>.</summary>
    public static Task ChangeAsync(this Database database, string table, string change, string entryUuid, object? value) => database.WriteAsync(
        (connection, transaction) => connection.ExecuteAsync(
            $"update {table} set {change} where number = (select u.number from registry_object u where u.uuid = @uuid)",
            new { value, uuid = RegistryStore.UuidBytes(entryUuid) }, transaction),
        CancellationToken.None);
}
