using System.Text;
using CliWrap;

namespace IheNode.Tests;

/// <summary>The built program, run as a process as a person would run it.</summary>
internal static class Ihenode
{
    /// <summary>The program beside the tests.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "ihenode.dll");

    /// <summary>Runs a command to its end.</summary>
    public static Task<Outcome> RunAsync(params string[] arguments) => RunAsync(_ => { }, arguments);

    /// <summary>Runs a command to its end and hears each line of its output as it comes.</summary>
    public static async Task<Outcome> RunAsync(Action<string> line, params string[] arguments)
    {
        var (output, complaints) = (new StringBuilder(), new StringBuilder());
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var result = await Command(arguments)
            .WithStandardOutputPipe(PipeTarget.Merge(PipeTarget.ToStringBuilder(output, Encoding.UTF8), PipeTarget.ToDelegate(line, Encoding.UTF8)))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(complaints, Encoding.UTF8)).ExecuteAsync(patience.Token);
        var outcome = new Outcome(result.ExitCode, output.ToString(), complaints.ToString());
        await TestContext.Out.WriteLineAsync($"ihenode {string.Join(' ', arguments)}\n{outcome.Output}{outcome.Complaints}exit {outcome.ExitCode}\n");
        return outcome;
    }

    /// <summary>A command that is to be run from the root of the tree; its exit code is the caller's to judge.</summary>
    public static Command Command(params string[] arguments) => Cli.Wrap("dotnet").WithArguments([Program, .. arguments])
        .WithWorkingDirectory(Tree.Root).WithValidation(CommandResultValidation.None);

    /// <summary>How a command ended.</summary>
    internal sealed record Outcome(int ExitCode, string Output, string Complaints);
}
