using System.Xml.Linq;
using IheNode.Core;
using IheNode.Gateway;

namespace IheNode.Tests;

/// <summary>A real node with a scanner, and what a test wants to know of it.</summary>
internal sealed class ScannedNode : IAsyncDisposable
{
    /// <summary>Whose documents are submitted.</summary>
    public static readonly PatientId Patient = PatientId.Of("IHE-1001", "1.3.6.1.4.1.21367.13.20.1000");

    private ScannedNode(TestNode node) => Node = node;

    public TestNode Node { get; }

    public static async Task<ScannedNode> StartAsync(string address, params string[] settings) => await OfAsync(null, [$"documents.scanner.address={address}", .. settings]);

    public static async Task<ScannedNode> OfAsync(string? folder, params string[] settings)
    {
        var node = await TestNode.StartAsync("connectathon", folder, settings);
        await node.FeedAsync(new Patient { Ids = [Patient], Names = [new("吉野", "さくら", NameRepresentation.Ideographic)], BirthTime = new("19580403"), Gender = "F" });
        return new(node);
    }

    /// <summary>Submits a document with each of these contents, in one submission, and gives the answer and the uniqueIds.</summary>
    public Task<(RegistryResponse Answer, IReadOnlyList<string> UniqueIds)> SubmitAsync(params byte[][] documents) =>
        SubmitAsync(documents.Select(document => ("text/plain", "urn:ihe:iti:xds:2017:mimeTypeSufficient", document)));

    /// <summary>Submits documents of these mimeTypes and formatCodes.</summary>
    public async Task<(RegistryResponse Answer, IReadOnlyList<string> UniqueIds)> SubmitAsync(IEnumerable<(string MimeType, string FormatCode, byte[] Bytes)> documents)
    {
        var sets = Node.Profile.Codes.Codes;
        var submitter = new Submitter(Patient, PatientId.Of("L-1", "2.999.1.9"), "2.999.1.1", "Sample Hospital");
        var request = Gateway.Submission.Of(submitter, [.. documents.Select(document => new DocumentToSubmit("Sample", document.MimeType, Content.Of(document.Bytes), new(
            sets["classCode"][0], sets["typeCode"][0], new(document.FormatCode, "1.3.6.1.4.1.19376.1.2.3", "A format"), sets["confidentialityCode"][0],
            sets["healthcareFacilityTypeCode"][0], sets["practiceSettingCode"][0], sets["contentTypeCode"][0])))], DateTimeOffset.UtcNow);
        var answer = await Node.AskAsync(Iti41.Contract, request, "/xds/repository");
        return (answer, [.. request.Submission.Objects.DocumentEntries.Select(entry => entry.UniqueId!)]);
    }

    /// <summary>The uniqueIds that the registry has.</summary>
    public async Task<IReadOnlyList<string>> RegisteredAsync()
    {
        var found = await Node.AskAsync(Iti18.Contract, Connectathon.FindDocuments(Patient), "/xds/registry");
        return [.. (await found.WholeAsync(default)).Objects.DocumentEntries.Select(entry => entry.UniqueId!)];
    }

    /// <summary>The bytes under a uniqueId; null = the repository gives none.</summary>
    public async Task<byte[]?> RetrieveAsync(string uniqueId)
    {
        var answer = await Node.AskAsync(Iti43.Contract, new RetrieveDocumentSetRequest([new(Node.Profile.RepositoryUniqueId, uniqueId)]), "/xds/repository");
        return answer.Documents is [var document] ? await RepositoryRoom.Read(document.Content) : null;
    }

    /// <summary>The alerts of one kind: uniqueId, description and consequence.</summary>
    public async Task<IReadOnlyList<(string UniqueId, string Description, string Consequence)>> AlertsAsync(string type)
    {
        var records = await Node.RecordsAsync(type);
        Assert.That(records.Select(record => (string?)record.Descendants("EventID").Single().Attribute("csd-code")), Is.All.EqualTo("110113"));
        return [.. records.Select(record => (
            (string)record.Element("ParticipantObjectIdentification")!.Attribute("ParticipantObjectID")!,
            Detail(record, "Alert Description"),
            (string?)record.Descendants("EventOutcomeDescription").SingleOrDefault() ?? ""))];
    }

    /// <summary>The node has no trace of a document but in its logs and audit trail.</summary>
    public async Task AssertNothingKeptAsync(string uniqueId)
    {
        Assert.That(await RegisteredAsync(), Does.Not.Contain(uniqueId));
        Assert.That(await RetrieveAsync(uniqueId), Is.Null);
        Assert.That(Directory.GetFiles(Path.Combine(Node.DataFolder, "documents", "incoming")), Is.Empty);
    }

    public ValueTask DisposeAsync() => Node.DisposeAsync();

    private static string Detail(XElement record, string type) => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(
        (string)record.Descendants("ParticipantObjectDetail").Single(detail => (string?)detail.Attribute("type") == type).Attribute("value")!));
}
