namespace IheNode.Platform;

/// <summary>The rules for neighbouring communities.</summary>
internal static class NeighbourRules
{
    /// <summary>Checks each neighbour, and that none is the node itself or named twice.</summary>
    public static void Check(NodeProfile profile, ProfileFaults faults)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < profile.Neighbours.Count; i++)
        {
            var (neighbour, path) = (profile.Neighbours[i], $"$.neighbours[{i}]");
            NodeRules.HomeCommunityId(neighbour.HomeCommunityId, $"{path}.homeCommunityId", faults);
            NodeRules.Filled(neighbour.Name, $"{path}.name", faults);
            if (neighbour.HomeCommunityId is { } home)
            {
                faults.Require(home != profile.Network?.HomeCommunityId, $"{path}.homeCommunityId", $"\"{home}\" is this network itself");
                faults.Require(seen.TryAdd(home, i), $"{path}.homeCommunityId", $"\"{home}\" stands at $.neighbours[{seen[home]}] too");
            }
            Address(neighbour.Query, $"{path}.query", faults);
            Address(neighbour.Retrieve, $"{path}.retrieve", faults);
            Address(neighbour.PatientDiscovery, $"{path}.patientDiscovery", faults);
            NodeRules.Oid(neighbour.DeviceId, $"{path}.deviceId", faults);
            faults.Require(neighbour.TimeLimitSeconds is > 0 and <= 600, $"{path}.timeLimitSeconds",
                $"{neighbour.TimeLimitSeconds} is not a number of seconds above 0, up to 600");
        }
    }

    /// <summary>An address that the node asks: https, or http on this machine, without a secret in it.</summary>
    public static void Address(string? text, string path, ProfileFaults faults)
    {
        if (text is null) return;
        var reads = Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" && address!.Host.Length > 0;
        faults.Require(reads, path, $"\"{text}\" is not an https address");
        // Health records leave the machine only under TLS with both sides known (ITI TF-2 3.19).
        if (reads) faults.Require(address!.Scheme == "https" || address.IsLoopback, path, $"\"{text}\" is not https; http is for loopback only");
        if (reads) faults.Require(address!.UserInfo.Length == 0, path, "holds a user name or password; no secret belongs into a profile");
    }
}
