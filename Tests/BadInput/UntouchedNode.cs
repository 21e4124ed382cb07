using System.Net;
using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>A real node that knows one patient and holds nothing, and is to hold nothing after whatever is sent to it.</summary>
internal sealed class UntouchedNode : IAsyncDisposable
{
    private static readonly ValueList<string> AnyStatus = [Vocabulary.Approved, Vocabulary.Deprecated];

    private UntouchedNode(TestNode node) => Node = node;

    public TestNode Node { get; }

    public static Task<UntouchedNode> StartAsync(params string[] settings) => StartAsync(TestDatabase.Sqlite, settings);

    public static async Task<UntouchedNode> StartAsync(TestDatabase database, params string[] settings)
    {
        var node = await TestNode.StartAsync(database, settings: settings);
        await node.FeedAsync(new Patient { Ids = [SubmissionMessage.Patient], Names = [new("吉野", "さくら", NameRepresentation.Ideographic, Type: "L")] });
        return new(node);
    }

    /// <summary>Posts a message that is to be refused by a fault, and gives the fault.</summary>
    public async Task<SoapFault> FaultAsync(string path, string contentType, byte[] body)
    {
        using var response = await Node.PostAsync(path, contentType, body);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        return SubmissionMessage.FaultIn(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Posts a message that is to be answered, and gives the answer's one body element.</summary>
    public async Task<XElement> AnswerAsync(string path, string contentType, byte[] body)
    {
        using var response = await Node.PostAsync(path, contentType, body);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return SubmissionMessage.BodyOf(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Queries find nothing, of the patient who is known and of the one who is not, and no file is left of any document.</summary>
    public async Task AssertNothingStoredAsync()
    {
        foreach (var patient in (PatientId[])[SubmissionMessage.Patient, SubmissionMessage.Stranger])
        {
            var all = await QueryAsync(new(Vocabulary.StoredQueryIds.GetAll, ReturnType.LeafClass,
            [
                new("$patientId", [patient.Text]), new("$XDSDocumentEntryStatus", AnyStatus),
                new("$XDSSubmissionSetStatus", AnyStatus), new("$XDSFolderStatus", AnyStatus),
            ]));
            var documents = await QueryAsync(new(Vocabulary.StoredQueryIds.FindDocuments, ReturnType.LeafClass,
                [new("$XDSDocumentEntryPatientId", [patient.Text]), new("$XDSDocumentEntryStatus", AnyStatus)]));
            Assert.That(all.Objects.Objects.Concat(documents.Objects.Objects), Is.Empty);
        }
        Assert.That(Files("documents").Concat(Files("spool")), Is.Empty);
    }

    /// <summary>How many records of a transaction the audit trail holds.</summary>
    public async Task<int> RecordsAsync(string transaction) => (await OutcomesAsync(transaction)).Count;

    /// <summary>The outcomes of the records of a transaction, in their order.</summary>
    public async Task<IReadOnlyList<int>> OutcomesAsync(string transaction)
    {
        List<int> outcomes = [];
        await foreach (var entry in AuditTrail.ReadFolderAsync(Node.DataFolder, CancellationToken.None))
        {
            var told = XElement.Parse(entry.Message).Element("EventIdentification")!;
            if (told.Elements("EventTypeCode").Any(code => (string?)code.Attribute("csd-code") == transaction)) outcomes.Add((int)told.Attribute("EventOutcomeIndicator")!);
        }
        return outcomes;
    }

    /// <summary>Does something that is to leave one record more of a transaction, and one that does not speak of success.</summary>
    public async Task AssertAuditedAsync(string transaction, Func<Task> act)
    {
        var before = await RecordsAsync(transaction);
        await act();
        var outcomes = await OutcomesAsync(transaction);
        Assert.That(outcomes, Has.Count.EqualTo(before + 1), $"records of {transaction}");
        Assert.That(outcomes[^1], Is.Not.Zero, "outcome on record");
    }

    public ValueTask DisposeAsync() => Node.DisposeAsync();

    private Task<AdhocQueryResponse> QueryAsync(AdhocQueryRequest request) => Node.AskAsync(Iti18.Contract, request, "/xds/registry");

    private string[] Files(string folder)
    {
        var path = Path.Combine(Node.DataFolder, folder);
        return Directory.Exists(path) ? Directory.GetFiles(path, "*", SearchOption.AllDirectories) : [];
    }
}
