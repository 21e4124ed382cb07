using System.Globalization;
using System.Text.RegularExpressions;

namespace IheNode.Tests;

/// <summary>The main job, from the command line.</summary>
public sealed partial class DemoSpecs
{
    private string _folder = null!;

    [SetUp]
    public void Make_a_folder() => _folder = Directory.CreateTempSubdirectory("ihenode-demo-").FullName;

    [TearDown]
    public void Remove_the_folder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Demo_once_shows_every_step_with_its_transaction_and_ends_well()
    {
        var demo = await Ihenode.RunAsync("demo", "--once", "--data", _folder);
        Assert.That((demo.ExitCode, demo.Complaints), Is.EqualTo((0, "")));
        Assert.That(Step().Matches(demo.Output).Select(m => m.Groups[2].Value).Distinct(),
            Is.EquivalentTo(["-", "ITI-8", "ITI-45", "ITI-41", "ITI-47", "ITI-18", "ITI-43", "ITI-20"]));
        Assert.That(demo.Output, Does.Contain("every SHA-1 agrees").And.Contain("吉野 さくら"));
        Assert.That(Processes(demo.Output).Select(IsRunning), Is.EqualTo(new[] { false, false }), "both nodes have ended");
    }

    [Test]
    public async Task A_node_that_dies_in_the_middle_is_named_and_the_demonstration_fails()
    {
        var nodes = 0;
        var demo = await Ihenode.RunAsync(
            line =>
            {
                if (Process().Match(line) is { Success: true } up && ++nodes == 2) Kill(up.Groups[1].Value);
            },
            "demo", "--once", "--data", _folder);
        Assert.That(demo.ExitCode, Is.EqualTo(1));
        Assert.That(demo.Complaints, Does.Contain("Mirai-Kanae").And.Contain("died").And.Contain("137"));
        Assert.That(demo.Complaints.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1), "one sentence, no stack trace");
        Assert.That(IsRunning(Processes(demo.Output)[0]), Is.False, "the other node was ended too");
    }

    private static void Kill(string process)
    {
        using var victim = System.Diagnostics.Process.GetProcessById(int.Parse(process, CultureInfo.InvariantCulture));
        victim.Kill();
    }

    private static List<int> Processes(string output) => [.. Process().Matches(output).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];

    private static bool IsRunning(int process) => Directory.Exists($"/proc/{process}");

    [GeneratedRegex(@"^ *(\d+)  (\S+) +[\d,]+ ms  ", RegexOptions.Multiline)]
    private static partial Regex Step();

    [GeneratedRegex("is up as process (\\d+)")]
    private static partial Regex Process();
}
