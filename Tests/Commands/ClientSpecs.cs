using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace IheNode.Tests;

/// <summary>The commands of README.md as they stand there, and what else a person's client does, against one served node.</summary>
public sealed partial class ClientSpecs
{
    private const string Local = "4711^^^&1.2.392.100495.20.3.51.12919990021&ISO";
    private string _folder = null!;
    private string _patient = null!;
    private Tool.Outcome _readme = null!;
    private ServedNode _node = null!;

    [OneTimeSetUp]
    public async Task Serve_and_run_the_commands_of_the_readme()
    {
        _folder = Directory.CreateTempSubdirectory("ihenode-commands-").FullName;
        _node = await ServedNode.StartAsync("yamato-seiwa", Path.Combine(_folder, "data"));
        var script = ClientFence().Match(await File.ReadAllTextAsync(Tree.InTree("README.md"))).Groups[1].Value
            .Replace("dotnet run --project Gateway.Host -c Release --", $"dotnet '{Ihenode.Program}'", StringComparison.Ordinal)
            .Replace("http://127.0.0.1:8080", _node.Address("http"), StringComparison.Ordinal)
            .Replace("mllp://127.0.0.1:2575", _node.Address("mllp"), StringComparison.Ordinal)
            .Replace("data/read", $"'{_folder}/read'", StringComparison.Ordinal);
        _readme = await Tool.RunAsync("bash", ["-e", "-c", script]);
        await TestContext.Progress.WriteLineAsync(_readme.Output + _readme.Complaints);
        _patient = (await Ihenode.RunAsync("patient", "ids", "--to", _node.Address("http"), "--id", Local, "--domain", "2.999.29.1.2")).Output.Trim();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _node.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test, Order(1)]
    public void The_commands_of_the_readme_work_as_they_stand_there()
    {
        Assert.That((_readme.ExitCode, _readme.Complaints), Is.EqualTo((0, "")));
        Assert.That(_readme.Output, Does.Contain("accepted").And.Contain("1 person").And.Contain("2 documents submitted").And.Contain("1 document retrieved"));
        Assert.That(_readme.Output, Does.Contain("│ 吉野 さくら │ ヨシノ サクラ │"));
        var read = File.ReadAllBytes(Directory.GetFiles(Path.Combine(_folder, "read")).Single());
        Assert.That(new[] { "referral.xml", "echocardiography-scan.pdf" }.Select(f => File.ReadAllBytes(Tree.InTree("Gateway.Host", "Samples", f))), Has.Some.EqualTo(read));
    }

    [TestCase("http")]
    [TestCase("mllp")]
    public async Task People_are_found_as_a_table_and_as_JSON(string scheme)
    {
        var table = await Ihenode.RunAsync("patient", "find", "--to", _node.Address(scheme), "--name", "吉野 さくら");
        Assert.That((table.ExitCode, table.Output.Split('\n')[^2]), Is.EqualTo((0, "1 person")));
        var json = await Ihenode.RunAsync("patient", "find", "--to", _node.Address(scheme), "--name", "吉野 さくら", "--json");
        Assert.That((string?)JsonNode.Parse(json.Output)!["matches"]![0]!["patient"]!["names"]![0]!["representation"], Is.EqualTo("ideographic"));
        var nobody = await Ihenode.RunAsync("patient", "find", "--to", _node.Address(scheme), "--kana", "ダレ カ");
        Assert.That((nobody.ExitCode, nobody.Output.Trim()), Is.EqualTo((0, "0 people")));
    }

    [Test]
    public async Task A_query_answers_as_table_JSON_and_the_XML_of_the_standard()
    {
        string[] query = ["query", "--to", _node.Address("http"), "--patient", _patient];
        var table = await Ihenode.RunAsync(query);
        var json = await Ihenode.RunAsync([.. query, "--json"]);
        var xml = await Ihenode.RunAsync([.. query, "--xml"]);
        Assert.That(new[] { table.ExitCode, json.ExitCode, xml.ExitCode }, Is.All.Zero);
        Assert.That(table.Output, Does.Contain("referral.xml").And.Contain("Success: 2 objects"));
        Assert.That(JsonNode.Parse(json.Output)!["objects"]!.AsArray().Select(o => (string?)o!["mimeType"]), Is.EquivalentTo(["text/xml", "application/pdf"]));
        Assert.That(XElement.Parse(xml.Output).Descendants().Count(e => e.Name.LocalName == "ExtrinsicObject"), Is.EqualTo(2));
        var references = await Ihenode.RunAsync([.. query, "--references"]);
        Assert.That(references.Output, Does.Contain("Success: 2 references"));
    }

    [Test]
    public async Task Over_the_gateway_what_is_there_is_shown_and_who_could_not_be_asked_is_named()
    {
        var query = await Ihenode.RunAsync("query", "--to", _node.Address("http") + "/xca/initiating", "--patient", _patient);
        Assert.That(query.ExitCode, Is.Zero);
        Assert.That(query.Output, Does.Contain("PartialSuccess: 2 objects"));
        Assert.That(query.Complaints, Does.Contain("XDSUnavailableCommunity").And.Contain("未来かなえネット"));
    }

    [Test]
    public async Task With_the_facility_certificate_of_the_data_folder_TLS_works_and_without_it_does_not()
    {
        string Tls(string file) => Path.Combine(_folder, "data", "tls", file);
        string[] with = ["--certificate", Tls("facility.pem"), "--key", Tls("facility.key"), "--authority", Tls("ca.pem")];
        Assert.That((await Ihenode.RunAsync(["query", "--to", _node.Address("https"), "--patient", _patient, .. with])).ExitCode, Is.Zero);
        Assert.That((await Ihenode.RunAsync(["patient", "ids", "--to", _node.Address("mllps"), "--id", Local, .. with])).ExitCode, Is.Zero);
        foreach (var without in (string[][])[[], with[4..], with[..4]])
        {
            foreach (var ran in (Ihenode.Outcome[])
                [
                    await Ihenode.RunAsync(["query", "--to", _node.Address("https"), "--patient", _patient, .. without]),
                    await Ihenode.RunAsync(["patient", "ids", "--to", _node.Address("mllps"), "--id", Local, .. without]),
                ])
            {
                Assert.That((ran.ExitCode, ran.Output), Is.EqualTo((1, "")));
                Assert.That(ran.Complaints.TrimEnd().Split('\n'), Has.Length.EqualTo(1), ran.Complaints);
            }
        }
    }

    [Test]
    public async Task What_the_node_refuses_is_said_and_exits_with_1()
    {
        var unknown = await Ihenode.RunAsync("patient", "add", "--to", _node.Address("mllp"), "--id", "1^^^&1.2.3&ISO", "--name", "山田 花子");
        Assert.That((unknown.ExitCode, unknown.Output), Is.EqualTo((1, "")));
        Assert.That(unknown.Complaints, Does.Contain("1.2.3"));
        var stranger = await Ihenode.RunAsync("submit", "--to", _node.Address("http"), "--patient", "NOBODY^^^&2.999.29.1.2&ISO", "README.md", "--mime-type", "text/plain");
        Assert.That((stranger.ExitCode, stranger.Output.Trim()), Is.EqualTo((1, "Failure: 0 documents submitted")));
        Assert.That(stranger.Complaints, Does.Contain("XDSUnknownPatientId").And.Contain("NOBODY"));
        var nothing = await Ihenode.RunAsync("retrieve", "--to", _node.Address("http"), "--repository", "2.999.29.1.3", "--document", "2.25.1", "--out", _folder);
        Assert.That((nothing.ExitCode, nothing.Output.Trim()), Is.EqualTo((1, "Failure: 0 documents retrieved")));
        var nowhere = await Ihenode.RunAsync("query", "--to", _node.Address("http") + "/nowhere", "--patient", _patient);
        Assert.That((nowhere.ExitCode, nowhere.Complaints.Contains("/nowhere answered 404", StringComparison.Ordinal)), Is.EqualTo((1, true)));
    }

    [Test]
    public async Task An_id_pasted_with_its_namespace_is_taken_too()
    {
        var query = await Ihenode.RunAsync("query", "--to", _node.Address("http"), "--patient", "YAMATO-SEIWA-00000001^^^YAMATO-SEIWA&2.999.29.1.2&ISO");
        Assert.That(query.Output, Does.Contain("Success: 2 objects"));
    }

    [GeneratedRegex("## A person's client.*?```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ClientFence();
}
