using System.Text;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>Where the profile asks for it, a document is what its mimeType says, or InvalidDocumentContent (<c>ITI TF-3 Table 4.2.4.1-2</c>).</summary>
public sealed class ContentCheckSpecs
{
    private const string Any = "urn:ihe:iti:xds:2017:mimeTypeSufficient", Summary = "urn:ihe:pcc:xds-ms:2007";
    private const string Cda = "<ClinicalDocument xmlns='urn:hl7-org:v3'><title>紹介状</title></ClinicalDocument>";
    private ScannedNode _node = null!;

    static ContentCheckSpecs() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [OneTimeSetUp]
    public async Task Start() => _node = await ScannedNode.OfAsync(null, "documents.checkContent=true", "limits.er7Bytes=20000", "limits.xmlTagBytes=100000", "limits.xmlDepth=20");

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    private static IEnumerable<TestCaseData> Right()
    {
        static TestCaseData Case(string name, string type, byte[] bytes, string format = Any) => new TestCaseData(type, format, bytes).SetArgDisplayNames(name);
        yield return Case("PDF", "application/pdf", "%PDF-1.7\n%âãÏÓ"u8.ToArray());
        yield return Case("PDF after a printer's prologue", "application/pdf", [.. new byte[1000], .. "%PDF-1.4"u8]);
        yield return Case("DICOM", "application/dicom", [.. new byte[128], .. "DICM"u8, 2, 0]);
        yield return Case("DICOM key objects", "application/dicom-kos", [.. new byte[128], .. "DICM"u8]);
        yield return Case("JPEG", "image/jpeg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 16]);
        yield return Case("PNG, in capitals", "IMAGE/PNG", [0x89, .. "PNG\r\n\x1A\n"u8]);
        yield return Case("TIFF", "image/tiff", [.. "MM\0*"u8]);
        yield return Case("CDA", "text/xml", Encoding.UTF8.GetBytes(Cda), Summary);
        yield return Case("CDA with a byte order mark and a declaration", "text/xml", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("<?xml version='1.0' encoding='UTF-8'?>" + Cda)], Summary);
        yield return Case("CDA in UTF-16", "text/xml", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<?xml version='1.0' encoding='UTF-16'?>" + Cda)], Summary);
        foreach (var name in new[] { "Shift_JIS", "EUC-JP", "ISO-2022-JP" })
            yield return Case($"CDA in {name}", "text/xml", Encoding.GetEncoding(name).GetBytes($"<?xml version=\"1.0\" encoding=\"{name}\"?>{Cda}"), Summary);
        yield return Case("CDA with an embedded scan of 2 MB", "text/xml", Encoding.UTF8.GetBytes(Cda.Replace("紹介状", new string('A', 2_000_000), StringComparison.Ordinal)), Summary);
        yield return Case("other XML where the format says nothing", "text/xml", "<a/>"u8.ToArray());
        yield return Case("a scanned text of XDS-SD that is no XML", "text/plain", Encoding.UTF8.GetBytes("紹介状"), "urn:ihe:iti:xds-sd:text:2008");
        yield return Case("FHIR XML", "application/fhir+xml", "<Bundle xmlns='http://hl7.org/fhir'/>"u8.ToArray());
        yield return Case("text", "text/plain", Encoding.UTF8.GetBytes("紹介状\r\n\tの例\f"));
        yield return Case("nothing", "text/plain", []);
        foreach (var name in new[] { "Shift_JIS", "EUC-JP", "ISO-2022-JP" })
        {
            yield return Case($"text in {name}", "text/plain", Encoding.GetEncoding(name).GetBytes("紹介状の例です\n"));
            yield return Case($"text that says it is {name}", $"text/plain; charset={name}", Encoding.GetEncoding(name).GetBytes("紹介状の例です\n"));
        }

        yield return Case("text in UTF-16 with its mark", "text/plain", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("紹介状")]);
        yield return Case("text of 200 KB in UTF-8, cut within characters by any buffer", "text/plain; charset=utf-8", Encoding.UTF8.GetBytes("a" + string.Concat(Enumerable.Repeat("状", 70_000))));
        yield return Case("text in a charset that the node does not know", "text/plain; charset=x-own", "abc"u8.ToArray());
        yield return Case("HL7 v2 in ISO-2022-JP", "application/x-hl7", Er7("~ISO IR87", "ISO-2022-JP"));
        yield return Case("HL7 v2 in UTF-8", "application/x-hl7", Er7("UNICODE UTF-8", "utf-8"));
        yield return Case("HL7 v2 beyond the limit of messages", "application/x-hl7", [.. Er7("~ISO IR87", "ISO-2022-JP"), .. Encoding.GetEncoding("ISO-2022-JP").GetBytes(string.Concat(Enumerable.Repeat("NTE|1||紹介状の例です\r", 2000)))]);
        yield return Case("a batch of HL7 v2", "application/x-hl7", "FHS|^~\\&|A\rBHS|^~\\&\r"u8.ToArray());
        yield return Case("a type that the node does not know", "text/goofy", [0, 1, 2]);
    }

    [TestCaseSource(nameof(Right))]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Is_taken(string mimeType, string formatCode, byte[] bytes)
    {
        var (answer, uniqueIds) = await _node.SubmitAsync([(mimeType, formatCode, bytes)]);
        // Whether the affinity domain has the type is another question.
        if (answer.Errors.Any(error => error.Code == XdsErrorCode.RegistryMetadataError)) Assert.That(answer.Errors.Select(error => error.CodeContext), Is.All.Contains("mimeType"));
        else Assert.That(await _node.RetrieveAsync(uniqueIds[0]), Is.EqualTo(bytes), answer.ToString());
    }

    private static IEnumerable<TestCaseData> Wrong()
    {
        static TestCaseData Case(string name, string type, byte[] bytes, string reason, string format = Any) => new TestCaseData(type, format, bytes, reason).SetArgDisplayNames(name);
        byte[] pdf = [.. "%PDF-1.7\n"u8, 0, 1];
        yield return Case("a PDF as XML", "text/xml", pdf, "no well-formed XML");
        yield return Case("a PDF as text", "text/plain", pdf, "begins as application/pdf");
        yield return Case("a PDF as JPEG", "image/jpeg", pdf, "begins as application/pdf");
        yield return Case("a PDF as DICOM", "application/dicom", pdf, "begins as application/pdf");
        yield return Case("a PDF as HL7 v2", "application/x-hl7", pdf, "begins as application/pdf");
        yield return Case("a JPEG as PDF", "application/pdf", [0xFF, 0xD8, 0xFF, 0xE0], "begins as image/jpeg");
        yield return Case("nothing as PDF", "application/pdf", [], "does not begin as application/pdf");
        yield return Case("DICOM without preamble", "application/dicom", [.. "DICM"u8, .. new byte[200]], "does not begin as application/dicom");
        yield return Case("nothing as XML", "text/xml", [], "no well-formed XML");
        yield return Case("XML cut off", "text/xml", Encoding.UTF8.GetBytes(Cda[..^10]), "no well-formed XML");
        yield return Case("XML with a DTD", "text/xml", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"u8.ToArray(), "without a DTD");
        yield return Case("XML that says UTF-8 and is Shift_JIS", "text/xml", Encoding.GetEncoding("Shift_JIS").GetBytes("<?xml version='1.0' encoding='UTF-8'?>" + Cda), "no well-formed XML");
        yield return Case("XML that says EUC-JP and is UTF-8", "text/xml", Encoding.UTF8.GetBytes("<?xml version='1.0' encoding='EUC-JP'?>" + Cda), "not text in the encoding");
        yield return Case("XML in an unknown encoding", "text/xml", Encoding.UTF8.GetBytes("<?xml version='1.0' encoding='x-own'?>" + Cda), "does not know");
        yield return Case("XML with an endless attribute", "text/xml", Encoding.UTF8.GetBytes($"<a><b/>text<c d='{new string('x', 300_000)}'/></a>"), "limits.xmlTagBytes");
        yield return Case("XML without bottom", "text/xml", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 100))), "limits.xmlDepth");
        yield return Case("a format of CDA with another root", "text/xml", "<Bundle/>"u8.ToArray(), "ClinicalDocument", Summary);
        yield return Case("a format of CDA in another namespace", "text/xml", "<ClinicalDocument/>"u8.ToArray(), "ClinicalDocument", Summary);
        yield return Case("text with a NUL far in", "text/plain", [.. Encoding.ASCII.GetBytes(new string('a', 100_000)), 0], "octet 100001");
        yield return Case("text that says UTF-8 and is Shift_JIS", "text/plain; charset=utf-8", Encoding.GetEncoding("Shift_JIS").GetBytes("紹介状"), "not utf-8");
        yield return Case("text that ends within a character", "text/plain; charset=\"utf-8\"", [0xE7, 0xB4], "not utf-8");
        yield return Case("HL7 v2 that says ASCII and is ISO-2022-JP", "application/x-hl7", Er7("", "ISO-2022-JP"), "ASCII");
        yield return Case("HL7 v2 that says ISO-2022-JP and is Shift_JIS", "application/x-hl7", Er7("~ISO IR87", "Shift_JIS"), "ISO IR87");
        yield return Case("HL7 v2 without MSH", "application/x-hl7", "PID|1\r"u8.ToArray(), "segment MSH");
    }

    [TestCaseSource(nameof(Wrong))]
    [Spec("ITI TF-3 4.2.4.1")]
    public async Task Is_refused(string mimeType, string formatCode, byte[] bytes, string reason)
    {
        var (answer, uniqueIds) = await _node.SubmitAsync([(mimeType, formatCode, bytes)]);
        Assert.That(answer.Errors.Select(error => error.Code), Is.EqualTo(new[] { XdsErrorCode.InvalidDocumentContent }));
        Assert.That(answer.Errors[0].CodeContext, Does.Contain(uniqueIds[0]).And.Contains(mimeType).And.Contains(reason).And.Not.Contains("紹介状").And.Not.Contains("Bundle"));
        await _node.AssertNothingKeptAsync(uniqueIds[0]);
    }

    [Test]
    [Spec("ITI TF-3 4.2.4.1")]
    public async Task Each_document_that_is_wrong_has_an_error_and_the_audit_trail_has_a_failure()
    {
        byte[] wrong = [0, 1, 2];
        var (answer, uniqueIds) = await _node.SubmitAsync([("application/pdf", Any, wrong), ("text/plain", Any, "a"u8.ToArray()), ("image/png", Any, wrong)]);
        Assert.That(answer.Errors.Select(error => uniqueIds.Single(error.CodeContext.Contains)), Is.EqualTo(new[] { uniqueIds[0], uniqueIds[2] }));
        var record = (await _node.Node.RecordsAsync(Iti41.Contract.Id))[^1];
        Assert.That((string?)record.Element("EventIdentification")!.Attribute("EventOutcomeIndicator"), Is.Not.EqualTo("0"));
        Assert.That(record.Descendants("EventOutcomeDescription").Single().Value, Does.Contain(XdsErrorCode.InvalidDocumentContent));
    }

    [Test]
    public async Task Where_the_profile_does_not_ask_for_it_anything_is_taken()
    {
        await using var node = await ScannedNode.OfAsync(null);
        Assert.That((await node.SubmitAsync([("application/pdf", Any, new byte[3])])).Answer, Is.EqualTo(RegistryResponse.Success));
    }

    private static byte[] Er7(string characterSet, string encoding) => Encoding.GetEncoding(encoding).GetBytes(
        $"MSH|^~\\&|HIS|HOSP|||20261122||ORU^R01^ORU_R01|1|P|2.5||||||{characterSet}\rPID|1||0001||吉野^桜^^^^^L^I\r");
}
