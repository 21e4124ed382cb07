using System.Text;
using CliWrap;

namespace IheNode.Tests;

/// <summary>A program that no one here wrote.</summary>
internal static class Tool
{
    /// <summary>Ends the test as skipped, with the reason, where the machine has no such program.</summary>
    public static void Require(string program)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, program))))
            Assert.Ignore($"There is no {program} on this machine; test.sh installs it where it can.");
    }

    /// <summary>Runs a program and gives what it printed; it is ended after a minute, if nothing else is said.</summary>
    public static async Task<Outcome> RunAsync(string program, IEnumerable<string> arguments, byte[]? input = null, string? folder = null, TimeSpan? patience = null)
    {
        var (output, complaints) = (new MemoryStream(), new StringBuilder());
        using var end = new CancellationTokenSource(patience ?? TimeSpan.FromMinutes(1));
        var result = await Cli.Wrap(program).WithArguments(arguments).WithWorkingDirectory(folder ?? Tree.Root).WithValidation(CommandResultValidation.None)
            .WithStandardInputPipe(PipeSource.FromBytes(input ?? [])).WithStandardOutputPipe(PipeTarget.ToStream(output))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(complaints, Encoding.UTF8)).ExecuteAsync(end.Token);
        return new(result.ExitCode, output.ToArray(), complaints.ToString());
    }

    /// <summary>How a program ended.</summary>
    internal sealed record Outcome(int ExitCode, byte[] Octets, string Complaints)
    {
        public string Output => Encoding.UTF8.GetString(Octets);
    }
}
