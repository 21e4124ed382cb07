using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace IheNode.Tests;

/// <summary>The commands of docs/examples/README.md, as they stand there, with curl against a real node; only its ports are others.</summary>
public sealed partial class CurlSpecs
{
    private static readonly XNamespace Rim = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0";
    private static readonly XNamespace V3 = "urn:hl7-org:v3";
    private readonly List<string> _answers = [];
    private TestNode _node = null!;

    [OneTimeSetUp]
    public async Task Run_the_commands_of_the_examples()
    {
        Tool.Require("curl");
        Tool.Require("bash");
        _node = await TestNode.StartAsync();
        var lines = Fence().Match(await File.ReadAllTextAsync(Tree.InTree("docs", "examples", "README.md"))).Groups[1].Value.Split('\n')
            .Where(line => !line.Contains(" serve ", StringComparison.Ordinal)).ToList();
        var define = lines.Single(line => line.StartsWith("post()", StringComparison.Ordinal));
        foreach (var line in lines.Where(line => line.Length > 0 && line != define))
        {
            var script = $"{define}\n{line}"
                .Replace("dotnet run --project Gateway.Host -c Release --", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "ihenode.dll")}'", StringComparison.Ordinal)
                .Replace("http://127.0.0.1:8080", _node.Http.ToString().TrimEnd('/'), StringComparison.Ordinal)
                .Replace("mllp://127.0.0.1:2575", _node.Mllp.ToString().TrimEnd('/'), StringComparison.Ordinal);
            var ran = await Tool.RunAsync("bash", ["-c", script]);
            Assert.That((ran.ExitCode, ran.Complaints), Is.EqualTo((0, "")), line);
            _answers.Add(ran.Output);
        }
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_node is not null) await _node.DisposeAsync();
    }

    [Test]
    public void The_person_is_fed() => Assert.That(_answers[0], Does.Contain("accepted"));

    [Test]
    [Spec("ITI TF-2 3.41.4.2")]
    public void The_document_is_submitted_inline_and_answered_as_simply()
    {
        Assert.That(_answers[1], Does.StartWith("<"));
        Assert.That((string?)SubmissionMessage.BodyOf(_answers[1]).Attribute("status"), Does.EndWith(":Success"));
    }

    [Test]
    [Spec("ITI TF-2 3.18.4.1.3")]
    public void The_document_is_found()
    {
        var entry = SubmissionMessage.BodyOf(_answers[2]).Descendants(Rim + "ExtrinsicObject").Single();
        Assert.That((string?)entry.Element(Rim + "Name")!.Elements().Single().Attribute("value"), Is.EqualTo("紹介状の例"));
    }

    [Test]
    [Spec("ITI TF-2 3.47.4.2")]
    public void The_person_is_found()
    {
        var person = SubmissionMessage.BodyOf(_answers[3]).Descendants(V3 + "patientPerson").Single();
        Assert.That(person.Descendants(V3 + "family").Select(e => e.Value), Does.Contain("吉野"));
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
