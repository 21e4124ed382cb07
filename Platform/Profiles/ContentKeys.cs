using System.Text.RegularExpressions;

namespace IheNode.Platform;

/// <summary>A key under which documents are encrypted where they are stored.</summary>
/// <param name="id">Its name, which stands in the clear beside what it encrypts: 1 to 32 letters, digits, dots, hyphens and underscores.</param>
/// <param name="octets">The 32 octets of an AES-256 key.</param>
public sealed class ContentKey(string id, byte[] octets)
{
    /// <summary>Octets of a key.</summary>
    public const int Size = 32;

    /// <summary>Its name.</summary>
    public string Id => id;

    /// <summary>The secret itself.</summary>
    public ReadOnlySpan<byte> Octets => octets;

    /// <summary>Its name, and not the secret.</summary>
    public override string ToString() => id;
}

/// <summary>
/// Reads the keys of <c>documents.encryption</c> from where the profile says: one <c>id:base64</c> a line (or separated by commas), <c>#</c> begins a comment.
/// </summary>
internal static partial class ContentKeys
{
    private const string From = "$.documents.encryption.keysFrom", Current = "$.documents.encryption.currentKey";

    /// <summary>The settings with the keys that were found; what is wrong with them is told without their words.</summary>
    public static EncryptionProfile Read(EncryptionProfile encryption, string folder, IReadOnlyDictionary<string, string> environment, ProfileFaults faults)
    {
        if (encryption.KeysFrom is not { } from)
        {
            faults.Require(encryption.CurrentKey is null, Current, "stands without keysFrom, so there is no such key");
            return encryption;
        }

        if (Parse(from) is not null)
        {
            faults.Add(From, "is a key; that does not belong into a profile, but into an environment variable or a file named here");
            return encryption;
        }

        if (Secrets.Read(from, From, "keys", folder, environment, faults) is not { } text) return encryption;
        var keys = new Dictionary<string, ContentKey>(StringComparer.Ordinal);
        var entries = Comment().Replace(text, "").Split((char[])[' ', '\t', '\r', '\n', ','], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < entries.Length; i++)
        {
            if (Parse(entries[i]) is not { } key) faults.Add(From, $"{from}: entry {i + 1} is not id:base64 with the base64 of {ContentKey.Size} octets (openssl rand -base64 {ContentKey.Size})");
            else faults.Require(keys.TryAdd(key.Id, key), From, $"{from}: two keys are called {key.Id}");
        }

        faults.Require(entries.Length > 0, From, $"{from} holds no key");
        faults.Require(encryption.CurrentKey is not { } current || keys.ContainsKey(current) || faults.Knows(From), Current,
            $"\"{encryption.CurrentKey}\" is not among the keys of {from} ({string.Join(", ", keys.Keys)})");
        return encryption with { Keys = keys };
    }

    private static ContentKey? Parse(string entry)
    {
        var colon = entry.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !KeyId().IsMatch(entry[..colon])) return null;
        var octets = new byte[ContentKey.Size];
        return Convert.TryFromBase64String(entry[(colon + 1)..], octets, out var count) && count == octets.Length ? new(entry[..colon], octets) : null;
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,32}$")]
    private static partial Regex KeyId();

    [GeneratedRegex("#[^\n]*")]
    private static partial Regex Comment();
}
