using Dapper;
using IheNode.Core;
using IheNode.Registry;

namespace IheNode.Tests;

/// <summary>A database that is broken by hand in each way: the break is told of, and put right where the stored objects say how.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RegistryCheckSpecs(TestDatabase database)
{
    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Fill()
    {
        _registry = await TestRegistry.WithPatientAsync(database, null, "other", "third");
        var (entry, folder) = (A.DocumentEntry() with { EventCodes = [A.Code("T14", "外傷"), A.Code("D50", "貧血")], ReferenceIds = ["1^^^&1.2.3&ISO^urn:x"] }, A.Folder());
        await RegisterAsync(entry, folder, A.HasMember(folder, entry));
        var original = await _registry.RegisteredAsync(A.DocumentEntry(A.PatientId("other")));
        var replacement = A.DocumentEntry(A.PatientId("other"));
        await RegisterAsync(replacement, A.Relationship(Vocabulary.Replace, replacement, original.Id));
        await RegisterAsync(A.DocumentEntry(A.PatientId("third")));
        await _registry.MergeAsync(A.PatientId("third"), A.PatientId("other"));
    }

    [TearDown]
    public void Close() => _registry.Dispose();

    [Test]
    public async Task Finds_nothing_in_what_the_registry_wrote()
    {
        var (result, breaks) = await CheckAsync();
        Assert.That(breaks, Is.Empty);
        Assert.That(result, Is.EqualTo(new RegistryCheckResult(17, 0, 0)));
    }

    private const string First = "(select min(number) from registry_document_entry)";
    private const string FirstMember = "(select min(number) from registry_association where type = 1)";

    [TestCase("update registry_document_entry set class_code = 'x', creation_time = 5 where number = " + First, "index-columns", TestName = "columns_of_an_entry")]
    [TestCase("update registry_submission_set set source_id = null where number = (select min(number) from registry_submission_set)", "index-columns", TestName = "columns_of_a_set")]
    [TestCase("update registry_folder set codes = null", "index-columns", TestName = "columns_of_a_folder")]
    [TestCase("update registry_association set type = 3 where number = " + FirstMember, "index-columns", TestName = "type_of_an_association")]
    [TestCase("update registry_association set target = source where number = " + FirstMember, "association-ends", TestName = "ends_of_an_association")]
    [TestCase("delete from registry_object where number = " + First, "uuid-index", TestName = "missing_uuid")]
    [TestCase("update registry_object set number = number + 999 where number = " + First, "uuid-index", TestName = "wrong_number_of_a_uuid")]
    [TestCase("update registry_object set kind = 3 where number = " + First, "uuid-index", TestName = "wrong_kind_of_a_uuid")]
    [TestCase("delete from registry_unique_id where kind = 2", "unique-id", TestName = "missing_uniqueId")]
    [TestCase("update registry_unique_id set sole = 0 where kind = 3", "unique-id", TestName = "uniqueId_that_guards_nothing")]
    [TestCase("update registry_unique_id set unique_id = '9.9' where kind = 3", "unique-id", TestName = "stray_uniqueId")]
    [TestCase("delete from registry_event_code", "event-codes", TestName = "missing_event_codes")]
    [TestCase("insert into registry_event_code (code, patient, number) select 'x^^y', patient, number from registry_document_entry", "event-codes", TestName = "stray_event_codes")]
    [TestCase("insert into registry_object (uuid, number, kind) select @uuid, max(number) + 5, 1 from registry_document_entry", "uuid-index", TestName = "stray_uuid")]
    [TestCase("update registry_folder set last_update_time = 20010101000000", "folder-time", TestName = "folder_time")]
    [TestCase("update registry_patient_objects set objects = 1", "places", TestName = "places")]
    [TestCase("delete from registry_patient_objects", "places", TestName = "no_counter")]
    [TestCase("update registry_association set patient = 99 where number = " + FirstMember, "patient-column", TestName = "patient_column")]
    [TestCase("update registry_patient set survivor = (select max(patient) from registry_patient) where survivor is not null", "survivor", TestName = "survivor_of_itself")]
    [TestCase("update registry_patient set survivor = null where survivor is not null", "survivor", TestName = "no_survivor")]
    [TestCase("update registry_document_entry set latest = 0 where number = " + First, "versions", TestName = "no_latest_version")]
    public async Task Tells_and_repairs(string sql, string check)
    {
        await ExecuteAsync(sql);
        var (told, breaks) = await CheckAsync();
        Assert.That(breaks.Select(b => b.Check), Does.Contain(check));
        Assert.That((told.Breaks > 0, told.Repaired, breaks.Exists(b => b.Repaired)), Is.EqualTo((true, 0L, false)));
        var (repaired, _) = await CheckAsync(repair: true);
        Assert.That(repaired.Repaired, Is.GreaterThan(0));
        // What one break hid, such as a row that stood under another patient, is found by the next run.
        await CheckAsync(repair: true);
        Assert.That((await CheckAsync()).Breaks, Is.Empty);
    }

    [TestCase("update registry_document_entry set status = 1", "replaced", TestName = "approved_though_replaced")]
    [TestCase("update registry_document_entry set status = 7 where number = " + First, "status", TestName = "unknown_status")]
    [TestCase("update registry_document_entry set body = @uuid where number = " + First, "body", TestName = "damaged_body")]
    [TestCase("delete from registry_document_entry where number = " + First, "association-ends", TestName = "association_that_ends_nowhere")]
    [TestCase("delete from registry_association where number = (select max(number) from registry_association)", "filing", TestName = "object_that_no_set_filed")]
    [TestCase("delete from registry_association where type = 1", "filing", TestName = "nothing_filed")]
    [TestCase("delete from registry_patient where patient = 1", "patient", TestName = "objects_of_nobody")]
    [TestCase("update registry_patient set survivor = patient, merged_into = patient", "survivor", TestName = "merges_in_a_circle")]
    public async Task Tells_what_it_cannot_repair(string sql, string check)
    {
        await ExecuteAsync(sql);
        await CheckAsync(repair: true);
        var (_, breaks) = await CheckAsync(repair: true);
        Assert.That(breaks.Where(b => b.Check == check && b is { Repaired: false, IsNote: false }), Is.Not.Empty);
    }

    [Test]
    public async Task Tells_of_versions_that_are_not_in_order_and_repairs_which_is_the_latest()
    {
        await ExecuteAsync(
            """
            update registry_document_entry set version = 2, logical_id = (select uuid from registry_object where number = (select min(number) from registry_document_entry))
            where number = (select max(number) from registry_document_entry)
            """);
        var (_, breaks) = await CheckAsync(repair: true);
        Assert.That(breaks.Select(b => (b.Check, b.Repaired)), Is.EquivalentTo(new[] { ("versions", true), ("versions", false) }), "the flag, and the older one's status");
        await ExecuteAsync("update registry_document_entry set status = 2 where latest = 0");
        Assert.That((await CheckAsync()).Breaks, Is.Empty);
    }

    [Test]
    public async Task Lets_an_older_document_be_approved_when_what_replaced_it_is_not()
    {
        await ExecuteAsync("update registry_document_entry set status = 3 - status");
        Assert.That((await CheckAsync()).Breaks.Select(b => b.Check), Does.Not.Contain("replaced"));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.2.3"), Spec("ITI TF-2 3.57.4.1.3.3.6.6")]
    public async Task Notes_without_a_break_what_an_administrator_may_leave()
    {
        var other = A.PatientId("other");
        var replaced = (await _registry.GetAllAsync(other)).Objects.DocumentEntries.Single(e => e.AvailabilityStatus == Vocabulary.Deprecated);
        var (one, two) = (await _registry.RegisteredAsync(A.DocumentEntry(other)), await _registry.RegisteredAsync(A.DocumentEntry(other)));
        var update = new UpdateMessage(other).Approve(replaced.Id).Link(UpdateMessage.Association(Vocabulary.Replace, one.Id, two.Id));
        Assert.That(await _registry.Actor.UpdateDocumentSet(update.Request, A.Exchange(), default), Is.EqualTo(RegistryResponse.Success));
        var (result, told) = await CheckAsync();
        Assert.That((result.Breaks, result.Notes), Is.EqualTo((0L, 2L)));
        Assert.That(told.Select(t => (t.Check, t.IsNote, t.Repaired)), Is.All.EqualTo(("replaced", true, false)));
    }

    [Test]
    public async Task Names_the_object_and_what_is_wrong_with_it()
    {
        await ExecuteAsync("update registry_folder set codes = null");
        var folder = (await _registry.GetAllAsync()).Objects.Folders.Single();
        Assert.That((await CheckAsync()).Breaks, Is.EqualTo(new[] { new RegistryBreak("index-columns", $"Folder {folder.Id}", "codes: not what the stored object says.", false) }));
    }

    [Test]
    public async Task Walks_every_number_once_and_tells_how_far_it_is()
    {
        var progress = new List<CheckProgress>();
        await new RegistryCheck(_registry.Database, _registry.Clock).RunAsync(repair: false, _ => { }, progress.Add, CancellationToken.None);
        Assert.That(progress[^1], Is.EqualTo(new CheckProgress(17, 17)));
    }

    private async Task RegisterAsync(params RegistryObject[] objects) => Assert.That(await _registry.RegisterAsync(objects), Is.EqualTo(RegistryResponse.Success));

    private Task<int> ExecuteAsync(string sql) => _registry.Database.WriteAsync(
        (connection, transaction) => connection.ExecuteAsync(sql, new { uuid = Guid.NewGuid().ToByteArray() }, transaction), CancellationToken.None);

    private async Task<(RegistryCheckResult Result, List<RegistryBreak> Breaks)> CheckAsync(bool repair = false)
    {
        var breaks = new List<RegistryBreak>();
        return (await new RegistryCheck(_registry.Database, _registry.Clock).RunAsync(repair, breaks.Add, _ => { }, CancellationToken.None), breaks);
    }
}
