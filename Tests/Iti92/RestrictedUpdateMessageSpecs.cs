using IheNode.Core;
using static IheNode.Tests.UpdateMessage;

namespace IheNode.Tests;

/// <summary>ITI-92 over the wire: the message, the answer, the audit record.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RestrictedUpdateMessageSpecs(TestDatabase database)
{
    private const string Path = "/xds/registry";
    private static readonly PatientId Patient = PatientId.Of("U-92", "1.3.6.1.4.1.21367.13.20.1000");

    [Test, Spec("ITI TF-2 3.92.4.1"), Spec("ITI TF-2 3.92.4.2"), Spec("ITI TF-2 3.92.5.1")]
    public async Task An_entry_is_updated_or_not_and_either_is_recorded()
    {
        await using var node = await TestNode.StartAsync(database);
        await node.FeedAsync(new() { Ids = [Patient], Names = [new("吉野", "さくら", NameRepresentation.Ideographic, Type: "L")] });
        var submission = Connectathon.Submission(node, Patient, "紹介状"u8.ToArray());
        await node.AskAsync(Iti41.Contract, submission, "/xds/repository");
        var entry = (await node.AskAsync(Iti18.Contract, Connectathon.FindDocuments(Patient), Path)).Objects.DocumentEntries.Single();
        var set = submission.Submission.Objects.SubmissionSets.Single();
        var update = new UpdateMessage { Set = set with { UniqueId = A.UniqueId() } }.Version(Next(entry));
        var further = Next(entry) with { RepositoryUniqueId = "1.2.3" };
        var refused = await node.AskAsync(Iti92.Contract, new UpdateMessage { Set = set with { UniqueId = A.UniqueId() } }.Version(further).Request, Path);
        var done = await node.AskAsync(Iti92.Contract, update.Request, Path);
        var records = await node.RecordsAsync("ITI-92");
        Assert.Multiple(async () =>
        {
            Assert.That(refused.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.UnmodifiableMetadataError, further.Id) }));
            Assert.That(done, Is.EqualTo(RegistryResponse.Success));
            Assert.That((await node.AskAsync(Iti18.Contract, Connectathon.FindDocuments(Patient), Path)).Objects.DocumentEntries.Single().Version, Is.EqualTo("2"));
            Assert.That(records.Select(r => r.Descendants("EventID").Single().Attribute("csd-code")!.Value), Is.EqualTo(new[] { "110107", "110107" }));
            Assert.That(records.Select(r => r.Element("EventIdentification")!.Attribute("EventActionCode")!.Value), Is.All.EqualTo("U"));
            Assert.That(records.Select(r => r.Element("EventIdentification")!.Attribute("EventOutcomeIndicator")!.Value), Is.EqualTo(new[] { "8", "0" }));
            Assert.That(
                records[1].Elements("ParticipantObjectIdentification").Select(o => o.Attribute("ParticipantObjectID")!.Value),
                Is.EqualTo(new[] { Patient.Text, update.Set.UniqueId }));
        });
    }
}
