using System.Text.RegularExpressions;

namespace IheNode.Platform;

/// <summary>The rules for where documents are kept: the kinds of places, and the object store.</summary>
internal static partial class S3Rules
{
    private const string Path = "$.documents.s3";

    /// <summary>The object store with its keys, which do not stand in the profile.</summary>
    public static S3Profile? Read(S3Profile? store, string folder, IReadOnlyDictionary<string, string> environment, ProfileFaults faults) => store is null ? null : store with
    {
        AccessKey = store.AccessKeyFrom is { } access ? Secrets.Read(access, $"{Path}.accessKeyFrom", "an access key", folder, environment, faults) : null,
        SecretKey = store.SecretKeyFrom is { } secret ? Secrets.Read(secret, $"{Path}.secretKeyFrom", "a secret key", folder, environment, faults) : null,
    };

    /// <summary>Checks the store and whether it is needed.</summary>
    public static void Check(DocumentsProfile documents, ProfileFaults faults)
    {
        faults.Require(documents.Kind is "files" or "s3", "$.documents.kind", $"\"{documents.Kind}\" is not files or s3");
        if (documents.S3 is not { } store)
        {
            faults.Require(documents.Kind != "s3", Path, "is missing: documents.kind is s3");
            return;
        }

        NeighbourRules.Address(store.Address, $"{Path}.address", faults);
        NodeRules.Filled(store.Region, $"{Path}.region", faults);
        faults.Require(store.Bucket is null || Bucket().IsMatch(store.Bucket), $"{Path}.bucket",
            $"\"{store.Bucket}\" is not 3 to 63 small letters, digits, hyphens and dots");
        faults.Require(store.Prefix.Length == 0 || Prefix().IsMatch(store.Prefix), $"{Path}.prefix",
            $"\"{store.Prefix}\" is not letters, digits, hyphens and slashes that end with a slash (128 characters at most)");
        Within(store.PartBytes, 5L << 20, 5L << 30, "partBytes", "octets", faults);
        Within(store.PartsAtOnce, 1, 64, "partsAtOnce", "parts", faults);
        Within(store.Attempts, 1, 20, "attempts", "attempts", faults);
        Within(store.IdleSeconds, 1, 3600, "idleSeconds", "seconds", faults);
    }

    private static void Within(long value, long least, long most, string name, string unit, ProfileFaults faults) =>
        faults.Require(value >= least && value <= most, $"{Path}.{name}", $"{value} is not a number of {unit} from {least} to {most}");

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    private static partial Regex Bucket();

    [GeneratedRegex("^(?!/)[A-Za-z0-9/_-]{0,127}/$")]
    private static partial Regex Prefix();
}
