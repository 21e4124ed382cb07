using System.Security.Cryptography;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>The main job with System.ServiceModel and its own encoders as the client: a submission, a query and a retrieval at the real node.</summary>
public sealed class ServiceModelJourneySpecs
{
    private const string Xds = "urn:ihe:iti:xds-b:2007";
    private const string Rim = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0";
    private static readonly PatientId Patient = PatientId.Of("IHE-1001", "1.3.6.1.4.1.21367.13.20.1000");
    private TestNode _node = null!;

    [ServiceContract(Namespace = Xds)]
    public interface IXds
    {
        [OperationContract(Action = "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b", ReplyAction = "*")]
        Task<Message> ProvideAsync(Message request);

        [OperationContract(Action = "urn:ihe:iti:2007:RetrieveDocumentSet", ReplyAction = "*")]
        Task<Message> RetrieveAsync(Message request);

        [OperationContract(Action = "urn:ihe:iti:2007:RegistryStoredQuery", ReplyAction = "*")]
        Task<Message> QueryAsync(Message request);
    }

    [OneTimeSetUp]
    public async Task Start()
    {
        _node = await TestNode.StartAsync();
        await _node.FeedAsync(new Patient { Ids = [Patient], Names = [new("吉野", "さくら", NameRepresentation.Ideographic)], BirthTime = new("19580403"), Gender = "F" });
    }

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    [Test]
    [Spec("ITI TF-2 3.41.4.1.2")]
    [Spec("ITI TF-2 3.43.4.2.2")]
    public async Task A_client_of_another_make_submits_finds_and_retrieves_a_document_by_mtom()
    {
        var document = RandomNumberGenerator.GetBytes(300_000);
        var submitted = await CallAsync("/xds/repository", Mtom(), c => c.ProvideAsync(Request("ProvideAndRegisterDocumentSet-b", Example("iti41-submit-text.xml"), document)));
        Assert.That((string?)submitted.Attribute("status"), Does.EndWith(":Success"), submitted.ToString());

        var text = new TextMessageEncodingBindingElement(MessageVersion.Soap12WSAddressing10, Encoding.UTF8);
        var found = await CallAsync("/xds/registry", text, c => c.QueryAsync(Request("RegistryStoredQuery", Example("iti18-find-documents.xml"))));
        var entry = found.Descendants(XName.Get("ExtrinsicObject", Rim)).Single();
        string Slot(string name) => entry.Elements(XName.Get("Slot", Rim)).Single(s => (string?)s.Attribute("name") == name).Value;
        var uniqueId = (string)entry.Elements(XName.Get("ExternalIdentifier", Rim))
            .Single(i => ((string)i.Attribute("identificationScheme")!).EndsWith("2e82c1f6-a085-4c72-9da3-8640a32e42ab", StringComparison.Ordinal)).Attribute("value")!;
        Assert.That(Slot("hash"), Is.EqualTo(Convert.ToHexStringLower(SHA1.HashData(document))));

        XNamespace xds = Xds;
        var wanted = new XElement(xds + "RetrieveDocumentSetRequest",
            new XElement(xds + "DocumentRequest", new XElement(xds + "RepositoryUniqueId", Slot("repositoryUniqueId")), new XElement(xds + "DocumentUniqueId", uniqueId)));
        var retrieved = await CallAsync("/xds/repository", Mtom(), c => c.RetrieveAsync(Request("RetrieveDocumentSet", wanted)));
        Assert.That(Convert.FromBase64String(retrieved.Descendants(xds + "Document").Single().Value), Is.EqualTo(document));
    }

    private async Task<XElement> CallAsync(string path, MessageEncodingBindingElement encoding, Func<IXds, Task<Message>> call)
    {
        XmlDictionaryReaderQuotas.Max.CopyTo(encoding is MtomMessageEncodingBindingElement mtom ? mtom.ReaderQuotas : ((TextMessageEncodingBindingElement)encoding).ReaderQuotas);
        var transport = new HttpTransportBindingElement { TransferMode = TransferMode.Streamed, MaxReceivedMessageSize = 10_000_000, UseDefaultWebProxy = false };
        using var factory = new ChannelFactory<IXds>(new CustomBinding(encoding, transport), new EndpointAddress(new Uri(_node.Http, path)));
        using var reply = await call(factory.CreateChannel());
        Assert.That(reply.IsFault, Is.False);
        using var reader = reply.GetReaderAtBodyContents();
        return XElement.Load(reader.ReadSubtree());
    }

    private static MtomMessageEncodingBindingElement Mtom() => new(MessageVersion.Soap12WSAddressing10, Encoding.UTF8) { MaxBufferSize = 1_000_000 };

    private static XElement Example(string file)
    {
        var envelope = XElement.Load(Path.Combine(Tree.Root, "docs", "examples", file));
        return envelope.Element(XName.Get("Body", "http://www.w3.org/2003/05/soap-envelope"))!.Elements().Single();
    }

    private static Message Request(string action, XElement body, byte[]? document = null) =>
        Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:ihe:iti:2007:" + action, new Body(body, document));

    // Writes the body as it is, but the document by WriteBase64, so that the encoder makes a part of it.
    private sealed class Body(XElement body, byte[]? document) : BodyWriter(isBuffered: true)
    {
        protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
        {
            if (document is null)
            {
                body.WriteTo(writer);
                return;
            }

            writer.WriteStartElement(body.Name.LocalName, body.Name.NamespaceName);
            foreach (var child in body.Elements())
            {
                if (child.Name.LocalName != "Document")
                {
                    child.WriteTo(writer);
                    continue;
                }

                writer.WriteStartElement("Document", Xds);
                writer.WriteAttributeString("id", (string)child.Attribute("id")!);
                writer.WriteBase64(document, 0, document.Length);
                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }
    }
}
