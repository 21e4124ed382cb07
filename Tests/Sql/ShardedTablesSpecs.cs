using System.Text.RegularExpressions;
using IheNode.Core;
using IheNode.Registry;
using Npgsql;
using static IheNode.Tests.UpdateMessage;

namespace IheNode.Tests;

/// <summary>
/// What it takes to spread the registry's tables over several servers by patient: keys that one server can guard, locks that one server can give, and
/// statements that Citus, YugabyteDB and CockroachDB know. The statements are those that a PostgreSQL server was told while every writer wrote.
/// </summary>
public sealed partial class ShardedTablesSpecs
{
    // By which column the rows of a table are spread; null = every server has all of them.
    private static readonly Dictionary<string, string?> SpreadBy = new()
    {
        ["registry_patient"] = null,
        ["registry_patient_objects"] = "patient",
        ["registry_document_entry"] = "patient",
        ["registry_submission_set"] = "patient",
        ["registry_folder"] = "patient",
        ["registry_association"] = "patient",
        ["registry_event_code"] = "patient",
        ["registry_object"] = "uuid",
        ["registry_unique_id"] = "unique_id",
    };

    private IReadOnlyList<string> _statements = [];

    [OneTimeSetUp]
    public async Task Write_all_that_writers_write()
    {
        if (PostgreSqlCluster.Binaries is null) Assert.Ignore("There is no PostgreSQL server on this machine; test.sh installs it where it can.");
        var database = new Recorded();
        using (var registry = await TestRegistry.WithPatientAsync(database, null, "other", "subsumed", "removed")) await LiveAsync(registry);
        _statements = database.Statements();
    }

    [Test]
    public async Task Every_key_holds_the_column_by_which_its_table_is_spread()
    {
        await using var connection = new NpgsqlConnection(PostgreSqlCluster.Started.ConnectionString(PostgreSqlCluster.Template) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            select c.relname::text, (select array_agg(a.attname::text) from pg_attribute a where a.attrelid = c.oid and a.attnum = any (x.indkey::int[]))
            from pg_class c left join pg_index x on x.indrelid = c.oid and x.indisunique
            where c.relkind = 'r' and c.relname like 'registry%'
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new HashSet<string>();
        using var _ = Assert.EnterMultipleScope();
        while (await reader.ReadAsync())
        {
            var (table, columns) = (reader.GetString(0), reader.IsDBNull(1) ? [] : reader.GetFieldValue<string[]>(1));
            Assert.That(SpreadBy, Does.ContainKey(table), "Say by which column this table is spread.");
            Assert.That(columns, Is.Not.Empty, table);
            if (SpreadBy.GetValueOrDefault(table) is { } column) Assert.That(columns, Does.Contain(column), table);
            tables.Add(table);
        }

        Assert.That(tables, Is.EquivalentTo(SpreadBy.Keys));
    }

    [Test]
    public void Every_lock_is_of_one_patient_by_its_number()
    {
        var locks = _statements.Where(s => Lock().IsMatch(s)).ToArray();
        Assert.That(locks, Is.Not.Empty);
        Assert.That(locks.Distinct(), Is.EqualTo(["select patient, objects from registry_patient_objects where patient = $1 for update"]));
    }

    [Test]
    public void Only_feeds_and_merges_write_what_every_server_has()
    {
        string[] writes = [.. _statements.Where(s => Change().Match(s) is { Success: true } change && SpreadBy[change.Groups["table"].Value] is null).Distinct()];
        Assert.That(writes, Is.EquivalentTo([
            "insert into registry_patient (id) values ($1)",
            "update registry_patient set survivor = $1 where survivor = $2",
            "update registry_patient set survivor = $1, merged_into = $1 where patient = $2",
        ]));
    }

    [Test]
    public void Whatever_is_changed_is_named_by_the_column_by_which_its_table_is_spread()
    {
        var changes = _statements.Select(s => Change().Match(s)).Where(c => c.Success && SpreadBy[c.Groups["table"].Value] is not null).ToArray();
        Assert.That(changes.Select(c => c.Groups["table"].Value).Distinct(), Is.EquivalentTo(SpreadBy.Keys.Where(table => SpreadBy[table] is not null)));
        using var _ = Assert.EnterMultipleScope();
        foreach (var change in changes.DistinctBy(c => c.Value))
        {
            var column = SpreadBy[change.Groups["table"].Value]!;
            var rest = change.Groups["rest"].Value;
            Assert.That(change.Groups["how"].Value == "insert into" ? rest : rest[rest.LastIndexOf("where ", StringComparison.Ordinal)..], Does.Match($@"\b{column}\b"), change.Value);
            Assert.That(change.Groups["how"].Value == "insert into" && rest.Contains("select", StringComparison.Ordinal), Is.False, $"A subquery in an insert: {change.Value}");
        }
    }

    [Test]
    public void Nothing_is_said_that_one_of_the_three_does_not_know() => Assert.That(_statements.Where(s => Unknown().IsMatch(s)), Is.Empty);

    private static async Task LiveAsync(TestRegistry registry)
    {
        var (other, local) = (A.PatientId("other"), PatientId.Of("L-1", "1.2.392.100495.20.3.51.1.1310000001"));
        var (folder, entry) = (A.Folder(), A.DocumentEntry() with { SourcePatientId = local, EventCodes = [A.Code("T14", "外傷")] });
        Accepted(await registry.RegisterAsync(folder, entry, A.HasMember(folder, entry)));
        var first = (await registry.GetAllAsync()).Objects.DocumentEntries.Single();
        var (second, addendum) = (A.DocumentEntry() with { SourcePatientId = local }, A.DocumentEntry());
        Accepted(await registry.RegisterAsync(second, A.Relationship(Vocabulary.Replace, second, first.Id)));
        second = (await registry.FindDocumentsAsync()).Objects.DocumentEntries.Single();
        Accepted(await registry.RegisterAsync(addendum, A.Relationship(Vocabulary.Append, addendum, second.Id)));
        Accepted(await registry.Actor.RegisterOnDemandDocumentEntry(A.Submission(A.OnDemandEntry()), A.Exchange(), default));
        Accepted(await registry.Actor.UpdateDocumentSet(new UpdateMessage().Version(Next(second)).Request, A.Exchange(), default));
        Accepted(await registry.Actor.RestrictedUpdateDocumentSet(new UpdateMessage().Version(Next(second), "2").Request, A.Exchange(), default));
        var moved = await registry.Actor.LinkChange(new(other, A.PatientId(), local) { SourceId = "2.999.7.7" }, A.Exchange(), default);
        Assert.That((moved.Errors.Count, moved.SubmissionSet), Is.Not.EqualTo((0, (string?)null)));
        Assert.That((await registry.MergeAsync(A.PatientId("subsumed"), other)).Accepted, Is.True);
        Accepted(await registry.RegisterAsync(A.DocumentEntry(other)));
        var removed = A.PatientId("removed");
        Accepted(await registry.RegisterAsync(A.SubmissionSet(removed), A.DocumentEntry(removed) with { EventCodes = [A.Code("T14", "外傷")] }));
        var ids = (await registry.GetAllAsync(removed)).Objects.Objects.Select(o => new ObjectRef(o.Id)).ToValueList();
        Accepted((await registry.Actor.RemoveMetadata(new(ids), A.Exchange(), default)).Registry);
        await new RegistryCheck(registry.Database, registry.Clock).RunAsync(repair: true, _ => { }, _ => { }, default);
        await new RegistryDump(registry.Database).WritePatientAsync(Stream.Null, other, default);
    }

    private static void Accepted(RegistryResponse response) => Assert.That(response.Errors.Where(e => !e.IsWarning), Is.Empty);

    [GeneratedRegex(@"\bfor (no key )?(update|share)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Lock();

    [GeneratedRegex(@"^(?<how>insert into|update|delete from) (?<table>registry\w+)\b(?<rest>.*)$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Change();

    [GeneratedRegex(
        @"\badvisory|\btrigger\b|\btemp(orary)?\b|\b(un)?listen\b|\bnotify\b|\bon conflict\b|\block table\b|\bskip locked\b|\bdeclare\b|\brecursive\b|\btablesample\b|\bgrouping sets\b|\bmerge into\b|\bxmin\b|\bctid\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Unknown();

    private sealed class Recorded : TestDatabase
    {
        public Func<IReadOnlyList<string>> Statements { get; private set; } = () => [];

        public override OwnDatabase Of(string folder)
        {
            var own = PostgreSql.Of(folder);
            Statements = PostgreSqlCluster.Started.Record(own.Name);
            return own;
        }
    }
}
