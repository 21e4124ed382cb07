using System.Data.Common;
using System.Text.Json;
using Dapper;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>What a change of a patient link reads, in the transaction that is to write it.</summary>
internal sealed class LinkChangeRows(DbConnection connection, DbTransaction transaction, Dialect dialect)
{
    /// <summary>The patients' approved entries that are wanted, so many at most; the others are only looked at, not kept.</summary>
    public async Task<IReadOnlyList<StoredRow>> EntriesAsync(IEnumerable<long> patients, Func<DocumentEntry, long, bool> isWanted, int most)
    {
        var wanted = new List<StoredRow>();
        var rows = connection.QueryUnbufferedAsync<StoredRow>(
            $"""
            {Tables.Select(ObjectKind.DocumentEntry)} where o.patient in (select n.value from {dialect.Numbers("@patients", "n")}) and o.status = @approved
            order by o.patient, o.number
            """,
            new { patients = JsonSerializer.Serialize(patients), approved = StatusNumber.Approved }, transaction);
        await foreach (var row in rows.ConfigureAwait(false))
        {
            if (isWanted((DocumentEntry)ObjectBody.Decode(row.Body), row.Patient)) wanted.Add(row);
            if (wanted.Count == most) break;
        }

        return wanted;
    }

    /// <summary>The approved associations that begin (<c>source</c>) or end (<c>target</c>) in these objects.</summary>
    public async Task<IReadOnlyList<LinkRow>> LinksAsync(string end, IEnumerable<long> numbers) => (await connection.QueryAsync<LinkRow>(
        $"""
        select a.number, a.source, a.target, a.body from registry_association a
        join {dialect.Numbers("@numbers", "n")} on a.{end} = n.value
        where a.status = @approved order by a.number
        """,
        new { numbers = JsonSerializer.Serialize(numbers), approved = StatusNumber.Approved }, transaction).ConfigureAwait(false)).AsList();
}

/// <summary>An association with the numbers of its ends.</summary>
internal sealed class LinkRow
{
    public long Number { get; set; }

    public long Source { get; set; }

    public long Target { get; set; }

    public byte[] Body { get; set; } = [];

    public Association Association => (Association)ObjectBody.Decode(Body);
}
