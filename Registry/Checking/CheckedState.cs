using System.Data.Common;
using Dapper;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>One moment of the database, as a check reads it or a repair writes it.</summary>
internal sealed class CheckedState(DbConnection connection, DbTransaction? transaction, Dialect dialect)
{
    /// <summary>The words of the database.</summary>
    public Dialect Dialect => dialect;

    /// <summary>Objects by their ids.</summary>
    public RegistryStore Store { get; } = new(connection, dialect, transaction);

    /// <summary>Whether it is a repair that reads.</summary>
    public bool IsRepair => transaction is not null;

    /// <summary>Before a repair: keeps other writers from patients, as far as they have a counter.</summary>
    public Task HoldAsync(IEnumerable<long> patients) => IsRepair ? Store.HoldAsync(patients) : Task.CompletedTask;

    /// <summary>As above, from all of a stretch.</summary>
    public async Task HoldAsync(NumberRange range)
    {
        if (!IsRepair) return;
        await HoldAsync(await QueryAsync<long>(
            "select patient from registry_patient_objects where patient between @firstPatient and @lastPatient", range.Values).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Reads.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, object? values) => (await connection.QueryAsync<T>(sql, values, transaction).ConfigureAwait(false)).AsList();

    /// <summary>Writes.</summary>
    public Task ExecuteAsync(Repair repair) => connection.ExecuteAsync(repair.Sql, repair.Values, transaction);
}
