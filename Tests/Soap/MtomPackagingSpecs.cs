using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>The ways in which peers pack MTOM, all read alike; and the ways that are wrong, each refused before a handler has all documents.</summary>
public class MtomPackagingSpecs
{
    private const string Nl = "\r\n";
    private static readonly string First = Sha("first");
    private static readonly string Second = Sha("second");
    private SoapHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await SoapHost.StartAsync(new LimitsProfile { Parts = 20, DocumentBytes = 1_000_000, XmlBytes = 500_000 });

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    private static IEnumerable<TestCaseData> Right()
    {
        const string plain = "multipart/related; type=\"application/xop+xml\"; start=\"<root@x>\"; start-info=\"application/soap+xml\"; boundary=\"b\"";
        var two = Envelope(Include("1@x"), Include("2@x"));
        var usual = Root(two) + Part("1@x", "first") + Part("2@x", "second") + "--b--" + Nl;
        static TestCaseData Case(string name, string type, string message) => new TestCaseData(type, message).SetArgDisplayNames(name);
        yield return Case("as the standard shows it", plain, usual);
        yield return Case("start absent", "multipart/related; type=\"application/xop+xml\"; boundary=\"b\"", usual);
        yield return Case("start without angle brackets", plain.Replace("<root@x>", "root@x", StringComparison.Ordinal), usual);
        yield return Case("nothing quoted", "multipart/related;type=application/xop+xml;start=<root@x>;boundary=b", usual);
        yield return Case("parameters in another case", plain.Replace("boundary", "Boundary", StringComparison.Ordinal).Replace("start=", "START=", StringComparison.Ordinal), usual);
        yield return Case("a boundary with odd letters", plain.Replace("\"b\"", "\"=_a?b:c 'd\"", StringComparison.Ordinal), usual.Replace("--b", "--=_a?b:c 'd", StringComparison.Ordinal));
        yield return Case("header names in lower case", plain, usual.Replace("Content-ID", "content-id", StringComparison.Ordinal).Replace("Content-Type", "CONTENT-TYPE", StringComparison.Ordinal));
        yield return Case("folded headers", plain, usual.Replace("; type=", ";" + Nl + "\ttype=", StringComparison.Ordinal).Replace("Content-ID: <1", "Content-ID:" + Nl + " <1", StringComparison.Ordinal));
        yield return Case("header lines that end in a bare LF", plain, usual.Replace("binary" + Nl, "binary\n", StringComparison.Ordinal));
        yield return Case("a preamble and an epilogue", plain, "This is MIME." + Nl + usual + "Goodbye." + Nl);
        yield return Case("white space after the boundary", plain, usual.Replace("--b" + Nl, "--b  " + Nl, StringComparison.Ordinal));
        yield return Case("the root not first", plain, Part("2@x", "second") + Root(two) + Part("1@x", "first") + "--b--");
        yield return Case("the root last", plain, Part("2@x", "second") + Part("1@x", "first") + Root(two) + "--b--");
        yield return Case("parts in another order", plain, Root(two) + Part("2@x", "second") + Part("1@x", "first") + "--b--");
        yield return Case("no line end after the last boundary", plain, usual.TrimEnd());
        yield return Case("a percent-encoded cid", plain, Root(Envelope(Include("1%40x"), Include("2@x"))) + Part("1@x", "first") + Part("2@x", "second") + "--b--");
        yield return Case("a percent-encoded Content-ID", plain, Root(two) + Part("1%40x", "first") + Part("2@x", "second") + "--b--");
        yield return Case("white space around xop:Include", plain, usual.Replace("<xop:", Nl + "  <xop:", StringComparison.Ordinal).Replace("/></x:Document>", "/>\n</x:Document>", StringComparison.Ordinal));
        yield return Case("one inline, one optimised", plain, Root(Envelope(Inline("first"), Include("2@x"))) + Part("2@x", "second") + "--b--");
        yield return Case("a single part, all inline", plain, Root(Envelope(Inline("first"), Inline("second"))) + "--b--");
        yield return Case("inline base64 in lines", plain, Root(Envelope(Inline("first").Replace("Zm", Nl + " Zm" + Nl, StringComparison.Ordinal), Inline("second"))) + "--b--");
        yield return Case("inline base64 in CDATA", plain, Root(Envelope(Inline("first").Replace("Zmlyc3Q=", "Zm<![CDATA[lyc3]]>Q=", StringComparison.Ordinal), Inline("second"))) + "--b--");
        yield return Case("no MTOM at all", "application/soap+xml; charset=utf-8", Envelope(Inline("first"), Inline("second")));
        yield return Case(
            "base64 as transfer encoding",
            plain,
            Root(two) + Part("1@x", "Zmly" + Nl + "c3Q=").Replace("binary", "base64", StringComparison.Ordinal) + Part("2@x", "second") + "--b--");
    }

    [TestCaseSource(nameof(Right))]
    [Spec("ITI TF-2 Appendix V.8")]
    public async Task Is_read(string contentType, string message)
    {
        var (type, body) = await PostAsync(contentType, Encoding.UTF8.GetBytes(message));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(body, Does.Contain($"<Text>t {First} {Second}</Text>"));
            Assert.That(SoapMediaType.Parse(type).IsMultipart, Is.EqualTo(contentType.StartsWith("multipart", StringComparison.Ordinal)), "answers go as requests came");
        }
    }

    private static IEnumerable<TestCaseData> Wrong()
    {
        static TestCaseData Case(string name, string message, string reason) => new TestCaseData(message, reason).SetArgDisplayNames(name);
        var two = Root(Envelope(Include("1@x"), Include("2@x")));
        var (one, other) = (Part("1@x", "first"), Part("2@x", "second"));
        yield return Case("cut inside the root", two[..^60], "closing boundary");
        yield return Case("cut inside a document", two + one + other[..^5], "closing boundary");
        yield return Case("without the closing boundary", two + one + other, "closing boundary");
        yield return Case("a part missing", two + one + "--b--", "no part '2@x'");
        yield return Case("a part missing, the other later", two + other + "--b--", "no part '1@x'");
        yield return Case("a part too many at the end", two + one + other + Part("3@x", "third") + "--b--", "'3@x' that no xop:Include names");
        yield return Case("a part too many between", two + one + Part("3@x", "third") + other + "--b--", "'3@x' that no xop:Include names");
        yield return Case("a part too many before the root", Part("3@x", "third") + two + one + other + "--b--", "'3@x' that no xop:Include names");
        yield return Case("only parts that nobody names", Root(Envelope()) + one + "--b--", "'1@x' that no xop:Include names");
        yield return Case("two roots", two + one + other + two + "--b--", "Two parts have the Content-ID 'root@x'");
        yield return Case("a part twice", two + one + one + other + "--b--", "Two parts have the Content-ID '1@x'");
        yield return Case("no root", one + other + "--b--", "root part 'root@x'");
        yield return Case("another boundary", two.Replace("--b", "--c", StringComparison.Ordinal), "closing boundary");
        yield return Case("a root that is no XML", two.Replace("application/xop+xml; charset=UTF-8", "image/png", StringComparison.Ordinal) + "--b--", "image/png");
        yield return Case("too many parts", two + string.Concat(Enumerable.Range(3, 40).Select(i => Part($"{i}@y", "x"))) + "--b--", "");
        yield return Case("a part header that is too long", two + one.Replace("Content-ID", $"X: {new string('x', 200_000)}{Nl}Content-ID", StringComparison.Ordinal), "longer than");
        yield return Case("too many part headers", two + one.Replace("Content-ID", string.Concat(Enumerable.Range(0, 9_000).Select(i => $"X{i}: y{Nl}")) + "Content-ID", StringComparison.Ordinal), "headers of a part exceed");
        yield return Case("a document that is too large", two + one + Part("2@x", new string('x', 1_000_001)) + "--b--", "exceeds 1000000");
        yield return Case("an inline document that is too large", Root(Envelope(Inline(new string('x', 1_000_001)))) + "--b--", "exceeds 1000000");
        yield return Case("inline text that is no base64", Root(Envelope("<x:Document>Zm!y</x:Document>")) + "--b--", "not valid base64");
        yield return Case("inline base64 cut short", Root(Envelope("<x:Document>Zmlyc3</x:Document>")) + "--b--", "not valid base64");
        yield return Case("inline base64 that goes on", Root(Envelope("<x:Document>Zg==Zg==</x:Document>")) + "--b--", "not valid base64");
        yield return Case("inline base64 that goes on in the next line", Root(Envelope("<x:Document>Zg==\nZg==</x:Document>")) + "--b--", "after the end");
        yield return Case("an unknown transfer encoding", two + one.Replace("binary", "x-uuencode", StringComparison.Ordinal) + other + "--b--", "x-uuencode");
        yield return Case("two references in one document", Root(Envelope(Include("1@x").Replace("</x:Document>", Include("2@x")["<x:Document>".Length..], StringComparison.Ordinal))) + one + other + "--b--", "more than one xop:Include");
        yield return Case("a reference outside of a document", Root(Envelope(Include("1@x").Replace("x:Document", "x:Text", StringComparison.Ordinal))) + one + "--b--", "outside of a Document");
        yield return Case("a reference that is no cid", Root(Envelope(Include("1@x").Replace("cid:", "http://", StringComparison.Ordinal))) + "--b--", "cid:");
    }

    [TestCaseSource(nameof(Wrong))]
    [Spec("ITI TF-2 Appendix V.8")]
    public async Task Is_refused_as_a_fault_of_the_sender_and_no_handler_got_all_documents(string message, string reason)
    {
        var before = _host.Received.Count;
        var (_, body) = await PostAsync("multipart/related; type=\"application/xop+xml\"; start=\"<root@x>\"; boundary=\"b\"", Encoding.UTF8.GetBytes(message));
        var fault = Fault(body);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fault.Code, Is.EqualTo(SoapFaultCode.Sender));
            Assert.That(fault.Reason, Does.Contain(reason));
            Assert.That(_host.Received, Has.Count.EqualTo(before));
            Assert.That(Directory.GetFiles(_host.SpoolFolder), Is.Empty);
        }
    }

    [Test]
    public async Task Mtom_for_a_simple_transaction_is_a_fault_of_the_sender()
    {
        var message = Root(Envelope().Replace("urn:test:Mtom", "urn:test:Simple", StringComparison.Ordinal)) + "--b--";
        var (_, body) = await PostAsync("multipart/related; type=\"application/xop+xml\"; boundary=b", Encoding.UTF8.GetBytes(message));
        Assert.That(Fault(body).Reason, Does.Contain("TEST-1 travels as simple SOAP"));
    }

    [Test]
    [Spec("ITI TF-2 Appendix V.8")]
    public async Task Inline_documents_do_not_count_as_xml_and_wait_on_disk()
    {
        var large = RandomNumberGenerator.GetBytes(900_000);
        var message = Envelope($"<x:Document>{Convert.ToBase64String(large, Base64FormattingOptions.InsertLineBreaks)}</x:Document>");
        var (_, body) = await PostAsync("application/soap+xml", Encoding.UTF8.GetBytes(message));
        Assert.That(body, Does.Contain(Convert.ToHexStringLower(SHA1.HashData(large))));
    }

    [Test]
    [Spec("ITI TF-2 Appendix V.8")]
    public async Task Who_asks_without_mtom_gets_documents_inline()
    {
        var bytes = RandomNumberGenerator.GetBytes(200_001);
        _host.Answer = (_, _, _) => Task.FromResult(new Parcel("<in>\r\n", [Content.Of(bytes), Content.Of([])]));
        await using var own = await SoapHost.StartAsync();
        own.Answer = _host.Answer;
        using var content = new StringContent(Envelope(), Encoding.UTF8, "application/soap+xml");
        using var response = await own.Http.PostAsync(own.Address, content);
        var parcel = XElement.Parse(await response.Content.ReadAsStringAsync(), LoadOptions.PreserveWhitespace).Descendants("{urn:ihe:iti:xds-b:2007}Parcel").Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(parcel.Elements().First().Value, Is.EqualTo("<in>\r\n"));
            Assert.That(parcel.Elements().Skip(1).Select(d => Convert.FromBase64String(d.Value)), Is.EqualTo(new[] { bytes, [] }));
        }
    }

    private static string Envelope(params string[] documents) =>
        "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:a='http://www.w3.org/2005/08/addressing' xmlns:x='urn:ihe:iti:xds-b:2007'>"
        + "<s:Header><a:Action s:mustUnderstand='1'>urn:test:Mtom</a:Action><a:MessageID>urn:uuid:1</a:MessageID></s:Header>"
        + $"<s:Body><x:Parcel><x:Text>t</x:Text>{string.Concat(documents)}</x:Parcel></s:Body></s:Envelope>";

    private static string Include(string id) => $"<x:Document><xop:Include xmlns:xop='http://www.w3.org/2004/08/xop/include' href='cid:{id}'/></x:Document>";

    private static string Inline(string text) => $"<x:Document>{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}</x:Document>";

    private static string Root(string envelope) =>
        $"--b{Nl}Content-Type: application/xop+xml; charset=UTF-8; type=\"application/soap+xml\"{Nl}Content-Transfer-Encoding: binary{Nl}Content-ID: <root@x>{Nl}{Nl}{envelope}{Nl}";

    private static string Part(string id, string text) =>
        $"--b{Nl}Content-Type: application/octet-stream{Nl}Content-Transfer-Encoding: binary{Nl}Content-ID: <{id}>{Nl}{Nl}{text}{Nl}";

    private static string Sha(string text) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));

    private static SoapFault Fault(string answer)
    {
        var xml = answer[answer.IndexOf("<s:Envelope", StringComparison.Ordinal)..(answer.IndexOf("</s:Envelope>", StringComparison.Ordinal) + 13)];
        return SoapFaultXml.Read(XElement.Parse(xml).Descendants("{http://www.w3.org/2003/05/soap-envelope}Fault").Single())!;
    }

    private async Task<(string Type, string Body)> PostAsync(string contentType, byte[] message)
    {
        using var content = new ByteArrayContent(message);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await _host.Http.PostAsync(_host.Address, content);
        return (response.Content.Headers.NonValidated["Content-Type"].ToString(), await response.Content.ReadAsStringAsync());
    }
}
