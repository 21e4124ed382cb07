using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>ITI-18 as peers write it: the registry reads more than the strict form, and answers as the standard words it.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class StoredQueryMessageSpecs(TestDatabase database)
{
    private const string Patient = "$XDSDocumentEntryPatientId", Status = "$XDSDocumentEntryStatus", From = "$XDSDocumentEntryCreationTimeFrom", Class = "$XDSDocumentEntryClassCode";
    private const string Approved = Vocabulary.Approved;
    private static readonly string Id = A.PatientId().Text;

    private QueriedNode _node = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _node = await QueriedNode.StartAsync(database);
        await _node.RegisterAsync(A.DocumentEntry());
    }

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    private static IEnumerable<TestCaseData> Forms()
    {
        yield return Case("in the strict form");
        yield return Case("with a patient id without quotes", (Patient, [Id]));
        yield return Case("with a patient id in double quotes", (Patient, [$"\"{Id}\""]));
        yield return Case("with a patient id in parentheses", (Patient, [$"('{Id}')"]));
        yield return Case("with white space around values", (Patient, [$"\n  '{Id}'\t"]), (Status, [$" ( '{Approved}' ,\n '{Vocabulary.Deprecated}' ) "]));
        yield return Case("with a list in double quotes", (Status, [$"(\"{Approved}\",\"{Vocabulary.Deprecated}\")"]));
        yield return Case("with a list without quotes", (Status, [$"({Approved})"]));
        yield return Case("with a value of a list without parentheses", (Status, [$"'{Approved}'"]));
        yield return Case("with values of a list without parentheses", (Status, [$"'{Vocabulary.Deprecated}','{Approved}'"]));
        yield return Case("with a list in several Values", (Status, [$"('{Vocabulary.Deprecated}')", $"('{Approved}')"]));
        yield return Case("with a time in quotes", (From, ["'20250401'"]));
        yield return Case("with a time in double quotes", (From, ["\"20250401\""]));
        yield return Case("with a time and white space", (From, [" 20250401 "]));
        yield return Case("with codes in several Values", (Class, ["('NONE^^1.2')", $"('SUM^^{A.Scheme}')"]));
        yield return Case("with a code in double quotes", (Class, [$"\"SUM^^{A.Scheme}\""]));

        static TestCaseData Case(string name, params (string Name, string[] Values)[] slots) => new TestCaseData(arg: slots).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Forms)), Spec("ITI TF-2 3.18.4.1.2.3.5")]
    public async Task Reads_a_query((string Name, string[] Values)[] slots)
    {
        var answer = await _node.PostAsync(Query(slots));
        Assert.That(answer.Attribute("status")!.Value, Is.EqualTo("urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success"), answer.ToString());
        Assert.That(answer.Descendants(EbrimNames.Rim + "ExtrinsicObject").Count(), Is.EqualTo(1));
    }

    // That a value was understood and not passed over is seen where another value finds nothing.
    private static IEnumerable<TestCaseData> Others()
    {
        yield return new TestCaseData(Patient, "PID-OTHER^^^&1.2.3&ISO").SetArgDisplayNames("patient id without quotes");
        yield return new TestCaseData(Status, $"\"{Vocabulary.Deprecated}\"").SetArgDisplayNames("status in double quotes");
        yield return new TestCaseData(From, "'20250402'").SetArgDisplayNames("time in quotes");
        yield return new TestCaseData(Class, $"'NONE^^{A.Scheme}'").SetArgDisplayNames("code without parentheses");
    }

    [TestCaseSource(nameof(Others)), Spec("ITI TF-2 3.18.4.1.2.3.5")]
    public async Task Finds_nothing_by_another(string name, string value)
    {
        var answer = await _node.PostAsync(Query((name, [value])));
        Assert.That(answer.Attribute("status")!.Value, Does.EndWith(":Success"));
        Assert.That(answer.Element(EbrimNames.Rim + "RegistryObjectList")!.Elements(), Is.Empty, "the list is there, and empty");
    }

    private static IEnumerable<TestCaseData> Malformed()
    {
        yield return new TestCaseData(Patient, $"'{Id}").SetArgDisplayNames("no closing quote");
        yield return new TestCaseData(Status, $"('{Approved}'").SetArgDisplayNames("no closing parenthesis");
        yield return new TestCaseData(Status, $"('{Approved}',)").SetArgDisplayNames("an empty place");
        yield return new TestCaseData(Class, $"('Children's^^{A.Scheme}')").SetArgDisplayNames("a quote that is not doubled");
        yield return new TestCaseData(From, "'yesterday'").SetArgDisplayNames("no time");
    }

    [TestCaseSource(nameof(Malformed)), Spec("ITI TF-2 3.18.4.1.2.3.5"), Spec("ITI TF-2 3.18.5.1.2")]
    public async Task Refuses_what_can_mean_anything_and_names_the_parameter(string name, string value)
    {
        await FailsAsync(Query((name, [value])), XdsErrorCode.RegistryError, name);
        Assert.That((await _node.Node.RecordsAsync("ITI-18"))[^1].Element("EventIdentification")!.Attribute("EventOutcomeIndicator")!.Value, Is.Not.EqualTo("0"));
    }

    [TestCase("LeafClassWithRepositoryItem"), TestCase("RegistryObject"), TestCase("leafclass"), TestCase(""), TestCase(null)]
    [Spec("ITI TF-2 3.18.4.1.2.3.1")]
    public Task Refuses_another_returnType(string? type)
    {
        var query = Query();
        query.Element(EbrimNames.Query + "ResponseOption")!.SetAttributeValue("returnType", type);
        return FailsAsync(query, XdsErrorCode.RegistryError, "returnType");
    }

    private static IEnumerable<TestCaseData> Ignored()
    {
        yield return Case("the home community that is asked", q => q.Element(EbrimNames.Rim + "AdhocQuery")!.SetAttributeValue("home", "urn:oid:1.2.3.4"));
        yield return Case("that parts are not to be composed", q => q.Element(EbrimNames.Query + "ResponseOption")!.SetAttributeValue("returnComposedObjects", "false"));
        yield return Case("that nothing is said of parts", q => q.Element(EbrimNames.Query + "ResponseOption")!.SetAttributeValue("returnComposedObjects", null));
        yield return Case("pages of ebRS", q => q.Add(new XAttribute("startIndex", "1"), new XAttribute("maxResults", "0")));
        yield return Case("a parameter that nobody knows", q => q.Element(EbrimNames.Rim + "AdhocQuery")!.Add(SubmissionForm.Slot("$Unknown", "('x')")));

        static TestCaseData Case(string name, Action<XElement> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Ignored)), Spec("ITI TF-2 3.18.4.1.2.3.8"), Spec("ITI TF-2 3.18.4.1.2.6")]
    public async Task Ignores(Action<XElement> change)
    {
        var query = Query();
        var plain = await _node.PostAsync(query);
        change(query);
        Assert.That(XNode.DeepEquals(await _node.PostAsync(query), plain), Is.True);
        Assert.That(plain.Descendants(EbrimNames.Rim + "Classification").Concat(plain.Descendants(EbrimNames.Rim + "ExternalIdentifier")), Is.Not.Empty, "parts stand in their object");
    }

    private static XElement Query(params (string Name, string[] Values)[] slots)
    {
        (string Name, string[] Values)[] strict = [(Patient, [$"'{Id}'"]), (Status, [$"('{Approved}')"])];
        return QueriedNode.Query(Vocabulary.StoredQueryIds.FindDocuments, [.. strict.Where(s => slots.All(o => o.Name != s.Name)), .. slots]);
    }

    private async Task FailsAsync(XElement query, string code, string says)
    {
        var answer = await _node.PostAsync(query);
        var errors = answer.Elements().Single();
        var error = errors.Elements().First();
        Assert.Multiple(() =>
        {
            Assert.That(answer.Attribute("status")!.Value, Is.EqualTo("urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure"));
            Assert.That(errors.Name, Is.EqualTo(EbrimNames.Rs + "RegistryErrorList"), "errors, and no list of objects");
            Assert.That(error.Attribute("errorCode")!.Value, Is.EqualTo(code));
            Assert.That(error.Attribute("codeContext")!.Value, Does.Contain(says));
        });
    }
}
