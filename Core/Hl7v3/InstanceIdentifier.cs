using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>An HL7 v3 identifier, II: a root that is an OID or a UUID, and an extension (<c>ITI TF-2 Appendix E.2</c>).</summary>
/// <param name="Root">OID or UUID; empty when the message gave none.</param>
/// <param name="Extension">The value within the root; null when the root says all.</param>
public readonly record struct InstanceIdentifier(string Root, string? Extension = null)
{
    /// <summary>Whether the root is an OID or a UUID.</summary>
    public bool IsValid => Oid.IsValid(Root) || Guid.TryParseExact(Root, "D", out _);

    /// <summary>The text form <c>root</c> or <c>root^extension</c>, back to an identifier; a UUID may be written in any of its forms.</summary>
    public static InstanceIdentifier Parse(string text)
    {
        var at = text.IndexOf('^', StringComparison.Ordinal);
        var identifier = at < 0 ? new InstanceIdentifier(text) : new(text[..at], text[(at + 1)..]);
        if (identifier.IsValid) return identifier;
        var root = identifier.Root.StartsWith(EntryUuid.Prefix, StringComparison.Ordinal) ? identifier.Root[EntryUuid.Prefix.Length..] : identifier.Root;
        return Guid.TryParse(root, out var uuid) ? identifier with { Root = uuid.ToString("D") } : identifier;
    }

    /// <summary>The identifier that a text stands for, or within <paramref name="message"/> the text as it is: what identifies must be an identifier on the wire.</summary>
    public static InstanceIdentifier Of(string text, InstanceIdentifier message) =>
        Parse(text) is { IsValid: true } identifier ? identifier : message with { Extension = text.Length > 0 ? text : message.Extension };

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
