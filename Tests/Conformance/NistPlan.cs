using System.Xml.Linq;

namespace IheNode.Tests;

/// <summary>One step of a test of the NIST testkit.</summary>
/// <param name="Test">The test's folder within the corpus, such as <c>tests/11966</c>.</param>
/// <param name="Folder">The folder of the section that holds the step.</param>
/// <param name="Plan">The step's element of <c>testplan.xml</c>.</param>
internal sealed record NistStep(string Test, string Folder, XElement Plan)
{
    private static readonly Dictionary<string, string> Numbers = new()
    {
        ["RegisterTransaction"] = "ITI-42",
        ["ProvideAndRegisterTransaction"] = "ITI-41",
        ["StoredQueryTransaction"] = "ITI-18",
        ["RetrieveTransaction"] = "ITI-43",
        ["PatientIdentityFeedTransaction"] = "ITI-8",
        ["NullTransaction"] = "",
    };

    /// <summary>The step's own id.</summary>
    public string Id => Plan.Attribute("id")!.Value;

    /// <summary>The element that says what is to be sent; absent from a step that only names a new patient.</summary>
    public XElement? Transaction => Plan.Elements().FirstOrDefault(e => Numbers.ContainsKey(e.Name.LocalName));

    /// <summary>ITI-8, 18, 41, 42 or 43; empty for a step that sends nothing.</summary>
    public string Number => Transaction is { } transaction ? Numbers[transaction.Name.LocalName] : "";

    /// <summary>Whether the step or its transaction holds a mark of that name.</summary>
    public bool Has(string mark) => Plan.Element(mark) is not null || Transaction?.Element(mark) is not null;

    /// <summary>The children of the transaction of that name.</summary>
    public IEnumerable<XElement> Parts(string name) => Transaction?.Elements(name) ?? [];

    /// <summary>Success, Failure or PartialSuccess.</summary>
    public string ExpectedStatus => Plan.Element("ExpectedStatus")?.Value.Trim() ?? "Success";

    /// <summary>The error codes that must be among those returned.</summary>
    public IEnumerable<string> ExpectedErrors =>
        Plan.Elements().Where(e => e.Name.LocalName is "ExpectedErrorCode" or "ExpectedErrorMessage").Select(e => e.Value.Trim());

    /// <summary>The name for reports: test, section and step.</summary>
    public override string ToString() => $"{Path.GetFileName(Test)}/{Path.GetFileName(Folder)}/{Id}";
}

/// <summary>Reads the tests of the NIST testkit from the corpus.</summary>
internal static class NistPlan
{
    // The queries of other tests look for what 12346 registers.
    private const string First = "12346";

    /// <summary>The folders of all tests, in an order in which each finds what it rests on.</summary>
    public static IEnumerable<string> Tests(string corpus) =>
        from kind in new[] { "tests", "testdata-registry", "testdata-repository" }
        from folder in Directory.EnumerateDirectories(Path.Combine(corpus, kind)).OrderBy(f => Path.GetFileName(f) != First).ThenBy(f => f, StringComparer.Ordinal)
        select folder;

    /// <summary>The steps of a test in their order.</summary>
    public static IEnumerable<NistStep> Steps(string test)
    {
        var index = Path.Combine(test, "index.idx");
        var folders = File.Exists(index)
            ? File.ReadAllText(index).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(section => Path.Combine(test, section))
            : [test];
        return from folder in folders
               let plan = Path.Combine(folder, "testplan.xml")
               where File.Exists(plan)
               from step in XElement.Load(plan).Elements("TestStep")
               select new NistStep(test, folder, step);
    }
}
