using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using FsCheck;
using FsCheck.Fluent;
using IheNode.Core;
using IheNode.Registry;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IheNode.Tests;

/// <summary>A query that names patients or objects reaches every row by an index, so that its time does not grow with the registry.</summary>
// It listens to every statement of the process.
[NonParallelizable]
[TestFixtureSource(typeof(Databases))]
public sealed partial class QueryPlanSpecs(TestDatabase database)
{
    private const int Requests = 300;

    private readonly ConcurrentDictionary<string, string> _statements = new();

    [Test]
    public async Task No_query_that_names_patients_or_objects_reads_a_whole_table()
    {
        using var filled = await RandomRegistry.FillAsync(database, new Random(1));
        await RecordAsync(filled);
        Assert.That(_statements, Has.Count.GreaterThan(30), "statements were seen");
        await filled.Registry.Database.WriteAsync(MakeLargeAsync, CancellationToken.None);
        var faults = await filled.Registry.Database.ReadAsync(FaultsAsync, CancellationToken.None);
        Assert.That(faults, Is.Empty);
    }

    private async Task RecordAsync(RandomRegistry filled)
    {
        // What Npgsql sends it tells its listeners; SQLite tells it each connection's own.
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => Note(activity.GetTagItem("db.statement") as string),
        };
        ActivitySource.AddActivityListener(listener);
        await TraceAsync(filled.Registry, connections: 4);
        foreach (var request in new RandomQueries(filled).All.Sample(Requests).Where(NamesSomething))
        {
            var answer = MultiPatientQueries.All.ContainsKey(request.QueryId)
                ? await filled.Registry.Actor.MultiPatientStoredQuery(request, A.Exchange(), CancellationToken.None)
                : await filled.Registry.Actor.StoredQuery(request, A.Exchange(), CancellationToken.None);
            Assert.That(answer.Errors.Where(e => e.Code != XdsErrorCode.ResultNotSinglePatient), Is.Empty);
        }
    }

    // All connections that the database keeps, each taken while the others are.
    private Task<int> TraceAsync(TestRegistry registry, int connections) => connections == 0 ? Task.FromResult(0) : registry.Database.ReadAsync(
        connection =>
        {
            if (connection is SqliteConnection sqlite) raw.sqlite3_trace(sqlite.Handle!, (_, sql) => Note(sql), null);
            return TraceAsync(registry, connections - 1);
        },
        CancellationToken.None);

    // A name of event codes is one too: they have an index of their own.
    private static bool NamesSomething(AdhocQueryRequest request) => StoredQueries.All.ContainsKey(request.QueryId)
        || request.Parameters.Any(p => p.Name.EndsWith("PatientId", StringComparison.Ordinal) || p.Name.EndsWith("EventCodeList", StringComparison.Ordinal));

    private void Note(string? sql)
    {
        if (sql is not null && sql.Contains("registry_", StringComparison.Ordinal)) _statements.TryAdd(Value().Replace(sql, "?"), sql);
    }

    // On few rows PostgreSQL rightly prefers to read them all. SQLite goes by the indexes there are.
    private static async Task<int> MakeLargeAsync(DbConnection connection, DbTransaction transaction) => connection is SqliteConnection ? 0 : await connection.ExecuteAsync(
        """
        create temporary table filler on commit drop as select n, 1000000 + n as patient, (1000000 + n) * 16777216 as number from generate_series(1::bigint, 30000) n;
        insert into registry_patient (id) select 'filler' || n from filler;
        insert into registry_object (uuid, number, kind) select decode(md5(n::text), 'hex'), number, 1 from filler;
        insert into registry_unique_id (unique_id, number, kind, sole) select 'filler' || n, number, 1, 0 from filler;
        insert into registry_event_code (code, patient, number) select 'filler' || n % 1000, patient, number from filler;
        insert into registry_document_entry (number, patient, version, latest, status, on_demand, body) select number, patient, 1, 1, 1, 0, '' from filler;
        insert into registry_submission_set (number, patient, status, body) select number + 1, patient, 1, '' from filler;
        insert into registry_folder (number, patient, version, latest, status, last_update_time, body) select number + 2, patient, 1, 1, 1, 0, '' from filler;
        insert into registry_association (number, patient, status, type, source, target, body) select number + 3, patient, 1, 1, number + 1, number, '' from filler;
        analyze;
        """,
        transaction: transaction);

    private async Task<List<string>> FaultsAsync(DbConnection connection)
    {
        var faults = new List<string>();
        foreach (var sql in _statements.Values)
        {
            var scans = connection is SqliteConnection ? await SqliteScansAsync(connection, sql) : await PostgreSqlScansAsync(connection, sql);
            faults.AddRange(scans.Select(scan => $"{scan}\n  in {sql}"));
        }

        return faults;
    }

    private static async Task<IEnumerable<string>> SqliteScansAsync(DbConnection connection, string sql) =>
        from row in await connection.QueryAsync<(long, long, long, string Detail)>($"explain query plan {sql}")
        where TableScan().IsMatch(row.Detail)
        select row.Detail;

    // The plan that serves whatever the values.
    private static async Task<IEnumerable<string>> PostgreSqlScansAsync(DbConnection connection, string sql)
    {
        var names = new List<string>();
        var numbered = ParameterName().Replace(sql, name =>
        {
            if (!names.Contains(name.Value)) names.Add(name.Value);
            return $"${names.IndexOf(name.Value) + 1}";
        });
        var values = names.Count == 0 ? "" : $"({string.Join(", ", names.Select(_ => "null"))})";
        await connection.ExecuteAsync($"set local plan_cache_mode = force_generic_plan; prepare seen as {numbered}");
        var plan = await connection.QuerySingleAsync<string>($"explain (format json) execute seen{values}");
        await connection.ExecuteAsync("deallocate seen");
        return Nodes(JsonDocument.Parse(plan).RootElement[0].GetProperty("Plan")).Where(IsWholeTable).Select(node => node.ToString());
    }

    private static IEnumerable<JsonElement> Nodes(JsonElement node) =>
        node.TryGetProperty("Plans", out var inner) ? inner.EnumerateArray().SelectMany(Nodes).Prepend(node) : [node];

    private static bool IsWholeTable(JsonElement node) => node.GetProperty("Node Type").GetString() switch
    {
        "Seq Scan" => true,
        "Index Scan" or "Index Only Scan" or "Bitmap Index Scan" => !node.TryGetProperty("Index Cond", out _),
        _ => false,
    };

    // SCAN of what is neither a list of values nor the outcome of a part of the statement.
    [GeneratedRegex(@"^SCAN (?!.*VIRTUAL TABLE)(?!CONSTANT|\(|named|e\b)")]
    private static partial Regex TableScan();

    [GeneratedRegex("@[A-Za-z]+[0-9]*")]
    private static partial Regex ParameterName();

    [GeneratedRegex(@"'(?:[^']|'')*'|x'[0-9a-fA-F]*'|\b[0-9]+\b")]
    private static partial Regex Value();
}
