using System.Security.Cryptography;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.Text;
using System.Xml;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>System.ServiceModel with its own encoders, as a client that knows nothing of ours.</summary>
public class ForeignClientSpecs
{
    private SoapHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await SoapHost.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [ServiceContract(Namespace = "urn:ihe:iti:xds-b:2007")]
    public interface IParcels
    {
        [OperationContract(Action = "urn:test:Mtom", ReplyAction = "urn:test:MtomResponse")]
        Task<Message> MtomAsync(Message request);

        [OperationContract(Action = "urn:test:Simple", ReplyAction = "urn:test:SimpleResponse")]
        Task<Message> SimpleAsync(Message request);
    }

    [Test]
    [Spec("ITI TF-2 Appendix V.8")]
    public async Task Its_mtom_encoder_sends_documents_and_reads_the_answers()
    {
        var (large, small) = (RandomNumberGenerator.GetBytes(300_000), RandomNumberGenerator.GetBytes(10));
        _host.Answer = async (parcel, _, cancellation) =>
        {
            var hashes = new List<string>();
            foreach (var document in parcel.Documents) hashes.Add(await SoapHost.HashAsync(document, cancellation));
            return new Parcel(string.Join(' ', hashes), [Content.Of(large)]);
        };
        var answer = await CallAsync(new MtomMessageEncodingBindingElement(MessageVersion.Soap12WSAddressing10, Encoding.UTF8) { MaxBufferSize = 1_000_000 }, c => c.MtomAsync(Request("urn:test:Mtom", large, small)));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Text, Is.EqualTo($"{Sha(large)} {Sha(small)}"));
            Assert.That(answer.Document, Is.EqualTo(large));
        }
    }

    [Test]
    public async Task Its_text_encoder_sends_documents_inline_and_reads_them_inline()
    {
        var bytes = RandomNumberGenerator.GetBytes(30_000);
        _host.Answer = async (parcel, _, cancellation) => new Parcel(await SoapHost.HashAsync(parcel.Documents.Single(), cancellation), [Content.Of(bytes)]);
        var answer = await CallAsync(new TextMessageEncodingBindingElement(MessageVersion.Soap12WSAddressing10, Encoding.UTF8), c => c.MtomAsync(Request("urn:test:Mtom", bytes)));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Text, Is.EqualTo(Sha(bytes)));
            Assert.That(answer.Document, Is.EqualTo(bytes));
        }
    }

    [Test]
    [Spec("ITI TF-2 Appendix V.3.2.2")]
    public async Task Its_clients_get_faults_as_faults()
    {
        _host.Answer = (_, _, _) => throw new MalformedMessageException("The parcel is torn.");
        using var factory = new ChannelFactory<IParcels>(Binding(new TextMessageEncodingBindingElement(MessageVersion.Soap12WSAddressing10, Encoding.UTF8)), new EndpointAddress(_host.Address));
        using var reply = await factory.CreateChannel().SimpleAsync(Request("urn:test:Simple"));
        var fault = MessageFault.CreateFault(reply, 10_000);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fault.Code.IsSenderFault);
            Assert.That(fault.Reason.GetMatchingTranslation(System.Globalization.CultureInfo.InvariantCulture).Text, Is.EqualTo("The parcel is torn."));
        }
    }

    private async Task<(string Text, byte[] Document)> CallAsync(MessageEncodingBindingElement encoding, Func<IParcels, Task<Message>> call)
    {
        XmlDictionaryReaderQuotas.Max.CopyTo(encoding is MtomMessageEncodingBindingElement mtom ? mtom.ReaderQuotas : ((TextMessageEncodingBindingElement)encoding).ReaderQuotas);
        using var factory = new ChannelFactory<IParcels>(Binding(encoding), new EndpointAddress(_host.Address));
        using var reply = await call(factory.CreateChannel());
        Assert.That(reply.IsFault, Is.False);
        using var reader = reply.GetReaderAtBodyContents();
        reader.ReadStartElement();
        var text = reader.ReadElementContentAsString();
        return (text, reader.ReadElementContentAsBase64());
    }

    private static CustomBinding Binding(MessageEncodingBindingElement encoding) =>
        new(encoding, new HttpTransportBindingElement { TransferMode = TransferMode.Streamed, MaxReceivedMessageSize = 10_000_000, UseDefaultWebProxy = false });

    private static Message Request(string action, params byte[][] documents) =>
        Message.CreateMessage(MessageVersion.Soap12WSAddressing10, action, new ParcelBody(documents));

    private static string Sha(byte[] bytes) => Convert.ToHexStringLower(SHA1.HashData(bytes));

    private sealed class ParcelBody(byte[][] documents) : BodyWriter(isBuffered: true)
    {
        protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
        {
            writer.WriteStartElement("Parcel", "urn:ihe:iti:xds-b:2007");
            foreach (var document in documents)
            {
                writer.WriteStartElement("Document", "urn:ihe:iti:xds-b:2007");
                writer.WriteBase64(document, 0, document.Length);
                writer.WriteEndElement();
            }
            writer.WriteEndElement();
        }
    }
}
