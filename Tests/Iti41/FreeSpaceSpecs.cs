using IheNode.Core;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>A disk that is nearly full: nothing new is taken, and what is there can be read.</summary>
public sealed class FreeSpaceSpecs
{
    private const long MoreThanAnyDisk = long.MaxValue / 2;

    [Test]
    [Spec("ITI TF-3 4.2.4.1")]
    public async Task Below_the_reserve_a_submission_is_refused_and_documents_are_still_given_over_the_wire()
    {
        var folder = Directory.CreateTempSubdirectory("ihenode-space-").FullName;
        try
        {
            var patient = PatientId.Of("S-41", "1.3.6.1.4.1.21367.13.20.1000");
            string uniqueId;
            await using (var roomy = await TestNode.StartAsync(dataFolder: folder))
            {
                await roomy.FeedAsync(new() { Ids = [patient] });
                var request = Connectathon.Submission(roomy, patient, Bytes("early"));
                uniqueId = request.Submission.Objects.DocumentEntries.Single().UniqueId!;
                Assert.That((await roomy.AskAsync(Iti41.Contract, request, "/xds/repository")).Status, Is.EqualTo(ResponseStatus.Success));
            }

            await using var full = await TestNode.StartAsync(dataFolder: folder, settings: $"documents.freeBytes={MoreThanAnyDisk}");
            var refused = await full.AskAsync(Iti41.Contract, Connectathon.Submission(full, patient, Bytes("late")), "/xds/repository");
            Assert.That(refused.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RepositoryOutOfResources }));
            Assert.That(refused.Errors[0].CodeContext, Does.Contain("documents.freeBytes"));
            var read = await full.AskAsync(Iti43.Contract, new RetrieveDocumentSetRequest([new(full.Profile.RepositoryUniqueId, uniqueId)]), "/xds/repository");
            Assert.That(await Read(read.Documents.Single().Content), Is.EqualTo(Bytes("early")));
            Assert.That(await full.RecordsAsync("ITI-41"), Has.Count.EqualTo(2), "the refusal is audited");

            using var http = new HttpClient();
            Assert.That(await http.GetStringAsync(new Uri(full.Http, "/metrics")), Does.Match(@"ihenode_documents_free_bytes\{repository=""[0-9.]+""\} [0-9]"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public async Task Of_a_refused_submission_no_document_is_opened()
    {
        using var room = new RepositoryRoom(TestDatabase.Sqlite, profile => profile with { Documents = profile.Documents with { FreeBytes = MoreThanAnyDisk } });
        var entry = Entry();
        var answer = await room.Provide(new ProvideAndRegisterDocumentSetRequest(
            A.Submission(entry), [new(entry.Id, new(_ => throw new InvalidOperationException("opened")))]));
        Assert.That(answer.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RepositoryOutOfResources }));
        await room.AssertNothingKept();
    }
}
