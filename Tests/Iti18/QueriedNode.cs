using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>A node that takes what <see cref="A"/> makes, asked by a peer that shares no code with it.</summary>
internal sealed class QueriedNode : IAsyncDisposable
{
    private readonly RawSoap _soap;

    private QueriedNode(TestNode node) => (Node, _soap) = (node, new(node.Http));

    public TestNode Node { get; }

    public static async Task<QueriedNode> StartAsync(TestDatabase database)
    {
        var node = await TestNode.StartAsync(
            database, "connectathon", null, $"affinityDomain.assigningAuthority={A.AffinityDomain}", "affinityDomain.codes=", "affinityDomain.closedAttributes=");
        await node.FeedAsync(new() { Ids = [A.PatientId()] });
        return new(node);
    }

    /// <summary>Registers objects (ITI-42).</summary>
    public async Task RegisterAsync(params RegistryObject[] objects) =>
        Assert.That(await Node.AskAsync(Iti42.Contract, A.Submission(objects), "/xds/registry"), Is.EqualTo(RegistryResponse.Success));

    /// <summary>Updates (ITI-57).</summary>
    public async Task UpdateAsync(UpdateMessage update) =>
        Assert.That(await Node.AskAsync(Iti57.Contract, update.Request, "/xds/registry"), Is.EqualTo(RegistryResponse.Success));

    /// <summary>A query for whole objects, its values as they are to stand in the XML.</summary>
    public static XElement Query(string id, params (string Name, string[] Values)[] slots) => new(
        EbrimNames.Query + "AdhocQueryRequest",
        new XElement(EbrimNames.Query + "ResponseOption", new XAttribute("returnComposedObjects", "true"), new XAttribute("returnType", "LeafClass")),
        new XElement(EbrimNames.Rim + "AdhocQuery", new XAttribute("id", id), slots.Select(slot => SubmissionForm.Slot(slot.Name, slot.Values))));

    /// <summary>Posts it and gives the answer as it came.</summary>
    public async Task<XElement> PostAsync(XElement query)
    {
        var answer = await _soap.PostAsync("/xds/registry", "urn:ihe:iti:2007:RegistryStoredQuery", query);
        Assert.That((answer.Status, answer.Action, answer.Body?.Name), Is.EqualTo((200, "urn:ihe:iti:2007:RegistryStoredQueryResponse", EbrimNames.Query + "AdhocQueryResponse")));
        return answer.Body!;
    }

    public ValueTask DisposeAsync()
    {
        _soap.Dispose();
        return Node.DisposeAsync();
    }
}
