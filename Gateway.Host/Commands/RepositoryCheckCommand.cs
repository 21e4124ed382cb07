using System.CommandLine;
using System.Text.Json;
using IheNode.Registry;
using IheNode.Repository;

namespace IheNode.Gateway;

/// <summary><c>ihenode repository check</c>: verifies every stored document, and compares repository and registry both ways.</summary>
internal static class RepositoryCheckCommand
{
    private static readonly JsonSerializerOptions Line = new(Terminal.Json) { WriteIndented = false };

    public static Command Create()
    {
        var command = new Command("check",
            "Verifies the octets of every stored document and compares repository and registry both ways; exit code 1 if anything broken is left. With the embedded database the node must be stopped");
        var node = new NodeOptions(command);
        var repair = new Option<bool>("--repair") { Description = "Put right what rows and octets tell, and remove contents that no document has; the node must be stopped" };
        var json = new Option<bool>("--json") { Description = "One line of JSON for each break and one for the sum" };
        command.Options.Add(repair);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (profile, folder) = node.Read(parsed);
            var (repairs, asJson) = (parsed.GetValue(repair), parsed.GetValue(json));
            using var opened = repairs ? OpenedRegistry.ToWrite(profile, folder) : OpenedRegistry.ToRead(profile, folder);
            var registered = new RegisteredEntries(opened.Database);
            var isElsewhere = profile.Registry.Address is not null;
            if (isElsewhere) Console.Error.WriteLine("The registry is another node's (registry.address): what is stored here is verified, and not compared with its entries.");
            using var check = new RepositoryCheck(
                profile, opened.Database, folder, isElsewhere ? null : registered.OfAsync, isElsewhere ? null : registered.AllAsync, TimeProvider.System);
            var result = await Terminal.ProgressAsync("octets", bar => check.RunAsync(
                repairs, found => Tell(found, repairs, asJson), progress => bar(progress.Octets, progress.Total, $"{progress.Contents:N0} contents"), cancellation)).ConfigureAwait(false);
            Sum(result, repairs, asJson);
            return result.Breaks == result.Repaired ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static void Tell(RepositoryBreak found, bool repairs, bool json)
    {
        if (json) Terminal.WriteLine(JsonSerializer.Serialize(found, Line));
        else Terminal.WriteLine($"{found.Check} · {found.Subject}: {found.Sentence}{(found.Repaired ? " Repaired." : found.IsNote ? " A note: an administrator may leave this." : repairs ? " Not repaired: what is stored does not tell how." : "")}");
    }

    private static void Sum(RepositoryCheckResult result, bool repairs, bool json)
    {
        if (json) Terminal.WriteLine(JsonSerializer.Serialize(result, Line));
        else Terminal.WriteLine(
            $"{result.Contents:N0} contents ({result.Octets:N0} octets), {result.Documents:N0} documents and {result.Entries:N0} entries checked: "
            + $"{(result.Breaks == 0 ? "no breaks" : $"{result.Breaks:N0} breaks{(repairs ? $", {result.Repaired:N0} repaired" : "")}")}{(result.Notes == 0 ? "" : $", {result.Notes:N0} notes")}");
    }
}
