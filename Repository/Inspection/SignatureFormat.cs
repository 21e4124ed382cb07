namespace IheNode.Repository;

/// <summary>A format that shows itself by octets at its beginning.</summary>
internal sealed class SignatureFormat(string mimeType) : ContentFormat
{
    // Readers of PDF look for its header in the first 1024 octets (ISO 32000-1 Annex H.3.4.1); DICOM has a preamble of 128 octets (DICOM PS3.10 7.1).
    private const int Beginning = 1024, DicomPreamble = 128;

    private static readonly (string MimeType, Func<byte[], bool> Matches)[] Signatures =
    [
        ("application/pdf", octets => octets.AsSpan().IndexOf("%PDF-"u8) >= 0),
        ("application/dicom", octets => octets.Length >= DicomPreamble + 4 && octets.AsSpan(DicomPreamble).StartsWith("DICM"u8)),
        ("image/jpeg", octets => octets is [0xFF, 0xD8, 0xFF, ..]),
        ("image/png", octets => octets is [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..]),
        ("image/gif", octets => octets.AsSpan().StartsWith("GIF87a"u8) || octets.AsSpan().StartsWith("GIF89a"u8)),
        ("image/tiff", octets => octets is [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] or [(byte)'I', (byte)'I', 43, 0, ..] or [(byte)'M', (byte)'M', 0, 43, ..]),
    ];

    /// <summary>Whether the type is one of these, under this or another name of it.</summary>
    public static bool Knows(string mimeType) => Signatures.Any(signature => signature.MimeType == Usual(mimeType));

    /// <summary>What the octets seem to be; null = none of these.</summary>
    public static string? Recognise(byte[] beginning) => Signatures.FirstOrDefault(signature => signature.Matches(beginning)).MimeType;

    /// <inheritdoc/>
    public override async Task<string?> FaultAsync(Stream content, InspectedDocument document, CancellationToken cancellation)
    {
        var beginning = await BeginningAsync(content, Beginning, cancellation).ConfigureAwait(false);
        if (Signatures.Single(signature => signature.MimeType == Usual(mimeType)).Matches(beginning)) return null;
        return Recognise(beginning) is { } other ? $"begins as {other}" : $"does not begin as {Usual(mimeType)}";
    }

    private static string Usual(string mimeType) => mimeType switch
    {
        "image/jpg" or "image/pjpeg" => "image/jpeg",
        "application/x-pdf" => "application/pdf",
        "application/dicom-kos" => "application/dicom",
        "image/tif" => "image/tiff",
        _ => mimeType,
    };
}
