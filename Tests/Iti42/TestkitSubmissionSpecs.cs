using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;
using IheNode.Registry;
using NUnit.Framework;

namespace IheNode.Tests;

/// <summary>The submissions of the NIST testkit, made ebRIM 3.0 as its notes say, against the rules that the message alone decides.</summary>
public sealed class TestkitSubmissionSpecs
{
    private const string Rim2 = "urn:oasis:names:tc:ebxml-regrep:rim:xsd:2.1";
    private const string Absent = "the testkit is absent";

    private static readonly XNamespace Rim3 = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0";

    private static IEnumerable<TestCaseData> AcceptedSubmissions()
    {
        if (Tree.Shared("corpus", "nist-toolkit2") is not { } testkit) return [new TestCaseData(Absent)];
        return from plan in Directory.EnumerateFiles(testkit, "testplan.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
               // A folder with an index is a list of sections; the plan beside the index is an older one that nobody runs.
               where !File.Exists(Path.Combine(Path.GetDirectoryName(plan)!, "index.idx"))
               from step in XDocument.Load(plan).Descendants("TestStep")
               where (string?)step.Element("ExpectedStatus") == "Success"
               from file in step.Elements("RegisterTransaction").Elements("MetadataFile")
               let path = Path.Combine(Path.GetDirectoryName(plan)!, file.Value.Trim())
               where File.Exists(path)
               select new TestCaseData(Path.GetRelativePath(testkit, path));
    }

    [TestCaseSource(nameof(AcceptedSubmissions)), Spec("ITI TF-2 3.42.4.1.3")]
    public void Breaks_no_rule_where_the_testkit_expects_success(string file)
    {
        if (file == Absent) return;
        var profile = ProfileReader.Read(Tree.InTree("profiles", "connectathon.json"), new Dictionary<string, string>(), []);
        var (objects, unreadable) = EbrimReader.Read(ToEbrim3(Path.Combine(Tree.Shared("corpus", "nist-toolkit2")!, file)));
        var submission = new Submission(objects with { Objects = objects.Objects.Select(Complete).ToValueList() });
        Assert.Multiple(() =>
        {
            Assert.That(unreadable, Is.Empty);
            Assert.That(SubmissionRules.OfMessage.SelectMany(rule => rule.Check(submission, profile)), Is.Empty);
        });
    }

    // The notes of the testkit: patient id and uniqueIds are filled in before a body is sent.
    private static RegistryObject Complete(RegistryObject item) => item switch
    {
        DocumentEntry entry => entry with { PatientId = A.PatientId(), UniqueId = A.UniqueId(), RepositoryUniqueId = A.Repository },
        SubmissionSet set => set with { PatientId = A.PatientId(), UniqueId = A.UniqueId() },
        Folder folder => folder with { PatientId = A.PatientId(), UniqueId = A.UniqueId() },
        _ => item,
    };

    private static XElement ToEbrim3(string path)
    {
        var list = XDocument.Load(path).Descendants().First(e => e.Name.LocalName is "LeafRegistryObjectList" or "RegistryObjectList");
        foreach (var element in list.DescendantsAndSelf().Where(e => e.Name.NamespaceName == Rim2)) element.Name = Rim3 + element.Name.LocalName;
        list.Name = Rim3 + "RegistryObjectList";
        list.Elements(Rim3 + "ObjectRef").Remove();
        var number = 0;
        foreach (var association in list.Elements(Rim3 + "Association"))
        {
            if (association.Attribute("id") is null) association.SetAttributeValue("id", $"association{++number}");
            var type = association.Attribute("associationType")!;
            type.Value = type.Value switch
            {
                "HasMember" => Vocabulary.HasMember,
                var urn when urn.StartsWith("urn:", StringComparison.Ordinal) => urn,
                var name => $"urn:ihe:iti:2007:AssociationType:{name}",
            };
        }

        return list;
    }
}
