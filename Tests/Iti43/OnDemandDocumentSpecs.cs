using System.Text.Json;
using System.Xml.Linq;
using IheNode.Core;
using Microsoft.AspNetCore.Http;

namespace IheNode.Tests;

/// <summary>Documents that a facility's system assembles when they are asked for, through a whole node.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class OnDemandDocumentSpecs(TestDatabase database)
{
    private static readonly PatientId Patient = PatientId.Of("IHE-4343", "1.3.6.1.4.1.21367.13.20.1000");
    private FacilitySystem _facility = null!;
    private TestNode _passing = null!;
    private TestNode _persisting = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _facility = await FacilitySystem.StartAsync();
        _passing = await StartAsync(persists: false);
        _persisting = await StartAsync(persists: true);
    }

    [SetUp]
    public void Answer_as_usual()
    {
        _facility.Asked.Clear();
        _facility.Answer = http => FacilitySystem.Give(http, "text/plain; charset=utf-8", "経過 1");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _passing.DisposeAsync();
        await _persisting.DisposeAsync();
        await _facility.DisposeAsync();
    }

    [Test, Spec("ITI TF-2 3.43.4.2.2"), Spec("ITI TF-2 3.43.5")]
    public async Task Is_given_under_a_new_uniqueId_that_stays_while_the_content_does()
    {
        var entry = await RegisterAsync(_passing);
        var first = await RetrieveAsync(_passing, entry.UniqueId);
        var again = await RetrieveAsync(_passing, entry.UniqueId);
        _facility.Answer = http => FacilitySystem.Give(http, "text/plain", "経過 2");
        var changed = await RetrieveAsync(_passing, entry.UniqueId);
        var given = first.Documents.Single();
        Assert.Multiple(async () =>
        {
            Assert.That(first.Registry, Is.EqualTo(RegistryResponse.Success));
            Assert.That(given.Request.DocumentUniqueId, Is.EqualTo(entry.UniqueId));
            Assert.That(given.MimeType, Is.EqualTo("text/plain"));
            Assert.That(Oid.IsValid(given.NewDocumentUniqueId), Is.True);
            Assert.That(given.NewDocumentUniqueId, Is.Not.EqualTo(entry.UniqueId));
            Assert.That(given.NewRepositoryUniqueId, Is.Null, "it was not persisted");
            Assert.That(await TextOf(given), Is.EqualTo("経過 1"));
            Assert.That(again.Documents.Single().NewDocumentUniqueId, Is.EqualTo(given.NewDocumentUniqueId));
            Assert.That(changed.Documents.Single().NewDocumentUniqueId, Is.Not.EqualTo(given.NewDocumentUniqueId));
            Assert.That(_facility.Asked.Distinct(), Is.EqualTo(new[] { $"/documents/{entry.UniqueId}?patient=L-1" }));
            Assert.That((await RetrieveAsync(_passing, given.NewDocumentUniqueId!)).Registry.Status, Is.EqualTo(ResponseStatus.Failure), "it was not persisted");
        });
    }

    [Test, Spec("ITI TF-2 3.43.4.2.3")]
    public async Task Is_stored_and_registered_as_a_snapshot_before_it_is_given()
    {
        var entry = await RegisterAsync(_persisting);
        var given = (await RetrieveAsync(_persisting, entry.UniqueId)).Documents.Single();
        var snapshots = await SnapshotsAsync(entry);
        var stored = (await RetrieveAsync(_persisting, given.NewDocumentUniqueId!)).Documents.Single();
        var snapshot = snapshots.DocumentEntries.Single();
        Assert.Multiple(async () =>
        {
            Assert.That(given.NewRepositoryUniqueId, Is.EqualTo(_persisting.Profile.RepositoryUniqueId));
            Assert.That(await TextOf(given), Is.EqualTo("経過 1"));
            Assert.That(snapshot.UniqueId, Is.EqualTo(given.NewDocumentUniqueId));
            Assert.That(snapshot.ObjectType, Is.EqualTo(Vocabulary.StableDocument));
            Assert.That((snapshot.Size, snapshot.PatientId, snapshot.ClassCode, snapshot.AvailabilityStatus), Is.EqualTo(("8", entry.PatientId, entry.ClassCode, Vocabulary.Approved)));
            Assert.That(snapshots.Associations.Select(a => (a.Type, a.SourceId, a.TargetId)), Is.EqualTo(new[] { (Vocabulary.IsSnapshotOf, snapshot.Id, entry.Id) }));
            Assert.That(await TextOf(stored), Is.EqualTo("経過 1"));
            Assert.That(stored.NewDocumentUniqueId, Is.Null, "a snapshot is a stable document");
        });
    }

    [Test, Spec("ITI TF-2 3.43.4.2.3")]
    public async Task A_new_content_replaces_the_snapshot_and_the_same_content_is_not_registered_again()
    {
        var entry = await RegisterAsync(_persisting);
        var first = (await RetrieveAsync(_persisting, entry.UniqueId)).Documents.Single().NewDocumentUniqueId;
        await RetrieveAsync(_persisting, entry.UniqueId);
        var one = await SnapshotsAsync(entry);
        _facility.Answer = http => FacilitySystem.Give(http, "text/plain", "経過 2");
        var second = (await RetrieveAsync(_persisting, entry.UniqueId)).Documents.Single().NewDocumentUniqueId;
        _facility.Answer = http => FacilitySystem.Give(http, "text/plain; charset=utf-8", "経過 1");
        var third = (await RetrieveAsync(_persisting, entry.UniqueId)).Documents.Single().NewDocumentUniqueId;
        var three = (await SnapshotsAsync(entry)).DocumentEntries.ToList();
        var old = await RetrieveAsync(_persisting, second!);
        Assert.Multiple(() =>
        {
            Assert.That(one.DocumentEntries.Count(), Is.EqualTo(1));
            Assert.That(third, Is.EqualTo(first), "the same content has the same uniqueId");
            Assert.That(three, Has.Count.EqualTo(3));
            Assert.That(three.Where(e => e.AvailabilityStatus == Vocabulary.Approved).Select(e => e.UniqueId), Is.EqualTo(new[] { first }));
            Assert.That(old.Registry.Status, Is.EqualTo(ResponseStatus.Success), "a replaced snapshot stays retrievable");
        });
    }

    [Test, Spec("ITI TF-2 3.43.4.2.3")]
    public async Task Many_who_ask_at_once_get_one_snapshot()
    {
        var entry = await RegisterAsync(_persisting);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RetrieveAsync(_persisting, entry.UniqueId)));
        var snapshots = await SnapshotsAsync(entry);
        Assert.That(answers.Select(a => a.Documents.Single().NewDocumentUniqueId).Distinct(), Is.EqualTo(new[] { snapshots.DocumentEntries.Single().UniqueId }));
    }

    [Test, Spec("ITI TF-2 3.43.4.2.3"), Spec("ITI TF-2 3.43.5")]
    public async Task Stable_on_demand_and_missing_documents_come_in_the_order_of_the_request()
    {
        var entry = await RegisterAsync(_passing);
        var submission = Connectathon.Submission(_passing, Patient, "stable"u8.ToArray());
        Assert.That((await _passing.AskAsync(Iti41.Contract, submission, "/xds/repository")).Errors, Is.Empty);
        var stable = submission.Submission.Objects.DocumentEntries.Single().UniqueId!;
        var answer = await RetrieveAsync(_passing, entry.UniqueId, stable, "2.999.404", entry.UniqueId);
        Assert.Multiple(async () =>
        {
            Assert.That(answer.Registry.Status, Is.EqualTo(ResponseStatus.PartialSuccess));
            Assert.That(answer.Registry.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.DocumentUniqueIdError, "2.999.404") }));
            Assert.That(answer.Documents.Select(d => d.Request.DocumentUniqueId), Is.EqualTo(new[] { entry.UniqueId, stable, entry.UniqueId }));
            Assert.That(answer.Documents.Select(d => d.NewDocumentUniqueId is null), Is.EqualTo(new[] { false, true, false }));
            Assert.That(new[] { await TextOf(answer.Documents[0]), await TextOf(answer.Documents[1]), await TextOf(answer.Documents[2]) }, Is.EqualTo(new[] { "経過 1", "stable", "経過 1" }));
        });
    }

    [Test, Spec("ITI TF-2 3.39.4.1.3"), Spec("ITI TF-2 3.43.4.2.2")]
    public async Task Comes_through_the_gateways_with_its_new_ids()
    {
        var entry = await RegisterAsync(_persisting);
        var home = _persisting.Profile.Network.HomeCommunityId;
        RetrieveDocumentSetRequest request = new([new(_persisting.Profile.RepositoryUniqueId, entry.UniqueId!, home)]);
        var responding = (await _persisting.AskAsync(Iti39.Contract, request, "/xca/responding")).Documents.Single();
        var initiating = (await _persisting.AskAsync(Iti43.Contract, request, "/xca/initiating")).Documents.Single();
        Assert.Multiple(() =>
        {
            Assert.That(responding.Request, Is.EqualTo(request.Documents[0]));
            Assert.That(responding.NewRepositoryUniqueId, Is.EqualTo(_persisting.Profile.RepositoryUniqueId));
            Assert.That(responding.NewDocumentUniqueId, Is.Not.Null);
            Assert.That((initiating.NewRepositoryUniqueId, initiating.NewDocumentUniqueId), Is.EqualTo((responding.NewRepositoryUniqueId, responding.NewDocumentUniqueId)));
        });
    }

    [TestCase("absent", XdsErrorCode.DocumentUniqueIdError, "does not have it")]
    [TestCase("broken", XdsErrorCode.RepositoryError, "HTTP status 500")]
    [TestCase("other", XdsErrorCode.RepositoryError, "mimeType 'text/plain'")]
    [Spec("ITI TF-2 3.43.5")]
    public async Task What_its_source_does_not_give_is_an_error_of_that_document_and_nothing_is_registered(string kind, string code, string sentence)
    {
        var entry = await RegisterAsync(_persisting);
        _facility.Answer = http =>
        {
            if (kind == "other") return FacilitySystem.Give(http, "text/html", "<p>Please log in</p>");
            http.Response.StatusCode = kind == "absent" ? 404 : 500;
            return Task.CompletedTask;
        };
        var answer = await RetrieveAsync(_persisting, entry.UniqueId);
        var snapshots = await SnapshotsAsync(entry);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Registry.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (code, entry.UniqueId) }));
            Assert.That(answer.Registry.Errors[0].CodeContext, Does.Contain(sentence));
            Assert.That(snapshots.DocumentEntries, Is.Empty);
        });
    }

    [Test, Spec("ITI TF-2 3.43.4.2.3")]
    public async Task An_entry_that_is_deprecated_is_not_assembled()
    {
        var entry = await RegisterAsync(_passing);
        await RegisterAsync(_passing, replaced: entry);
        var answer = await RetrieveAsync(_passing, entry.UniqueId);
        Assert.That(answer.Registry.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.DocumentUniqueIdError, entry.UniqueId) }));
        Assert.That(answer.Registry.Errors[0].CodeContext, Does.Contain("deprecated"));
        Assert.That(_facility.Asked, Is.Empty);
    }

    [Test]
    public async Task An_entry_of_an_authority_that_no_source_serves_is_not_asked_for_anywhere()
    {
        var entry = await RegisterAsync(_passing, source: PatientId.Of("X-1", "2.999.1.10"));
        var answer = await RetrieveAsync(_passing, entry.UniqueId);
        Assert.That(answer.Registry.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.DocumentUniqueIdError }));
        Assert.That(_facility.Asked, Is.Empty);
    }

    [Test, Spec("ITI TF-2 3.43.6")]
    public async Task Is_recorded_as_a_retrieval_of_the_document_that_was_asked_for()
    {
        var entry = await RegisterAsync(_passing);
        await RetrieveAsync(_passing, entry.UniqueId);
        var record = (await _passing.RecordsAsync("ITI-43"))[^1];
        Assert.That(record.Element("EventIdentification")!.Attribute("EventOutcomeIndicator")!.Value, Is.EqualTo("0"));
        Assert.That(record.Elements("ParticipantObjectIdentification").Select(o => o.Attribute("ParticipantObjectID")!.Value), Does.Contain(entry.UniqueId));
    }

    private async Task<TestNode> StartAsync(bool persists)
    {
        var source = _facility.Source with { Persists = persists };
        var node = await TestNode.StartAsync(database, settings:
        [
            "documents.onDemandSources=" + JsonSerializer.Serialize(new[] { new { name = source.Name, assigningAuthority = source.AssigningAuthority, address = source.Address, persists } }),
            "documents.snapshotContentType=" + Text(ContentType()),
        ]);
        await node.FeedAsync(new Patient { Ids = [Patient] });
        return node;

        static string Text(Code code) => $"{code.Value}^{code.DisplayName}^{code.CodingScheme}";
    }

    private static Code ContentType()
    {
        var codes = Platform.ProfileReader.Read(Tree.InTree("profiles", "connectathon.json"), new Dictionary<string, string>(), []).Codes.Codes;
        return codes["contentTypeCode"][0];
    }

    // The entry as it is registered, with its entryUUID.
    private static async Task<DocumentEntry> RegisterAsync(TestNode node, DocumentEntry? replaced = null, PatientId? source = null)
    {
        var objects = Connectathon.Submission(node, Patient, [1]).Submission.Objects.Objects.Select(item => item is DocumentEntry entry
            ? entry with
            {
                ObjectType = Vocabulary.OnDemandDocument, CreationTime = null, Hash = null, Size = null, RepositoryUniqueId = node.Profile.RepositoryUniqueId,
                SourcePatientId = source ?? entry.SourcePatientId,
            }
            : item).ToList();
        var registered = objects.OfType<DocumentEntry>().Single();
        if (replaced is not null) objects.Add(A.Relationship(Vocabulary.Replace, registered, replaced.Id));
        var answer = await node.AskAsync(Iti61.Contract, new(new(objects.ToValueList())), "/xds/registry");
        Assert.That(answer.Errors, Is.Empty);
        return (await node.AskAsync(Iti18.Contract, new(Vocabulary.StoredQueryIds.GetDocuments, ReturnType.LeafClass,
            [new(Vocabulary.QueryParameterNames.DocumentEntryUniqueId, [registered.UniqueId!])]), "/xds/registry")).Objects.DocumentEntries.Single();
    }

    private async Task<RegistryObjectList> SnapshotsAsync(DocumentEntry entry) => (await _persisting.AskAsync(Iti18.Contract, new(
        Vocabulary.StoredQueryIds.GetRelatedDocuments, ReturnType.LeafClass,
        [new(Vocabulary.QueryParameterNames.DocumentEntryUuid, [entry.Id]), new(Vocabulary.QueryParameterNames.AssociationTypes, [Vocabulary.IsSnapshotOf])]), "/xds/registry")).Objects;

    private static Task<RetrieveDocumentSetResponse> RetrieveAsync(TestNode node, params string?[] uniqueIds) => node.AskAsync(
        Iti43.Contract, new([.. uniqueIds.Select(uniqueId => new DocumentRequest(node.Profile.RepositoryUniqueId, uniqueId!))]), "/xds/repository");

    private static async Task<string> TextOf(RetrievedDocument document)
    {
        await using var stream = await document.Content.Open(CancellationToken.None);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
