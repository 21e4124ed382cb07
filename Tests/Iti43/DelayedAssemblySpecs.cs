using System.Text;
using System.Text.Json;
using IheNode.Core;
using IheNode.Platform;
using IheNode.Repository;

namespace IheNode.Tests;

/// <summary>Stable documents that are registered before they are assembled.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class DelayedAssemblySpecs(TestDatabase database)
{
    private const string HashOfNothing = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    private static readonly PatientId Patient = PatientId.Of("IHE-4344", "1.3.6.1.4.1.21367.13.20.1000");

    [Test, Spec("ITI TF-2 3.43.4.1.3.2"), CancelAfter(120_000)]
    public async Task Is_assembled_once_kept_for_ever_and_told_to_the_registry()
    {
        await using var facility = await FacilitySystem.StartAsync();
        var source = facility.Source;
        await using var node = await TestNode.StartAsync(database, settings:
        [
            "documents.onDemandSources=" + JsonSerializer.Serialize(new[] { new { name = source.Name, assigningAuthority = source.AssigningAuthority, address = source.Address } }),
            "documents.snapshotContentType=" + ContentType(),
        ]);
        await node.FeedAsync(new Patient { Ids = [Patient] });
        var objects = Connectathon.Submission(node, Patient, [1]).Submission.Objects.Objects.Select(item => item is DocumentEntry entry
            ? entry with { Hash = HashOfNothing, Size = "0", RepositoryUniqueId = node.Profile.RepositoryUniqueId }
            : item).ToValueList();
        Assert.That((await node.AskAsync(Iti42.Contract, new(new(objects)), "/xds/registry")).Errors, Is.Empty);
        var uniqueId = objects.OfType<DocumentEntry>().Single().UniqueId!;

        RetrieveDocumentSetRequest request = new([new(node.Profile.RepositoryUniqueId, uniqueId)]);
        var first = await node.AskAsync(Iti43.Contract, request, "/xds/repository");
        facility.Answer = http => FacilitySystem.Give(http, "text/plain", "something else");
        var again = await node.AskAsync(Iti43.Contract, request, "/xds/repository");
        var entries = (await node.AskAsync(Iti18.Contract, Connectathon.FindDocuments(Patient), "/xds/registry")).Objects.DocumentEntries.ToList();
        Assert.Multiple(async () =>
        {
            Assert.That(first.Registry, Is.EqualTo(RegistryResponse.Success));
            Assert.That((first.Documents[0].NewDocumentUniqueId, first.Documents[0].NewRepositoryUniqueId), Is.EqualTo(((string?)null, (string?)null)));
            Assert.That(await TextOf(first), Is.EqualTo("assembled"));
            Assert.That(await TextOf(again), Is.EqualTo("assembled"), "future retrievals are identical");
            Assert.That(facility.Asked, Has.Count.EqualTo(1));
            Assert.That(entries.Select(e => (e.UniqueId, e.Size, e.Hash)), Is.EqualTo(new[] { (uniqueId, "9", "8beaf09e106a180b01a1e818716e11e72c3cf53b") }));
            Assert.That(entries.Single().CreationTime!.Value.Text, Is.GreaterThanOrEqualTo($"{DateTime.UtcNow:yyyyMMdd}"));
        });
    }

    [TestCase(false)]
    [TestCase(true)]
    [Spec("ITI TF-2 3.43.4.1.3.2")]
    public async Task Is_not_given_and_assembled_anew_while_the_registry_does_not_take_the_update(bool silent)
    {
        var texts = new Queue<string>(["first", "second"]);
        var registry = silent ? new TimeoutException() : null;
        var answer = RegistryResponse.From([new(XdsErrorCode.MetadataUpdateError, "Not now.")]);
        var updates = new List<SubmitObjectsRequest>();
        using var room = new RepositoryRoom(database);
        room.Assembly = new(
            [new(new() { Name = "Sample", AssigningAuthority = "2.999.1.9", Address = "http://127.0.0.1/{documentUniqueId}" }, (_, _) => Task.FromResult(Given(texts.Dequeue())))],
            (request, _, _) =>
            {
                updates.Add(request);
                return registry is not null ? throw registry : Task.FromResult(answer);
            });
        room.Restart();
        var entry = A.DocumentEntry() with { Id = EntryUuid.From(Guid.NewGuid()), SourcePatientId = PatientId.Of("L-1", "2.999.1.9"), MimeType = "text/plain", Size = "0", Hash = HashOfNothing };
        room.Registered.Add(entry);

        var refused = await room.Retrieve(entry.UniqueId);
        Assert.That(refused.Registry.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.RepositoryError, entry.UniqueId) }));
        if (!silent) await room.AssertNothingKept();

        // The registry has the hash of nothing still: what waited for its word goes.
        room.Pass(TimeSpan.FromHours(1));
        Assert.That((await room.Actor.SweepAsync(default)).Discarded, Is.EqualTo(silent ? 1 : 0));
        await room.AssertNothingKept();
        (registry, answer) = (null, RegistryResponse.Success);
        Assert.That(await room.BytesOf(entry.UniqueId), Is.EqualTo("second"u8.ToArray()));

        var update = updates[^1].Objects;
        var next = update.DocumentEntries.Single();
        Assert.Multiple(() =>
        {
            Assert.That((next.LogicalId, next.UniqueId, next.Size, next.PatientId), Is.EqualTo((entry.Id, entry.UniqueId, "6", entry.PatientId)));
            Assert.That(update.Associations.Single().ExtraSlots, Is.EqualTo(new ValueList<Slot>([new("PreviousVersion", ["1"])]).AsEnumerable()));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_may_not_be_submitted_is_not_given_either(bool onDemand)
    {
        using var room = new RepositoryRoom(database, profile => profile with { Documents = profile.Documents with { CheckContent = true } });
        room.Assembly = new(
            [new(new() { Name = "Sample", AssigningAuthority = "2.999.1.9", Address = "http://127.0.0.1/{documentUniqueId}" }, (_, _) => Task.FromResult(Given("no such thing", "application/pdf")))],
            (_, _, _) => throw new InvalidOperationException("must not be asked"));
        room.Restart();
        var entry = (onDemand ? A.OnDemandEntry() : A.DocumentEntry()) with
        {
            Id = EntryUuid.From(Guid.NewGuid()), AvailabilityStatus = Vocabulary.Approved, SourcePatientId = PatientId.Of("L-1", "2.999.1.9"), MimeType = "application/pdf",
        };
        room.Registered.Add(entry);
        var answer = await room.Retrieve(entry.UniqueId);
        Assert.That(answer.Registry.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.RepositoryError, entry.UniqueId) }));
        Assert.That(answer.Registry.Errors[0].CodeContext, Does.Contain("InvalidDocumentContent"));
        await room.AssertNothingKept();
    }

    [Test]
    public async Task A_document_that_is_really_empty_is_kept_like_any_other()
    {
        using var room = new RepositoryRoom(database);
        var entry = RepositoryRoom.Entry();
        await room.Provide((entry, []));
        room.Pass(TimeSpan.FromHours(1));
        await room.Actor.SweepAsync(default);
        Assert.That(await room.BytesOf(entry.UniqueId), Is.Empty);
    }

    private static FetchedDocument Given(string text, string type = "text/plain") => new(new MemoryStream(Encoding.UTF8.GetBytes(text)), type);

    private static string ContentType()
    {
        var code = ProfileReader.Read(Tree.InTree("profiles", "connectathon.json"), new Dictionary<string, string>(), []).Codes.Codes["contentTypeCode"][0];
        return $"{code.Value}^{code.DisplayName}^{code.CodingScheme}";
    }

    private static async Task<string> TextOf(RetrieveDocumentSetResponse response) => Encoding.UTF8.GetString(await RepositoryRoom.Read(response.Documents.Single().Content));
}
