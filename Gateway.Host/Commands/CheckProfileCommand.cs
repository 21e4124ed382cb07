using System.CommandLine;
using IheNode.Platform;

namespace IheNode.Gateway;

/// <summary><c>ihenode check-profile FILE</c>: every fault of a profile, with its JSON path.</summary>
internal static class CheckProfileCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The profile, such as profiles/yamato-seiwa.json" };
        var command = new Command("check-profile", "Lists every fault of a profile with its JSON path") { file };
        command.SetAction(parsed =>
        {
            var profile = NodeOptions.ReadProfile(parsed.GetValue(file)!, []);
            Console.WriteLine($"{profile.Network.NameJa} ({profile.Network.NameEn}, {profile.Network.HomeCommunityId}): no faults. " +
                $"{Terminal.Count(profile.Facilities.Count, "facility", "facilities")}, {Terminal.Count(profile.Neighbours.Count, "neighbour", "neighbours")}, " +
                $"{Terminal.Count(profile.Codes.Codes.Sum(c => c.Value.Count), "code", "codes")}.");
            return ExitCode.Done;
        });
        return command;
    }
}
