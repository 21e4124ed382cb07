using System.Net;
using System.Text;
using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>What is wrong with a message is said by the fault that the standards give for it, and no handler sees the message.</summary>
public class SoapFaultSpecs
{
    private static readonly XNamespace S = "http://www.w3.org/2003/05/soap-envelope";
    private static readonly XNamespace A = "http://www.w3.org/2005/08/addressing";
    private const string Body = "<x:Parcel xmlns:x='urn:ihe:iti:xds-b:2007'><x:Text>t</x:Text></x:Parcel>";
    private const string Action = "<a:Action s:mustUnderstand='1'>urn:test:Simple</a:Action>";
    private const string Id = "<a:MessageID>urn:uuid:1</a:MessageID>";
    private SoapHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await SoapHost.StartAsync(new LimitsProfile { XmlBytes = 2_000_000 });

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    [Spec("ITI TF-2 Appendix V.3.2.2")]
    public async Task A_right_message_is_answered_with_its_Action_and_what_it_relates_to()
    {
        var answer = await PostAsync(Envelope(Action + Id + "<a:To>http://elsewhere/</a:To>", Body));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Descendants(A + "Action").Single().Value, Is.EqualTo("urn:test:SimpleResponse"));
            Assert.That((string?)answer.Descendants(A + "Action").Single().Attribute(S + "mustUnderstand"), Is.EqualTo("1"));
            Assert.That(answer.Descendants(A + "RelatesTo").Single().Value, Is.EqualTo("urn:uuid:1"));
        }
    }

    [TestCase("<a:Action s:mustUnderstand='true'> urn:test:Simple </a:Action>", TestName = "Action_may_say_mustUnderstand_true")]
    [TestCase("<a:Action>urn:test:Old</a:Action>", TestName = "Action_may_be_an_alias_and_need_not_be_understood")]
    [TestCase(Action + "<o:Other xmlns:o='urn:o' s:mustUnderstand='0'/>", TestName = "An_unknown_header_may_be_ignored_when_it_says_so")]
    [TestCase(Action + "<o:Other xmlns:o='urn:o' s:mustUnderstand='1' s:role='urn:somebody:else'/>", TestName = "A_header_for_somebody_else_is_ignored")]
    [TestCase(Action + "<a:ReplyTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo>", TestName = "ReplyTo_may_be_anonymous")]
    [Spec("ITI TF-2 Appendix V.3.2.2")]
    public async Task Is_accepted(string headers) =>
        Assert.That((await PostAsync(Envelope(headers + Id, Body))).Descendants(A + "RelatesTo"), Is.Not.Empty);

    [TestCase("", "MessageAddressingHeaderRequired", TestName = "Without_Action")]
    [TestCase("<a:Action>urn:test:Unknown</a:Action>" + Id, "ActionNotSupported", TestName = "With_unknown_Action")]
    [TestCase(Action + Action + Id, "InvalidAddressingHeader InvalidCardinality", TestName = "With_Action_twice")]
    [TestCase(Action, "MessageAddressingHeaderRequired", TestName = "Without_MessageID")]
    [TestCase(Action + Id + "<a:ReplyTo><a:Address>http://a/</a:Address></a:ReplyTo>", "InvalidAddressingHeader OnlyAnonymousAddressSupported", TestName = "With_ReplyTo_elsewhere")]
    [TestCase(Action + Id + "<a:ReplyTo/>", "InvalidAddressingHeader MissingAddressInEPR", TestName = "With_ReplyTo_without_address")]
    [Spec("ITI TF-2 Appendix V.3.2.2")]
    public async Task Wrong_addressing_is_a_fault_of_the_sender(string headers, string subcodes)
    {
        var fault = Fault(await PostAsync(Envelope(headers, Body)));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fault.Code, Is.EqualTo(SoapFaultCode.Sender));
            Assert.That(string.Join(' ', fault.Subcodes.Select(c => c.LocalName)), Is.EqualTo(subcodes));
            Assert.That(fault.Subcodes.Select(c => c.Namespace), Is.All.EqualTo(A));
        }
    }

    [Test]
    [Spec("ITI TF-2 Appendix V.3.2.2")]
    public async Task A_header_that_must_be_understood_and_is_not_is_named()
    {
        var answer = await PostAsync(Envelope(Action + Id + "<o:Other xmlns:o='urn:o' s:mustUnderstand='true'/>", Body));
        var named = answer.Descendants(S + "NotUnderstood").Single();
        var qname = ((string)named.Attribute("qname")!).Split(':');
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Fault(answer).Code, Is.EqualTo(SoapFaultCode.MustUnderstand));
            Assert.That(named.GetNamespaceOfPrefix(qname[0])! + qname[1], Is.EqualTo(XName.Get("Other", "urn:o")));
        }
    }

    private static IEnumerable<TestCaseData> Malformed()
    {
        static TestCaseData Case(string name, string xml) => new TestCaseData(Encoding.UTF8.GetBytes(xml)).SetArgDisplayNames(name);
        yield return Case("nothing", "");
        yield return Case("not XML", "hello");
        yield return Case("cut short", Envelope(Action + Id, Body)[..^20]);
        yield return Case("two roots", Envelope(Action + Id, Body) + "<again/>");
        yield return Case("another root", "<x/>");
        yield return Case("no body", Envelope(Action + Id, Body).Replace("s:Body", "s:Foot", StringComparison.Ordinal));
        yield return Case("an empty body", Envelope(Action + Id, ""));
        yield return Case("two body elements", Envelope(Action + Id, Body + Body));
        yield return Case("the body of another transaction", Envelope(Action + Id, "<other/>"));
        yield return Case("a DTD", "<!DOCTYPE x><x/>");
        yield return Case("entities", "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'>]>" + Envelope(Action + Id, Body.Replace(">t<", ">&b;<", StringComparison.Ordinal)));
        yield return Case("an external entity", "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + Envelope(Action + Id, Body.Replace(">t<", ">&a;<", StringComparison.Ordinal)));
        yield return Case("100,000 elements deep", Envelope(Action + Id, string.Concat(Enumerable.Repeat("<d>", 100_000))));
        yield return Case("10,000 attributes", Envelope(Action + Id, $"<x {string.Join(' ', Enumerable.Range(0, 10_000).Select(i => $"a{i}=''"))}/>"));
        yield return Case("a name of 100,000 letters", Envelope(Action + Id, $"<{new string('n', 100_000)}/>"));
        yield return Case("an endless tag", "<x " + string.Concat(Enumerable.Range(0, 300_000).Select(i => $"a{i}='' ")));
        yield return Case("more XML than is accepted", Envelope(Action + Id, Body.Replace(">t<", $">{new string('t', 3_000_000)}<", StringComparison.Ordinal)));
        yield return Case("an encoding that is not spoken", "<?xml version='1.0' encoding='iso-2022-jp'?>" + Envelope(Action + Id, Body));
        yield return new TestCaseData(new byte[] { 0x3C, 0x78, 0x3E, 0xC3, 0x28, 0x3C, 0x2F, 0x78, 0x3E }).SetArgDisplayNames("invalid UTF-8");
        yield return new TestCaseData((byte[])[.. Encoding.UTF8.GetBytes(Envelope(Action + Id, Body)[..^40]), 0xFF, 0xFE, .. "</x>"u8]).SetArgDisplayNames("invalid UTF-8 inside");
    }

    [TestCaseSource(nameof(Malformed))]
    public async Task What_cannot_be_read_is_a_fault_of_the_sender(byte[] message)
    {
        var before = _host.Received.Count;
        var fault = Fault(await PostAsync(message, "application/soap+xml; charset=utf-8"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fault.Code, Is.EqualTo(SoapFaultCode.Sender));
            Assert.That(fault.Reason, Is.Not.Empty);
            Assert.That(_host.Received, Has.Count.EqualTo(before));
        }
    }

    [Test]
    public async Task A_header_of_100_MB_is_refused_before_it_has_been_read()
    {
        using var content = new StreamContent(new GeneratedStream(100_000_000, Encoding.UTF8.GetBytes("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Header>"), (byte)'h'));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/soap+xml");
        using var response = await _host.Http.PostAsync(_host.Address, content);
        Assert.That(Fault(XElement.Parse(await response.Content.ReadAsStringAsync())).Reason, Does.Contain("2000000"));
    }

    [Test]
    public async Task Soap_1_1_is_a_version_mismatch_that_names_what_is_spoken()
    {
        var old = Envelope(Action + Id, Body).Replace("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/", StringComparison.Ordinal);
        var answer = await PostAsync(old);
        var own = await PostAsync(Encoding.UTF8.GetBytes(old), "text/xml; charset=utf-8");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Fault(answer).Code, Is.EqualTo(SoapFaultCode.VersionMismatch));
            Assert.That(answer.Descendants(S + "Upgrade").Single().Element(S + "SupportedEnvelope"), Is.Not.Null);
            Assert.That(own.Name.NamespaceName, Is.EqualTo("http://schemas.xmlsoap.org/soap/envelope/"));
            Assert.That(own.Descendants("faultcode").Single().Value, Does.EndWith(":VersionMismatch"));
            Assert.That(own.Descendants(S + "Upgrade"), Is.Not.Empty);
        }
    }

    [TestCase("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [TestCase("application/json", HttpStatusCode.UnsupportedMediaType)]
    [TestCase("application/soap+xml; charset=shift_jis", HttpStatusCode.InternalServerError)]
    [TestCase("multipart/related", HttpStatusCode.InternalServerError)]
    public async Task What_is_not_soap_in_unicode_is_refused(string contentType, HttpStatusCode expected)
    {
        using var content = new StringContent(Envelope(Action + Id, Body));
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await _host.Http.PostAsync(_host.Address, content);
        Assert.That(response.StatusCode, Is.EqualTo(expected));
    }

    [TestCase("gzip", HttpStatusCode.UnsupportedMediaType)]
    [TestCase("br", HttpStatusCode.UnsupportedMediaType)]
    [TestCase("identity", HttpStatusCode.OK)]
    public async Task A_compressed_message_is_refused_by_what_it_says_of_itself(string encoding, HttpStatusCode expected)
    {
        using var content = new StringContent(Envelope(Action + Id, Body), Encoding.UTF8, "application/soap+xml");
        content.Headers.ContentEncoding.Add(encoding);
        using var response = await _host.Http.PostAsync(_host.Address, content);
        Assert.That(response.StatusCode, Is.EqualTo(expected));
        if (expected != HttpStatusCode.OK) Assert.That(response.Headers.GetValues("Accept-Encoding"), Is.EqualTo(new[] { "identity" }));
    }

    [Test]
    public async Task Utf_16_is_read()
    {
        byte[] message = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("<?xml version='1.0' encoding='utf-16'?>" + Envelope(Action + Id, Body.Replace(">t<", ">山田<", StringComparison.Ordinal)))];
        Assert.That((await PostAsync(message, "application/soap+xml; charset=utf-16")).Descendants().Last().Value, Is.EqualTo("山田"));
    }

    [Test]
    public async Task A_byte_order_mark_before_utf_8_is_read()
    {
        byte[] message = [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Envelope(Action + Id, Body))];
        Assert.That((await PostAsync(message, "application/soap+xml")).Descendants().Last().Value, Is.EqualTo("t"));
    }

    [Test]
    public async Task The_address_of_one_transaction_takes_no_other()
    {
        using var content = new StringContent(Envelope(Action + Id, Body), Encoding.UTF8, "application/soap+xml");
        using var response = await _host.Http.PostAsync(new Uri(_host.Address + "/test2"), content);
        Assert.That(Fault(XElement.Parse(await response.Content.ReadAsStringAsync())).Subcodes.Single().LocalName, Is.EqualTo("ActionNotSupported"));
    }

    private static string Envelope(string headers, string body) =>
        $"<s:Envelope xmlns:s='{S}' xmlns:a='{A}'><s:Header>{headers}</s:Header><s:Body>{body}</s:Body></s:Envelope>";

    private static SoapFault Fault(XElement envelope) => SoapFaultXml.Read(envelope.Element(S + "Body")!.Elements().Single())!;

    private Task<XElement> PostAsync(string envelope) => PostAsync(Encoding.UTF8.GetBytes(envelope), "application/soap+xml; charset=utf-8");

    private async Task<XElement> PostAsync(byte[] message, string contentType)
    {
        using var content = new ByteArrayContent(message);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await _host.Http.PostAsync(_host.Address, content);
        return XElement.Parse(await response.Content.ReadAsStringAsync());
    }
}
