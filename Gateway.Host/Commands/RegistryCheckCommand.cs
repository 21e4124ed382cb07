using System.CommandLine;
using System.Text.Json;
using IheNode.Registry;

namespace IheNode.Gateway;

/// <summary><c>ihenode registry check</c>: verifies the invariants of a registry's database.</summary>
internal static class RegistryCheckCommand
{
    private static readonly JsonSerializerOptions Line = new(Terminal.Json) { WriteIndented = false };

    public static Command Create()
    {
        var command = new Command("check",
            "Verifies the invariants of a whole registry database and tells of each break; exit code 1 if any is left. With the embedded database the node must be stopped");
        var node = new NodeOptions(command);
        var repair = new Option<bool>("--repair") { Description = "Rebuild from the stored objects whatever repeats them (index columns and tables); the node must be stopped" };
        var json = new Option<bool>("--json") { Description = "One line of JSON for each break and one for the sum" };
        command.Options.Add(repair);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (profile, folder) = node.Read(parsed);
            var (repairs, asJson) = (parsed.GetValue(repair), parsed.GetValue(json));
            using var registry = repairs ? OpenedRegistry.ToWrite(profile, folder) : OpenedRegistry.ToRead(profile, folder);
            var check = new RegistryCheck(registry.Database, TimeProvider.System);
            var result = await Terminal.ProgressAsync("object numbers", bar => check.RunAsync(
                repairs, found => Tell(found, repairs, asJson), progress => bar(progress.Places, progress.Total, ""), cancellation)).ConfigureAwait(false);
            Sum(result, repairs, asJson);
            return result.Breaks == result.Repaired ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static void Tell(RegistryBreak found, bool repairs, bool json)
    {
        if (json) Terminal.WriteLine(JsonSerializer.Serialize(found, Line));
        else Terminal.WriteLine($"{found.Check} · {found.Subject}: {found.Sentence}{(found.IsNote ? " A note: an administrator may leave this." : found.Repaired ? " Repaired." : repairs ? " Not repaired: the stored objects do not tell how." : "")}");
    }

    private static void Sum(RegistryCheckResult result, bool repairs, bool json)
    {
        if (json) Terminal.WriteLine(JsonSerializer.Serialize(result, Line));
        else Terminal.WriteLine(
            $"{result.Objects:N0} objects checked: {(result.Breaks == 0 ? "no breaks" : $"{result.Breaks:N0} breaks{(repairs ? $", {result.Repaired:N0} repaired" : "")}")}{(result.Notes == 0 ? "" : $", {result.Notes:N0} notes")}");
    }
}
