using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace IheNode.Tests;

/// <summary>Wrong usage, faulty profiles and dead nodes: the right exit code, and a sentence that helps.</summary>
public sealed class UsageSpecs
{
    private const string Patient = "1^^^&1.2.3&ISO";

    [TestCase("yamato-seiwa", "やまと西和ネット")]
    [TestCase("mirai-kanae", "未来かなえネット")]
    [TestCase("connectathon", "Connectathon")]
    public async Task A_good_profile_has_no_faults(string network, string name)
    {
        var check = await Ihenode.RunAsync("check-profile", $"profiles/{network}.json");
        Assert.That((check.ExitCode, check.Complaints), Is.EqualTo((0, "")));
        Assert.That(check.Output, Does.Contain(name).And.Contain("no faults"));
    }

    [Test]
    public async Task Every_fault_of_a_profile_is_listed_with_its_path()
    {
        var profile = JsonNode.Parse(await File.ReadAllTextAsync(Tree.InTree("profiles", "connectathon.json")))!.AsObject();
        profile["listen"]!["htpp"] = 8080;
        profile["network"]!["homeCommunityId"] = "2.999.100.1";
        profile["limits"] = new JsonObject { ["idleSeconds"] = 0 };
        profile["affinityDomain"]!["codes"] = "codes/nowhere.json";
        var file = Path.Combine(Directory.CreateTempSubdirectory("ihenode-profile-").FullName, "faulty.json");
        await File.WriteAllTextAsync(file, profile.ToJsonString());
        var check = await Ihenode.RunAsync("check-profile", file);
        Assert.That((check.ExitCode, check.Output), Is.EqualTo((2, "")));
        foreach (var path in (string[])["$.listen.htpp", "$.network.homeCommunityId", "$.limits.idleSeconds", "$.affinityDomain.codes"])
            Assert.That(check.Complaints, Does.Contain(path));
        var serve = await Ihenode.RunAsync("serve", "--profile", file);
        Assert.That((serve.ExitCode, serve.Complaints), Is.EqualTo((2, check.Complaints)));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [TestCase(new[] { "check-profile", "nowhere.json" }, "nowhere.json", "")]
    [TestCase(new[] { "serve" }, "--profile", "ihenode serve --help")]
    [TestCase(new[] { "serve", "--profile", "profiles/connectathon.json", "--sett", "a=b" }, "--sett", "ihenode serve --help")]
    [TestCase(new[] { "serve", "--profile", "profiles/connectathon.json", "--set", "listen.htpp=1" }, "listen.htpp", "")]
    [TestCase(new[] { "demo", "--twice" }, "--twice", "ihenode demo --help")]
    [TestCase(new[] { "frobnicate" }, "frobnicate", "ihenode --help")]
    [TestCase(new[] { "patient" }, "command", "ihenode patient --help")]
    [TestCase(new[] { "patient", "add", "--to", "mllp://127.0.0.1:9", "--id", Patient, "--sex", "X" }, "X", "ihenode patient add --help")]
    [TestCase(new[] { "query", "--to", "127.0.0.1:8080", "--patient", Patient }, "--to", "")]
    [TestCase(new[] { "query", "--to", "http://127.0.0.1:8080", "--patient", "4711" }, "'ID^^^&OID&ISO'", "")]
    [TestCase(new[] { "query", "--to", "http://127.0.0.1:8080", "--type", "get-documents" }, "--uuid", "")]
    [TestCase(new[] { "query", "--to", "mllp://127.0.0.1:8080", "--patient", Patient }, "mllp", "")]
    [TestCase(new[] { "submit", "--to", "http://127.0.0.1:8080", "--patient", Patient, "nowhere.pdf" }, "nowhere.pdf", "")]
    [TestCase(new[] { "submit", "--to", "http://127.0.0.1:8080", "--patient", Patient }, "argument", "ihenode submit --help")]
    [TestCase(new[] { "registry", "check", "--profile", "profiles/connectathon.json", "--data", "nowhere" }, "nowhere", "")]
    [TestCase(new[] { "registry", "load", "nowhere", "--profile", "profiles/connectathon.json" }, "nowhere", "")]
    [TestCase(new[] { "registry", "dump", "--profile", "profiles/connectathon.json", "--patient", Patient, "1.2.3" }, "--patient", "")]
    [TestCase(new[] { "query", "--to", "https://127.0.0.1:8443", "--patient", Patient, "--certificate", "nowhere.pem" }, "nowhere.pem", "")]
    public async Task Wrong_usage_exits_with_2_and_says_what_is_wrong(string[] arguments, string says, string see)
    {
        var ran = await Ihenode.RunAsync(arguments);
        Assert.That((ran.ExitCode, ran.Output), Is.EqualTo((2, "")));
        Assert.That(ran.Complaints, Does.Contain(says).And.Contain(see).And.Not.Contain("   at "));
    }

    [TestCase("query", "http")]
    [TestCase("query", "https")]
    [TestCase("find", "mllp")]
    [TestCase("find", "mllps")]
    public async Task A_dead_port_is_said_in_one_sentence_with_its_address(string command, string scheme)
    {
        var port = DeadPort();
        var ran = await (command == "query"
            ? Ihenode.RunAsync("query", "--to", $"{scheme}://127.0.0.1:{port}", "--patient", Patient)
            : Ihenode.RunAsync("patient", "find", "--to", $"{scheme}://127.0.0.1:{port}", "--kana", "ヨシノ"));
        Assert.That((ran.ExitCode, ran.Output), Is.EqualTo((1, "")));
        Assert.That(ran.Complaints.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(ran.Complaints, Does.Contain($"{scheme}://127.0.0.1:{port}").And.Contain("refused"));
    }

    [TestCase("", "check-profile")]
    [TestCase("serve", "--profile")]
    [TestCase("demo", "--once")]
    [TestCase("submit", "--patient")]
    [TestCase("query", "--type")]
    [TestCase("retrieve", "--document")]
    [TestCase("check-profile", "FILE")]
    [TestCase("patient add", "--kana")]
    [TestCase("patient find", "--domain")]
    [TestCase("patient ids", "--id")]
    [TestCase("registry check", "--repair")]
    [TestCase("registry dump", "--patient")]
    [TestCase("registry load", "--add-patients")]
    public async Task Every_command_has_help(string command, string says)
    {
        var help = await Ihenode.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.That((help.ExitCode, help.Complaints), Is.EqualTo((0, "")));
        Assert.That(help.Output, Does.Contain(says).And.Contain($"ihenode {command}".TrimEnd()));
    }

    private static int DeadPort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
