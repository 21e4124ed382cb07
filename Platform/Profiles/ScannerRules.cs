namespace IheNode.Platform;

/// <summary>The rules for the virus scanner of a profile.</summary>
internal static class ScannerRules
{
    private const string Path = "$.documents.scanner";

    /// <summary>Checks it, where there is one.</summary>
    public static void Check(ScannerProfile? scanner, ProfileFaults faults)
    {
        if (scanner is null) return;
        if (scanner.Address is { } address) Check(address, faults);
        faults.Require(scanner.Unscanned is "refuse" or "accept", $"{Path}.unscanned", $"\"{scanner.Unscanned}\" is not refuse or accept");
        faults.Require(scanner.LargestBytes > 0, $"{Path}.largestBytes", $"{scanner.LargestBytes} is not greater than 0");
        faults.Require(scanner.TimeLimitSeconds is > 0 and <= 3600, $"{Path}.timeLimitSeconds",
            $"{scanner.TimeLimitSeconds} is not a number of seconds above 0, up to 3600");
        faults.Require(scanner.Connections is > 0 and <= 1000, $"{Path}.connections", $"{scanner.Connections} is not a number from 1 to 1000");
    }

    private static void Check(string text, ProfileFaults faults)
    {
        const string path = $"{Path}.address";
        var reads = Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme switch
        {
            "clamd+unix" => address.Host.Length == 0 && address.AbsolutePath.Length > 1,
            "clamd" => address.Host.Length > 0 && address.AbsolutePath is "" or "/",
            "icap" or "icaps" => address.Host.Length > 0 && address.AbsolutePath.Length > 1,
            _ => false,
        };
        faults.Require(reads, path, $"\"{text}\" is not clamd://host:port, clamd+unix:///path, icap://host:port/service or icaps://host:port/service");
        if (!reads) return;
        faults.Require(address!.UserInfo.Length == 0, path, "holds a user name or password; no secret belongs into a profile");
        // Health records leave the machine only under TLS with both sides known (ITI TF-2 3.19).
        faults.Require(address.Scheme is "icaps" or "clamd+unix" || address.IsLoopback, path, $"\"{text}\" is not on this machine; beyond it only icaps is allowed");
    }
}
