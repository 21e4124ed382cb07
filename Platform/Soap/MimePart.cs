using IheNode.Core;

namespace IheNode.Platform;

/// <summary>The head of one part of a multipart message.</summary>
internal sealed record MimePart(IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Content-ID without angle brackets; empty when there is none.</summary>
    public string ContentId { get; } = Bare(Headers.GetValueOrDefault("Content-ID") ?? "");

    /// <summary>Content-Type, as it stands.</summary>
    public string? ContentType => Headers.GetValueOrDefault("Content-Type");

    /// <summary>Whether the body is base64 text rather than the bytes themselves.</summary>
    /// <exception cref="MalformedMessageException">A transfer encoding that MTOM does not use.</exception>
    public bool IsBase64 => Headers.GetValueOrDefault("Content-Transfer-Encoding")?.Trim().ToLowerInvariant() switch
    {
        null or "" or "binary" or "8bit" or "7bit" => false,
        "base64" => true,
        var other => throw new MalformedMessageException($"The part '{ContentId}' has the unknown Content-Transfer-Encoding '{other}'."),
    };

    /// <summary>A Content-ID, or the start parameter, without angle brackets.</summary>
    public static string Bare(string id)
    {
        var text = id.Trim();
        return text.Length > 1 && text[0] == '<' && text[^1] == '>' ? text[1..^1] : text;
    }

    /// <summary>Whether this part is the one that a decoded cid names; some senders write the Content-ID percent-encoded too.</summary>
    public bool Answers(string id) => ContentId.Length > 0 && (ContentId == id || Uri.UnescapeDataString(ContentId) == id);
}
