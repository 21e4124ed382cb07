using System.Xml.Linq;
using System.Xml.XPath;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>What earlier steps leave for later ones: assigned identifiers (<c>UseId</c>) and values picked out by XPath (<c>UseReport</c>).</summary>
internal sealed class NistReports(string repository)
{
    private readonly Dictionary<(string Folder, string Step), NistIdentifiers> _identifiers = [];
    private readonly Dictionary<(string Folder, string Step, string Name), string> _values = [];

    private readonly Dictionary<string, byte[]> _documents = [];

    /// <summary>The bytes that were submitted under a uniqueId; null when none were.</summary>
    public byte[]? SubmittedAs(string uniqueId) => _documents.GetValueOrDefault(uniqueId);

    /// <summary>Puts the values of earlier steps in the places of their symbols (<c>$ssuid$</c>).</summary>
    public void Fill(XElement body, NistStep step, PatientId patient, PatientId other)
    {
        var symbols = SymbolsOf(step, patient, other);
        foreach (var text in body.DescendantNodesAndSelf().OfType<XText>()) text.Value = Replace(text.Value, symbols);
        foreach (var attribute in body.DescendantsAndSelf().Attributes()) attribute.Value = Replace(attribute.Value, symbols);
    }

    /// <summary>Keeps what a step assigned and reports of one of its messages.</summary>
    public void Keep(NistStep step, NistIdentifiers identifiers, string section, XElement message)
    {
        _identifiers[(step.Folder, step.Id)] = identifiers;
        foreach (var document in message.Elements(EbrimNames.Xds + "Document"))
        {
            var symbol = identifiers.Uuids.FirstOrDefault(pair => pair.Value == document.Attribute("id")!.Value).Key;
            if (symbol is not null && identifiers.UniqueIds.TryGetValue(symbol, out var uniqueId)) _documents[uniqueId] = Convert.FromBase64String(document.Value);
        }
        foreach (var report in step.Parts("Report").Where(r => r.Attribute("section")!.Value == section))
        {
            var found = ((IEnumerable<object>)message.XPathEvaluate(report.Value.Trim())).FirstOrDefault();
            if (found is not null) _values[(step.Folder, step.Id, report.Attribute("name")!.Value)] = found is XAttribute a ? a.Value : ((XElement)found).Value;
        }
    }

    /// <summary>The value of a symbol such as <c>$docuid1$</c> for a step.</summary>
    public string ValueOf(NistStep step, string symbol) => Replace(symbol, SymbolsOf(step, default, default));

    private Dictionary<string, string> SymbolsOf(NistStep step, PatientId patient, PatientId other)
    {
        var symbols = new Dictionary<string, string>
        {
            ["$repuid$"] = repository, ["$patientid$"] = patient.Text, ["$patient_id$"] = patient.Text, ["$altpatientid$"] = other.Text,
        };
        foreach (var use in step.Parts("UseId"))
        {
            var from = FolderOf(step, use.Attribute("testdir")?.Value);
            if (_identifiers.TryGetValue((from, use.Attribute("step")!.Value), out var identifiers))
                symbols[use.Attribute("symbol")!.Value] = Pick(identifiers, use.Attribute("section")!.Value, use.Attribute("id")!.Value);
        }
        // Reports of a test that is not in the corpus are those of patient feeds; the run has its own patients.
        foreach (var use in step.Parts("UseReport").Where(u => u.Attribute("test") is null))
        {
            var from = Path.Combine(step.Test, use.Attribute("section")!.Value);
            var (id, name) = (use.Attribute("step")!.Value, use.Attribute("reportName")!.Value);
            if (_values.TryGetValue((from, id, name), out var value)) symbols[use.Attribute("useAs")!.Value] = value;
            else if (name.EndsWith("_uid", StringComparison.Ordinal) && _identifiers.TryGetValue((from, id), out var identifiers))
                symbols[use.Attribute("useAs")!.Value] = identifiers.UniqueIds[name[..^"_uid".Length]];
        }
        return symbols;
    }

    private static string Pick(NistIdentifiers identifiers, string section, string id) => section switch
    {
        "AssignedUids" => identifiers.UniqueIds[id],
        "AssignedUuids" => identifiers.Uuids[id],
        "AssignedPatientId" => identifiers.Patient,
        _ => throw new InvalidOperationException($"The testkit's section {section} is not known."),
    };

    // Most test plans mean a folder relative to their section, a few one of their test.
    private static string FolderOf(NistStep step, string? relative)
    {
        if (relative is null) return step.Folder;
        var ofSection = Path.GetFullPath(Path.Combine(step.Folder, relative));
        return Directory.Exists(ofSection) ? ofSection : Path.GetFullPath(Path.Combine(step.Test, relative));
    }

    private static string Replace(string text, Dictionary<string, string> symbols) => text.Contains('$', StringComparison.Ordinal)
        ? symbols.Aggregate(text, (all, symbol) => all.Replace(symbol.Key, symbol.Value, StringComparison.Ordinal))
        : text;
}
