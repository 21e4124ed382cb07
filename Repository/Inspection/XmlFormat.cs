using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>XML that is well-formed to its end. When the entry's formatCode names a CDA document, the root must be CDA's.</summary>
internal sealed class XmlFormat(LimitsProfile limits, bool mayBeCda) : ContentFormat
{
    private const string FormatCodes = "1.3.6.1.4.1.19376.1.2.3";

    // The formats of these domains are CDA documents where their mimeType is XML (IHE PCC, LAB and PHARM, XDS-SD, BPPC).
    private static readonly string[] CdaFormats = ["urn:ihe:pcc:", "urn:ihe:lab:", "urn:ihe:pharm:", "urn:ihe:iti:xds-sd:", "urn:ihe:iti:bppc"];

    /// <inheritdoc/>
    public override async Task<string?> FaultAsync(Stream content, InspectedDocument document, CancellationToken cancellation)
    {
        var examined = await XmlExamination.OfAsync(content, limits, cancellation).ConfigureAwait(false);
        if (examined.Fault is not null) return examined.Fault;
        var isCda = mayBeCda && document.Entry.FormatCode is { CodingScheme: FormatCodes } format && Array.Exists(CdaFormats, format.Value.StartsWith);
        return isCda && (examined.RootName, examined.RootNamespace) != ("ClinicalDocument", "urn:hl7-org:v3")
            ? $"is XML whose root is not ClinicalDocument of urn:hl7-org:v3, as formatCode {document.Entry.FormatCode!.Value} asks"
            : null;
    }
}
