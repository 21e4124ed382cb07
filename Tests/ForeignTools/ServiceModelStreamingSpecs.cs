using System.Security.Cryptography;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>
/// System.ServiceModel with its own MTOM encoder, streaming both ways: several documents in one submission, small ones that it leaves inline and large ones that it
/// sends as parts, and all of them in one retrieval.
/// </summary>
public sealed class ServiceModelStreamingSpecs
{
    private static readonly XNamespace Xds = "urn:ihe:iti:xds-b:2007";

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    [Spec("ITI TF-2 3.43.4.1.3")]
    public async Task Documents_of_0_octets_to_8_MB_go_in_one_submission_and_come_in_one_retrieval()
    {
        await using var node = await ScannedNode.OfAsync(null);
        byte[][] documents = [.. new[] { 0, 1, 767, 768, 100_000, 8_000_000 }.Select(RandomNumberGenerator.GetBytes)];
        var request = Gateway.Submission.Of(
            new(ScannedNode.Patient, PatientId.Of("L-1", "2.999.1.9"), "2.999.1.1", "Sample Hospital"),
            [.. documents.Select(bytes => new Gateway.DocumentToSubmit("Sample", "text/plain", Content.Of(bytes), Codes(node)))], DateTimeOffset.UtcNow);
        var metadata = new StringBuilder();
        using (var writer = XmlWriter.Create(metadata, new() { OmitXmlDeclaration = true })) Iti41.Contract.Soap!.WriteRequest(writer, request, A.Exchange(), new AttachmentSink());
        var body = XElement.Parse(metadata.ToString());

        var answer = await CallAsync(node, "ProvideAndRegisterDocumentSet-b", writer => WriteSubmission(writer, body, documents), reader => XElement.Load(reader.ReadSubtree()));
        Assert.That((string?)answer.Attribute("status"), Does.EndWith(":Success"), answer.ToString());

        var wanted = new XElement(Xds + "RetrieveDocumentSetRequest", request.Submission.Objects.DocumentEntries.Select(entry => new XElement(Xds + "DocumentRequest",
            new XElement(Xds + "RepositoryUniqueId", node.Node.Profile.RepositoryUniqueId), new XElement(Xds + "DocumentUniqueId", entry.UniqueId))));
        var hashes = await CallAsync(node, "RetrieveDocumentSet", wanted.WriteTo, HashesOf);
        Assert.That(hashes, Is.EqualTo(documents.Select(bytes => Convert.ToHexStringLower(SHA256.HashData(bytes)))));
    }

    private static Gateway.DocumentCodes Codes(ScannedNode node)
    {
        var sets = node.Node.Profile.Codes.Codes;
        return new(sets["classCode"][0], sets["typeCode"][0], sets["formatCode"][0], sets["confidentialityCode"][0],
            sets["healthcareFacilityTypeCode"][0], sets["practiceSettingCode"][0], sets["contentTypeCode"][0]);
    }

    private static void WriteSubmission(XmlDictionaryWriter writer, XElement body, byte[][] documents)
    {
        writer.WriteStartElement(body.Name.LocalName, body.Name.NamespaceName);
        var next = 0;
        foreach (var child in body.Elements())
        {
            if (child.Name != Xds + "Document")
            {
                child.WriteTo(writer);
                continue;
            }

            writer.WriteStartElement("Document", Xds.NamespaceName);
            writer.WriteAttributeString("id", (string)child.Attribute("id")!);
            var bytes = documents[next++];
            writer.WriteBase64(bytes, 0, bytes.Length);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static List<string> HashesOf(XmlDictionaryReader reader)
    {
        var (hashes, buffer) = (new List<string>(), new byte[64 * 1024]);
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element || reader.LocalName != "Document") continue;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            if (!reader.IsEmptyElement)
            {
                while (reader.ReadElementContentAsBase64(buffer, 0, buffer.Length) is var count and > 0) hash.AppendData(buffer, 0, count);
            }

            hashes.Add(Convert.ToHexStringLower(hash.GetHashAndReset()));
        }

        return hashes;
    }

    private static async Task<T> CallAsync<T>(ScannedNode node, string action, Action<XmlDictionaryWriter> write, Func<XmlDictionaryReader, T> read)
    {
        var encoding = new MtomMessageEncodingBindingElement(MessageVersion.Soap12WSAddressing10, Encoding.UTF8) { MaxBufferSize = 1_000_000 };
        XmlDictionaryReaderQuotas.Max.CopyTo(encoding.ReaderQuotas);
        var transport = new HttpTransportBindingElement { TransferMode = TransferMode.Streamed, MaxReceivedMessageSize = 100_000_000, UseDefaultWebProxy = false };
        var binding = new CustomBinding(encoding, transport) { SendTimeout = TimeSpan.FromMinutes(2), ReceiveTimeout = TimeSpan.FromMinutes(2) };
        var factory = binding.BuildChannelFactory<IRequestChannel>();
        factory.Open();
        try
        {
            var channel = factory.CreateChannel(new EndpointAddress(new Uri(node.Node.Http, "/xds/repository")));
            channel.Open();
            using var message = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, $"urn:ihe:iti:2007:{action}", new Written(write));
            message.Headers.MessageId = new UniqueId();
            message.Headers.ReplyTo = new EndpointAddress(EndpointAddress.AnonymousUri);
            using var reply = await Task.Factory.FromAsync(channel.BeginRequest(message, null, null), channel.EndRequest);
            Assert.That(reply.IsFault, Is.False);
            Assert.That(reply.Headers.RelatesTo, Is.EqualTo(message.Headers.MessageId));
            using var reader = reply.GetReaderAtBodyContents();
            return read(reader);
        }
        finally
        {
            factory.Abort();
        }
    }

    private sealed class Written(Action<XmlDictionaryWriter> write) : BodyWriter(isBuffered: true)
    {
        protected override void OnWriteBodyContents(XmlDictionaryWriter writer) => write(writer);
    }
}
