using IheNode.Core;

namespace IheNode.Tests;

/// <summary>ITI-43 against a whole node: what is recorded of it, and that what the registry does with entries changes no document.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RetrieveOverTheWireSpecs(TestDatabase database)
{
    private static readonly PatientId Patient = PatientId.Of("IHE-43", "1.3.6.1.4.1.21367.13.20.1000");
    private TestNode _node = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _node = await TestNode.StartAsync(database);
        await _node.FeedAsync(new() { Ids = [Patient] });
    }

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    [Test, Spec("ITI TF-2 3.43.4.1.3"), Spec("ITI TF-2 3.43.4.2.2")]
    public async Task A_document_that_was_replaced_stays_retrievable_with_the_mimeType_of_its_entry()
    {
        var first = await ProvideAsync("one");
        var id = (await _node.AskAsync(Iti18.Contract, Connectathon.FindDocuments(Patient), "/xds/registry")).Objects.DocumentEntries.Single(e => e.UniqueId == first).Id;
        await ProvideAsync("two", replaced: id);
        var found = await _node.AskAsync(Iti18.Contract, Connectathon.FindDocuments(Patient), "/xds/registry");
        Assert.That(found.Objects.DocumentEntries.Select(e => e.UniqueId), Does.Not.Contain(first), "it is deprecated");
        var given = (await RetrieveAsync(first)).Documents.Single();
        Assert.That((given.MimeType, await TextOf(given)), Is.EqualTo(("text/plain", "one")));
    }

    [Test, Spec("ITI TF-2 3.43.6")]
    public async Task A_partial_success_is_recorded_once_for_what_was_given_and_once_for_what_was_not()
    {
        var uniqueId = await ProvideAsync("given");
        var answer = await RetrieveAsync(uniqueId, "2.999.404");
        Assert.That(answer.Registry.Status, Is.EqualTo(ResponseStatus.PartialSuccess));
        var records = (await _node.RecordsAsync("ITI-43")).TakeLast(2).ToList();
        Assert.That(
            records.Select(r => (
                r.Element("EventIdentification")!.Attribute("EventOutcomeIndicator")!.Value,
                r.Elements("ParticipantObjectIdentification").Single().Attribute("ParticipantObjectID")!.Value)),
            Is.EqualTo(new[] { ("0", uniqueId), ("4", "2.999.404") }));
    }

    private async Task<string> ProvideAsync(string text, string? replaced = null)
    {
        var request = Connectathon.Submission(_node, Patient, System.Text.Encoding.UTF8.GetBytes(text));
        var entry = request.Submission.Objects.DocumentEntries.Single();
        if (replaced is not null)
        {
            request = request with
            {
                Submission = request.Submission with { Objects = new([.. request.Submission.Objects.Objects, A.Relationship(Vocabulary.Replace, entry, replaced)]) },
            };
        }

        Assert.That((await _node.AskAsync(Iti41.Contract, request, "/xds/repository")).Errors, Is.Empty);
        return entry.UniqueId!;
    }

    private Task<RetrieveDocumentSetResponse> RetrieveAsync(params string[] uniqueIds) => _node.AskAsync(
        Iti43.Contract, new([.. uniqueIds.Select(uniqueId => new DocumentRequest(_node.Profile.RepositoryUniqueId, uniqueId))]), "/xds/repository");

    private static async Task<string> TextOf(RetrievedDocument document) => System.Text.Encoding.UTF8.GetString(await RepositoryRoom.Read(document.Content));
}
