using Dapper;
using DbUp;
using IheNode.Core;
using IheNode.Platform;
using IheNode.Registry;
using Microsoft.Data.Sqlite;
using NUnit.Framework;

namespace IheNode.Tests;

public sealed class RegistryMigrationSpecs
{
    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("ihenode-migration-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Rows_of_the_first_schema_are_found_as_before_and_grow_further()
    {
        var file = Path.Combine(_folder, "registry.db");
        var entry = A.DocumentEntry() with { Id = EntryUuid.From(Guid.NewGuid()), EventCodes = [new("E1", "1.2.3", "Event"), new("E1", "1.2.3", "Event"), new("E2", "1.2.3", "Event")] };
        var set = A.SubmissionSet() with { Id = EntryUuid.From(Guid.NewGuid()) };
        var membership = A.HasMember(set, entry) with { Id = EntryUuid.From(Guid.NewGuid()) };
        await FillFirstSchemaAsync(file, set, entry, membership);

        using var database = Database.Open(new Sqlite(file), typeof(RegistryActor).Assembly);
        var registry = new RegistryActor(A.Profile(), database, TimeProvider.System);
        Task<AdhocQueryResponse> AllAsync(PatientId patient) => registry.StoredQuery(
            new(Vocabulary.StoredQueryIds.GetAll, ReturnType.LeafClass,
            [
                new("$patientId", [patient.Text]), new("$XDSDocumentEntryStatus", [Vocabulary.Approved, Vocabulary.Deprecated]),
                new("$XDSSubmissionSetStatus", [Vocabulary.Approved]), new("$XDSFolderStatus", [Vocabulary.Approved]),
            ]), A.Exchange(), default);

        var before = await AllAsync(A.PatientId());
        Assert.That(before.Objects.Objects.Select(o => o.Id), Is.EquivalentTo(new[] { set.Id, entry.Id, membership.Id }));
        Assert.That(before.Objects.DocumentEntries.Single(), Has.Property("LogicalId").EqualTo(entry.Id).And.Property("Version").EqualTo("1"));
        Assert.That((await AllAsync(A.PatientId("merged"))).Objects.Objects, Is.Empty, "what was merged away");

        var replacing = A.DocumentEntry();
        var answer = await registry.RegisterDocumentSet(A.Submission(replacing, A.Relationship(Vocabulary.Replace, replacing, entry.Id)), A.Exchange(), default);
        Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Success), string.Join(' ', answer.Errors));
        Assert.That((await AllAsync(A.PatientId())).Objects.DocumentEntries.Select(e => e.AvailabilityStatus), Is.EquivalentTo(new[] { Vocabulary.Approved, Vocabulary.Deprecated }));
        var codes = await database.ReadAsync(c => c.QueryAsync<(string, long, long)>("select code, patient, number from registry_event_code order by code limit 2"), default);
        Assert.That(codes, Is.EqualTo(new[] { ("E1^^1.2.3", 1L, 1L << 24), ("E2^^1.2.3", 1L, 1L << 24) }));
    }

    [Test]
    public async Task The_uniqueId_of_a_set_of_the_first_schema_stays_taken()
    {
        var file = Path.Combine(_folder, "registry.db");
        var entry = A.DocumentEntry() with { Id = EntryUuid.From(Guid.NewGuid()) };
        var set = A.SubmissionSet() with { Id = EntryUuid.From(Guid.NewGuid()) };
        await FillFirstSchemaAsync(file, set, entry, A.HasMember(set, entry) with { Id = EntryUuid.From(Guid.NewGuid()) });
        using var database = Database.Open(new Sqlite(file), typeof(RegistryActor).Assembly);
        var sole = await database.ReadAsync(c => c.QueryAsync<string>("select unique_id from registry_unique_id where sole = 1"), default);
        Assert.That(sole, Is.EqualTo(new[] { set.UniqueId }));
    }

    // As the release before wrote it: patient 2 is merged into patient 1, who has an entry, a set and a membership.
    private static async Task FillFirstSchemaAsync(string file, SubmissionSet set, DocumentEntry entry, Association membership)
    {
        var to = $"Data Source={file};Pooling=False";
        var made = DeployChanges.To.SqliteDatabase(to)
            .WithScriptsEmbeddedInAssembly(typeof(RegistryActor).Assembly, name => name.Contains(".Migrations.Sqlite.0001_", StringComparison.Ordinal))
            .Build().PerformUpgrade();
        Assert.That(made.Successful, Is.True);
        await using var connection = new SqliteConnection(to);
        const long First = 1L << 24;
        var events = """["E1^^1.2.3","E1^^1.2.3","E2^^1.2.3"]""";
        await connection.ExecuteAsync(
            """
            insert into registry_patient (patient, id, survivor, merged_into, objects) values (1, @id, 1, null, 3), (2, @merged, 1, 1, 0);
            insert into registry_object (uuid, number, kind) values (@entryId, @first, 1), (@setId, @first + 1, 2), (@membershipId, @first + 2, 4);
            insert into registry_unique_id (unique_id, number, kind) values (@entryUniqueId, @first, 1), (@setUniqueId, @first + 1, 2);
            insert into registry_document_entry (number, status, version, on_demand, event_codes, body) values (@first, 1, 1, 0, @events, @entryBody);
            insert into registry_submission_set (number, status, version, body) values (@first + 1, 1, 1, @setBody);
            insert into registry_association (number, status, version, type, source, target, body) values (@first + 2, 1, 1, 1, @first + 1, @first, @membershipBody);
            """,
            new
            {
                id = A.PatientId().Text, merged = A.PatientId("merged").Text, first = First, events,
                entryId = RegistryStore.UuidBytes(entry.Id), setId = RegistryStore.UuidBytes(set.Id), membershipId = RegistryStore.UuidBytes(membership.Id),
                entryUniqueId = entry.UniqueId, setUniqueId = set.UniqueId,
                entryBody = ObjectBody.Encode(entry), setBody = ObjectBody.Encode(set), membershipBody = ObjectBody.Encode(membership),
            });
    }
}
