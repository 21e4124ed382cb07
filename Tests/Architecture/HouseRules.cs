using System.Reflection;
using System.Text.RegularExpressions;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>What the compiler does not guard: direction, names, file sizes, and the few things that may be done in one place only.</summary>
public sealed partial class HouseRules
{
    private static readonly string[] Actors = ["Registry", "Repository", "Pix", "Xca"];

    [Test]
    public void Projects_depend_only_downwards_and_actors_never_on_one_another()
    {
        Assert.Multiple(() =>
        {
            Assert.That(HouseReferences("Core"), Is.Empty);
            Assert.That(HouseReferences("Platform"), Is.EquivalentTo(["Core"]));
            foreach (var actor in Actors) Assert.That(HouseReferences(actor), Is.SubsetOf(["Core", "Platform"]), actor);
        });
    }

    [Test]
    public void Core_does_no_input_or_output_and_reads_no_clock()
    {
        var offenders = from source in Tree.Sources()
                        where source.Path.StartsWith("Core/", StringComparison.Ordinal)
                        from Match match in InputOrOutput().Matches(WithoutCommentsAndStrings(source.Text))
                        select $"{source.Path}: {match.Value}";
        Assert.That(offenders, Is.Empty);
    }

    [Test]
    public void Folders_of_Core_depend_only_downwards()
    {
        string[][] floors = [["Metadata"], ["Patients", "Exchange"], ["Ebrim", "Bodies", "Hl7v2", "Hl7v3"], ["Transactions"]];
        var sources = Tree.Sources().Where(s => s.Path.StartsWith("Core/", StringComparison.Ordinal)).ToList();
        Assert.That(sources.Select(s => s.Path.Split('/')[1]).Distinct(), Is.SubsetOf(floors.SelectMany(f => f)));

        int Floor(string path) => Array.FindIndex(floors, floor => floor.Contains(path.Split('/')[1]));
        var homes = (from source in sources
                     from Match declaration in DeclaredType().Matches(source.Text)
                     select (Name: declaration.Groups[1].Value, source.Path)).ToLookup(x => x.Name, x => x.Path);
        var offenders = from source in sources
                        from word in Identifier().Matches(WithoutCommentsAndStrings(source.Text)).Select(m => m.Value).Distinct()
                        where homes.Contains(word) && homes[word].All(home => Floor(home) > Floor(source.Path))
                        select $"{source.Path} uses {word} of {homes[word].First()}";
        Assert.That(offenders, Is.Empty);
    }

    [Test]
    public void No_name_says_nothing()
    {
        var files = from source in Tree.Sources() where SaysNothing().IsMatch(source.Path) select source.Path;
        var types = from source in Tree.Sources()
                    from Match declaration in DeclaredType().Matches(source.Text)
                    where SaysNothing().IsMatch("/" + declaration.Groups[1].Value + ".cs")
                    select $"{source.Path}: {declaration.Groups[1].Value}";
        Assert.That(files.Concat(types), Is.Empty);
    }

    [Test]
    public void Files_stay_small()
    {
        var lengths = Tree.Sources().Select(s => (s.Path, Lines: s.Text.Split('\n').Length - 1)).OrderBy(s => s.Lines).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(lengths.Where(s => s.Lines > 300), Is.Empty);
            Assert.That(lengths[lengths.Count / 2].Lines, Is.LessThanOrEqualTo(90), "median");
            Assert.That(lengths[lengths.Count * 9 / 10].Lines, Is.LessThanOrEqualTo(200), "90th percentile");
        });
    }

    [Test]
    public void Xml_that_comes_from_outside_is_read_in_one_place_only()
    {
        var offenders = from source in Tree.Sources()
                        where !source.Path.StartsWith("Tests/", StringComparison.Ordinal) && source.Path != "Platform/Soap/XmlInput.cs"
                        where ReadsXml().IsMatch(source.Text)
                        select source.Path;
        Assert.That(offenders, Is.Empty, "use XmlInput: it prohibits DTDs and limits depth, attributes, names and size");
    }

    [Test]
    public void Every_transaction_has_a_contract_an_answerer_and_specs()
    {
        var routes = File.ReadAllText(Path.Combine(Tree.Root, "Gateway.Host", "NodeRoutes.cs"));
        Assert.Multiple(() =>
        {
            Assert.That(Catalogue.All.Select(t => t.Id), Is.Unique);
            foreach (var transaction in Catalogue.All)
            {
                var name = transaction.Id.Replace("ITI-", "Iti", StringComparison.Ordinal);
                var codec = transaction.GetType().GetProperty(transaction.Encoding == WireEncoding.Er7 ? "Er7" : "Soap")!.GetValue(transaction);
                Assert.That(codec, Is.Not.Null, $"{transaction.Id} has no codec for its encoding");
                Assert.That(transaction.Encoding == WireEncoding.Er7 ? transaction.Triggers.Count > 0 : transaction.Action is not null, $"{transaction.Id} cannot be dispatched");
                Assert.That(routes, Does.Contain($"{name}.Contract"), $"nobody answers {transaction.Id}");
                var specs = new DirectoryInfo(Path.Combine(Tree.Root, "Tests", name));
                Assert.That(specs.Exists && specs.EnumerateFiles("*Specs.cs").Any(), $"{transaction.Id} has no specs in Tests/{name}");
            }
        });
    }

    [Test]
    public void Tests_wait_for_events_and_not_for_time()
    {
        var offenders = from source in Tree.Sources()
                        where source.Path.StartsWith("Tests/", StringComparison.Ordinal) && Waits().IsMatch(WithoutCommentsAndStrings(source.Text))
                        select source.Path;
        Assert.That(offenders, Is.Empty);
    }

    private static IEnumerable<string> HouseReferences(string project) =>
        from assembly in Assembly.Load($"IheNode.{project}").GetReferencedAssemblies()
        let name = assembly.Name!
        where name.StartsWith("IheNode.", StringComparison.Ordinal)
        select name["IheNode.".Length..];

    private static string WithoutCommentsAndStrings(string text) => CommentOrString().Replace(text, " ");

    [GeneratedRegex(@"\b(File|Directory|Socket|HttpClient|TcpClient|Console|Environment)\.\w+|DateTime(Offset)?\.(Utc)?Now|\bNLog\b")]
    private static partial Regex InputOrOutput();

    [GeneratedRegex(@"\b(?:public|internal)\s+(?:(?:static|sealed|abstract|readonly|partial)\s+)*(?:record\s+struct|record|class|struct|interface|enum|delegate\s+\S+)\s+(\w+)")]
    private static partial Regex DeclaredType();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Identifier();

    [GeneratedRegex("//[^\\n]*|\"(?:\\\\.|[^\"\\\\\\n])*\"")]
    private static partial Regex CommentOrString();

    [GeneratedRegex(@"(Common|Helper|Util|Service|Wrapper|Base|Impl|Dto)s?(/|\.cs$)|(?<!Pix)Manager(/|\.cs$)")]
    private static partial Regex SaysNothing();

    [GeneratedRegex(@"XmlReader\.Create|XDocument\.(Load|Parse)|XElement\.(Load|Parse)|new XmlDocument|XmlTextReader")]
    private static partial Regex ReadsXml();

    [GeneratedRegex(@"Thread\.Sleep|Task\.Delay")]
    private static partial Regex Waits();
}
