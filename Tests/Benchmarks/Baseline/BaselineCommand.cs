using System.CommandLine;

namespace IheNode.Benchmarks;

/// <summary><c>baseline</c>: the bare Kestrel; <c>load</c> starts it by itself.</summary>
internal static class BaselineCommand
{
    public static Command Create()
    {
        var answers = new Option<DirectoryInfo>("--answers") { Description = "Recorded answers", Required = true };
        var documents = new Option<DirectoryInfo>("--documents") { Description = "Where documents are written", Required = true };
        var command = new Command("baseline", "A bare Kestrel that moves the same bytes as the node; load starts it") { answers, documents };
        command.SetAction(async (parsed, stop) =>
        {
            await BareKestrel.RunAsync(parsed.GetValue(answers)!.FullName, parsed.GetValue(documents)!.FullName, stop).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
