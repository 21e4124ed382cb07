using System.Globalization;
using System.Text;
using System.Xml.Linq;
using IheNode.Core;
using IheNode.Gateway;
using IheNode.Platform;

namespace IheNode.Tests;

public sealed class SampleDocumentSpecs
{
    private static readonly XNamespace Hl7 = "urn:hl7-org:v3";

    private static IEnumerable<SampleDocument> All => SampleDocuments.All;

    private static IEnumerable<SampleDocument> Cda => All.Where(document => document.MimeType == "text/xml");

    [TestCaseSource(nameof(Cda))]
    public void Is_a_cda_document_with_a_whole_header(SampleDocument sample)
    {
        using var stream = sample.Open();
        var document = XDocument.Load(stream).Root!;

        Assert.That(document.Name, Is.EqualTo(Hl7 + "ClinicalDocument"));
        Assert.That((string?)document.Element(Hl7 + "typeId")?.Attribute("root"), Is.EqualTo("2.16.840.1.113883.1.3"));
        Assert.That((string?)document.Element(Hl7 + "typeId")?.Attribute("extension"), Is.EqualTo("POCD_HD000040"));
        Assert.That((string?)document.Element(Hl7 + "code")?.Attribute("code"), Is.EqualTo(sample.TypeCode.Value));
        Assert.That((string?)document.Element(Hl7 + "title"), Is.EqualTo(sample.Title));
        Assert.That(document.Descendants(Hl7 + "id").Attributes("root").All(root => Oid.IsValid(root.Value)), Is.True);
        string[] order =
        [
            "realmCode", "typeId", "id", "code", "title", "effectiveTime", "confidentialityCode", "languageCode", "setId", "versionNumber", "recordTarget",
            "author", "custodian", "informationRecipient", "legalAuthenticator", "componentOf", "component",
        ];
        Assert.That(document.Elements().Select(e => Array.IndexOf(order, e.Name.LocalName)), Is.Ordered.And.All.Not.Negative);
        Assert.That(document.Descendants(Hl7 + "section").All(section => section.Element(Hl7 + "text")!.Value.Length > 5), Is.True);
    }

    [Test]
    public void The_results_of_the_table_and_of_the_entries_are_the_same()
    {
        using var stream = SampleDocuments.Laboratory.Open();
        var document = XDocument.Load(stream);
        var shown = document.Descendants(Hl7 + "tbody").Elements(Hl7 + "tr").Select(row => (row.Elements().ElementAt(1).Value, row.Elements().ElementAt(2).Value));
        var coded = document.Descendants(Hl7 + "observation")
            .Select(o => ((string)o.Element(Hl7 + "code")!.Attribute("code")!, (string)o.Element(Hl7 + "value")!.Attribute("value")!));

        Assert.That(shown, Is.EqualTo(coded));
        Assert.That(coded.All(result => result.Item1.Length == 17), Is.True, "JLAC10 codes have 17 characters");
    }

    [Test]
    public void The_scan_is_a_pdf_whose_cross_references_hold()
    {
        using var memory = new MemoryStream();
        using (var stream = SampleDocuments.Scan.Open()) stream.CopyTo(memory);
        var bytes = memory.ToArray();
        var text = Encoding.Latin1.GetString(bytes);
        var table = text[int.Parse(text[(text.LastIndexOf("startxref", StringComparison.Ordinal) + 9)..].Split('\n', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture)..];
        var offsets = table.Split('\n').Where(line => line.EndsWith(" n ", StringComparison.Ordinal)).Select(line => int.Parse(line[..10], CultureInfo.InvariantCulture)).ToList();

        Assert.That(text, Does.StartWith("%PDF-1.4"));
        Assert.That(offsets, Has.Count.EqualTo(6));
        for (var i = 0; i < offsets.Count; i++) Assert.That(text[offsets[i]..], Does.StartWith($"{i + 1} 0 obj"));
    }

    [Test]
    public void The_codes_are_accepted_in_both_networks([Values("yamato-seiwa", "mirai-kanae")] string network)
    {
        var codes = ProfileReader.Read(Tree.InTree("profiles", $"{network}.json"), new Dictionary<string, string>(), []).Codes;

        foreach (var sample in All)
        {
            foreach (var (attribute, code) in new[]
            {
                ("classCode", sample.ClassCode), ("typeCode", sample.TypeCode), ("formatCode", sample.FormatCode),
                ("practiceSettingCode", sample.PracticeSettingCode), ("contentTypeCode", sample.ContentTypeCode),
            })
            {
                Assert.That(codes.Codes[attribute].Any(code.Means), Is.True, $"{attribute} {code.Value} of {sample.Kind}");
            }

            Assert.That(codes.MimeTypes, Does.Contain(sample.MimeType));
        }
    }

    [Test]
    public void Together_they_are_small() => Assert.That(All.Sum(sample => { using var stream = sample.Open(); return stream.Length; }), Is.LessThan(200_000));
}
