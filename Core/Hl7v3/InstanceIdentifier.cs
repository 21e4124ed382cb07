using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>An HL7 v3 identifier, II: a root that is an OID or a UUID, and an extension (<c>ITI TF-2 Appendix E.2</c>).</summary>
/// <param name="Root">OID or UUID; empty when the message gave none.</param>
/// <param name="Extension">The value within the root; null when the root says all.</param>
public readonly record struct InstanceIdentifier(string Root, string? Extension = null)
{
    /// <summary>Whether the root is an OID or a UUID.</summary>
    public bool IsValid => Oid.IsValid(Root) || Guid.TryParseExact(Root, "D", out _);

    /// <summary>The text form <c>root</c> or <c>root^extension</c>, back to an identifier.</summary>
    public static InstanceIdentifier Parse(string text)
    {
        var at = text.IndexOf('^', StringComparison.Ordinal);
        return at < 0 ? new(text) : new(text[..at], text[(at + 1)..]);
    }

    /// <summary>The patient id as v3 writes it: CX <c>123^^^&amp;1.2.3&amp;ISO</c> is root 1.2.3, extension 123.</summary>
    public static InstanceIdentifier Of(PatientId id) => new(id.AssigningAuthority, id.Id);

    /// <summary>The identifier as a patient id; it is not valid as such when the root is no OID or the extension is missing.</summary>
    public PatientId ToPatientId() => PatientId.Of(Extension ?? "", Root);

    /// <inheritdoc/>
    public override string ToString() => Extension is null ? Root : $"{Root}^{Extension}";

    internal static InstanceIdentifier Read(XElement? element) =>
        new(V3Xml.Attribute(element, "root") ?? "", V3Xml.Attribute(element, "extension"));

    internal XElement Write(string name = "id") => V3Xml.Element(
        name,
        Root.Length == 0 ? new XAttribute("nullFlavor", "UNK") : new XAttribute("root", Root),
        Extension is null ? null : new XAttribute("extension", Extension));
}
