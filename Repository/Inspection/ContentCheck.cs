using System.Net.Http.Headers;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>
/// Whether a document is what its mimeType says, for the formats that facilities send: PDF, DICOM, images, XML with CDA, text, HL7 v2. Other types are taken
/// as they are. What is said of a document never quotes it.
/// </summary>
internal sealed class ContentCheck(LimitsProfile limits) : DocumentInspection
{
    /// <inheritdoc/>
    public override async Task<IReadOnlyList<XdsError>> InspectAsync(InspectedDocument document, Exchange exchange, CancellationToken cancellation)
    {
        // What cannot be read as a media type names no format; the registry judges the attribute itself.
        if (!MediaTypeHeaderValue.TryParse(document.Entry.MimeType, out var type) || FormatOf(type) is not { } format) return [];
        string? fault;
        try
        {
            await using var content = await document.Open(cancellation).ConfigureAwait(false);
            fault = await format.FaultAsync(content, document, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (StorageException.IsStorage(failure))
        {
            throw StorageException.From(failure);
        }

        return fault is null ? [] : [new(XdsErrorCode.InvalidDocumentContent, $"{document.Name}: mimeType is {document.Entry.MimeType}, but the document {fault}.")];
    }

    private ContentFormat? FormatOf(MediaTypeHeaderValue type)
    {
        var name = type.MediaType!.ToLowerInvariant();
        return name switch
        {
            "text/xml" or "application/xml" => new XmlFormat(limits, mayBeCda: true),
            "text/plain" or "text/csv" => new TextFormat(type.CharSet?.Trim('"')),
            "application/x-hl7" or "application/edi-hl7" or "application/hl7-v2" or "application/hl7-v2+er7" or "x-application/hl7-v2+er7"
                => new Er7Format(limits.Er7Bytes),
            _ when name.EndsWith("+xml", StringComparison.Ordinal) => new XmlFormat(limits, mayBeCda: name.Contains("cda", StringComparison.Ordinal)),
            _ when SignatureFormat.Knows(name) => new SignatureFormat(name),
            _ => null,
        };
    }
}

/// <summary>A format that can be told from the octets.</summary>
internal abstract class ContentFormat
{
    /// <summary>What keeps the octets from being of this format, as the end of a sentence that begins with "the document"; null = nothing.</summary>
    /// <exception cref="IOException">The received document cannot be read.</exception>
    public abstract Task<string?> FaultAsync(Stream content, InspectedDocument document, CancellationToken cancellation);

    /// <summary>The first octets of a document, as many as there are.</summary>
    private protected static async Task<byte[]> BeginningAsync(Stream content, int octets, CancellationToken cancellation)
    {
        var buffer = new byte[octets];
        var count = await content.ReadAtLeastAsync(buffer, octets, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        return count == octets ? buffer : buffer[..count];
    }
}
