namespace IheNode.Tests;

/// <summary>How a node starts and ends as a process.</summary>
public sealed class ServeSpecs
{
    private string _folder = null!;

    [SetUp]
    public void Make_a_folder() => _folder = Directory.CreateTempSubdirectory("ihenode-serve-").FullName;

    [TearDown]
    public void Remove_the_folder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Says_where_it_listens_and_ends_well_on_SIGTERM()
    {
        await using var node = await ServedNode.StartAsync("connectathon", Data);
        foreach (var scheme in (string[])["https", "http", "mllps", "mllp"]) Assert.That(node.Address(scheme), Does.Match($"^{scheme}://(localhost|127.0.0.1):[1-9]"));
        using var http = new HttpClient();
        Assert.That(await http.GetStringAsync(new Uri(node.Address("http") + "/health/ready")), Is.EqualTo("ready"));
        using var probe = await http.SendAsync(new(HttpMethod.Head, node.Address("http") + "/health/live"));
        Assert.That(probe.IsSuccessStatusCode, Is.True);
        Assert.That(await node.TerminateAsync(), Is.Zero);
        Assert.That(node.Complaints, Is.Empty);
        Assert.That(node.Output, Does.Contain("stopping"));
    }

    [Test]
    public async Task A_second_node_on_the_same_data_folder_is_refused_clearly_and_the_first_goes_on()
    {
        await using var node = await ServedNode.StartAsync("connectathon", Data);
        var second = await Ihenode.RunAsync("serve", "--profile", "profiles/connectathon.json", "--data", Data, "--set", "listen.http=0", "--set", "listen.https=0", "--set", "listen.mllp=0", "--set", "listen.mllps=0");
        Assert.That((second.ExitCode, second.Output), Is.EqualTo((1, "")));
        Assert.That(second.Complaints.Trim(), Is.EqualTo($"Another node runs on {Data}, or the folder cannot be written."));
        Assert.That(await node.TerminateAsync(), Is.Zero);
    }

    [Test]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var node = await ServedNode.StartAsync("connectathon", Data);
        var port = new Uri(node.Address("http")).Port;
        var second = await Ihenode.RunAsync("serve", "--profile", "profiles/connectathon.json", "--data", Data + "2", "--set", $"listen.http={port}", "--set", "listen.https=0", "--set", "listen.mllp=0", "--set", "listen.mllps=0");
        Assert.That((second.ExitCode, second.Output), Is.EqualTo((1, "")));
        Assert.That(second.Complaints, Does.Contain($"127.0.0.1:{port}").And.Contain("in use").And.Not.Contain("   at "));
    }

    [Test, Platform(Exclude = "Win")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Nobody_else_on_the_machine_may_look_into_the_data_folder()
    {
        await using var node = await ServedNode.StartAsync("connectathon", Data);
        Assert.That(File.GetUnixFileMode(Data), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    private string Data => Path.Combine(_folder, "data");
}
