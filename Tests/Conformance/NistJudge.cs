using System.Xml.Linq;
using System.Xml.XPath;
using IheNode.Core;
using static IheNode.Core.Vocabulary;

namespace IheNode.Tests;

/// <summary>Compares an answer with what the testkit expects of it.</summary>
internal static class NistJudge
{
    /// <summary>Every difference, in a sentence each.</summary>
    public static IReadOnlyList<string> Faults(NistStep step, XElement response, NistReports reports)
    {
        var faults = new List<string>();
        var errors = response.Descendants(EbrimNames.Rs + "RegistryError").ToList();
        var codes = errors.Select(e => e.Attribute("errorCode")?.Value ?? "").ToList();
        var status = response.DescendantsAndSelf().Attributes("status").FirstOrDefault()?.Value ?? "none";
        if (!status.EndsWith(":" + step.ExpectedStatus, StringComparison.Ordinal))
            faults.Add($"status is {status}, expected {step.ExpectedStatus}: {string.Join("; ", errors.Select(e => $"{e.Attribute("errorCode")?.Value} ({e.Attribute("codeContext")?.Value})"))}");
        faults.AddRange(step.ExpectedErrors.Where(code => !codes.Contains(code)).Select(code => $"{code} is not among the errors [{string.Join(", ", codes)}]"));
        foreach (var expected in step.Parts("ExpectedContents").Elements()) faults.AddRange(Contents(expected, response));
        foreach (var reference in step.Parts("ReferenceDocument")) faults.AddRange(Document(step, reference, response, reports));
        return faults;
    }

    /// <summary>The XPath assertions of a step on the last answer that do not hold.</summary>
    public static IReadOnlyList<string> Assertions(NistStep step, XElement? response) =>
        [.. from assertion in step.Plan.Descendants("Assert")
            where response is null || response.XPathEvaluate(assertion.Value.Trim()) is not true
            select $"the assertion {assertion.Attribute("id")?.Value} does not hold"];

    private static IEnumerable<string> Contents(XElement expected, XElement response)
    {
        var count = (int?)expected.Attribute("count") ?? 1;
        return expected.Name.LocalName switch
        {
            "Documents" => Count(response, "documents", Documents, count),
            "SubmissionSets" => Count(response, "submission sets", Packages(SubmissionSetSchemes.Node), count),
            "Folders" => Count(response, "folders", Packages(FolderSchemes.Node), count),
            "Associations" => Count(response, "associations", Elements("Association"), count),
            "ObjectRefs" => Count(response, "references", Elements("ObjectRef"), count),
            "None" => Count(response, "objects", r => r.Descendants(EbrimNames.Rim + "RegistryObjectList").Elements(), 0),
            "SSwithOneDoc" => Set(response, 1, 0),
            "SSwithTwoDoc" => Set(response, 2, 0),
            "SSwithOneFol" => Set(response, 0, 1),
            "SSwithOneDocOneFol" => Set(response, 1, 1),
            "DocApp" => Status(response, Approved),
            "DocDep" => Status(response, Deprecated),
            "SSApproved" => Packages(SubmissionSetSchemes.Node)(response).All(s => s.Attribute("status")?.Value == Approved) ? [] : ["the submission set is not approved"],
            "HasXFRM" => Related(response, Transform),
            "HasXFRM_RPLC" => Related(response, TransformAndReplace),
            var other => [$"the testkit's expectation {other} is not known"],
        };
    }

    private static IEnumerable<string> Set(XElement response, int documents, int folders) =>
    [
        .. Count(response, "submission sets", Packages(SubmissionSetSchemes.Node), 1),
        .. Count(response, "documents", Documents, documents),
        .. Count(response, "folders", Packages(FolderSchemes.Node), folders),
    ];

    private static IEnumerable<string> Status(XElement response, string status) =>
        Documents(response).Any(d => d.Attribute("status")?.Value == status) ? [] : [$"no document has the status {status}"];

    private static IEnumerable<string> Related(XElement response, string type) =>
        Elements("Association")(response).Any(a => a.Attribute("associationType")?.Value == type) ? [] : [$"there is no {type} association"];

    private static IEnumerable<string> Document(NistStep step, XElement reference, XElement response, NistReports reports)
    {
        var uniqueId = reports.ValueOf(step, reference.Attribute("uid")!.Value);
        // The plan of 12029 submits another file than it names here; what was submitted is what must come back.
        var expected = reports.SubmittedAs(uniqueId) ?? File.ReadAllBytes(Path.Combine(step.Test, reference.Value.Trim()));
        var found = response.Elements(EbrimNames.Xds + "DocumentResponse").FirstOrDefault(d => d.Element(EbrimNames.Xds + "DocumentUniqueId")?.Value == uniqueId);
        if (found is null) return [$"document {uniqueId} is not returned"];
        return Convert.FromBase64String(found.Element(EbrimNames.Xds + "Document")!.Value).AsSpan().SequenceEqual(expected) ? [] : [$"document {uniqueId} has other bytes"];
    }

    private static IEnumerable<string> Count(XElement response, string what, Func<XElement, IEnumerable<XElement>> select, int expected) =>
        select(response).Count() is var count && count == expected ? [] : [$"{count} {what}, expected {expected}"];

    private static IEnumerable<XElement> Documents(XElement response) => Elements("ExtrinsicObject")(response);

    private static Func<XElement, IEnumerable<XElement>> Elements(string name) => response => response.Descendants(EbrimNames.Rim + name);

    private static Func<XElement, IEnumerable<XElement>> Packages(string node) => response => Elements("RegistryPackage")(response)
        .Where(p => p.Elements(EbrimNames.Rim + "Classification").Any(c => c.Attribute("classificationNode")?.Value == node));
}
