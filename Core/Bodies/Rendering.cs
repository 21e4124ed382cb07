using System.Buffers;
using System.Text;
using static IheNode.Core.Vocabulary;

namespace IheNode.Core;

/// <summary>One object on its way from its body to ebRIM: what is left of the body, what is written, and the ids of its parts.</summary>
internal ref struct Rendering(ReadOnlySpan<byte> body, CurrentValues? current, IBufferWriter<byte> output)
{
    private static readonly byte[] ClassificationStart = Utf8Xml.Octets("<rim:Classification id=\"");
    private static readonly byte[] IdentifierStart = Utf8Xml.Octets("<rim:ExternalIdentifier id=\"");
    private static readonly byte[] IdentifierOwner = Utf8Xml.Octets($"\" objectType=\"{ObjectTypes.ExternalIdentifier}\" registryObject=\"");
    private static readonly byte[] ClassificationType = Utf8Xml.Octets($"\" objectType=\"{ObjectTypes.Classification}\"");
    private static readonly byte[] CodingSchemeStart =
        Utf8Xml.Octets($"\"><rim:Slot name=\"{SlotNames.CodingScheme}\"><rim:ValueList><rim:Value>");

    public CompactReader Body = new(body);
    public Utf8Xml Xml = new(output);
    private bool _hasContent;
    private IdValue _owner;
    private PartIds _parts;

    /// <summary>What has changed since the body was written; null to render the body as it is.</summary>
    public readonly CurrentValues? Current => current;

    /// <summary>Takes the object's id, the first value of its body.</summary>
    public void ReadOwner()
    {
        _owner = Body.IdOctets();
        _parts = _owner.Uuid is { } uuid ? new PartIds(uuid) : new PartIds(Encoding.UTF8.GetString(_owner.Text));
    }

    /// <summary>The object's id.</summary>
    public void Owner() => Id(_owner);

    /// <summary>Ends the start tag before the first child.</summary>
    public void Content()
    {
        if (_hasContent) return;
        Xml.Raw(">"u8);
        _hasContent = true;
    }

    /// <summary>Ends the element.</summary>
    public void End(byte[] endTag)
    {
        Xml.Raw(_hasContent ? endTag : " />"u8);
        Xml.End();
    }

    /// <summary>The id that is next in the body.</summary>
    public void Id() => Id(Body.IdOctets());

    /// <summary>What stands between the id of a Classification by this scheme and that of its object; null = it has no scheme.</summary>
    public static byte[] ClassificationOwner(string? scheme) =>
        [.. ClassificationType, .. Utf8Xml.Octets(scheme is null ? " classifiedObject=\"" : $" classificationScheme=\"{scheme}\" classifiedObject=\"")];

    /// <summary>Begins a Classification, as far as the value of its classifiedObject.</summary>
    /// <param name="owner">What <see cref="ClassificationOwner"/> gave.</param>
    public void StartClassification(byte[] owner)
    {
        Content();
        Xml.Raw(ClassificationStart);
        PartId();
        Xml.Raw(owner);
        Owner();
    }

    /// <summary>Begins a Classification whose scheme is next in the body, as far as the value of its classifiedObject.</summary>
    public void StartClassification()
    {
        Content();
        Xml.Raw(ClassificationStart);
        PartId();
        Xml.Raw(ClassificationType);
        OptionalAttribute(" classificationScheme=\""u8);
        Xml.Raw(" classifiedObject=\""u8);
        Owner();
    }

    /// <summary>The code and its codingScheme, next in the body.</summary>
    public void Code()
    {
        Xml.Raw("\" nodeRepresentation=\""u8);
        Xml.Value(Body.Octets());
        Xml.Raw(CodingSchemeStart);
        Xml.Text(Body.Octets());
        Xml.Raw("</rim:Value></rim:ValueList></rim:Slot>"u8);
    }

    /// <summary>Begins an ExternalIdentifier, as far as the value of its registryObject.</summary>
    public void StartIdentifier()
    {
        Content();
        Xml.Raw(IdentifierStart);
        PartId();
        Xml.Raw(IdentifierOwner);
        Owner();
    }

    /// <summary>An XML attribute, of which all up to the value is ready.</summary>
    public void Attribute(scoped ReadOnlySpan<byte> start, scoped ReadOnlySpan<byte> value)
    {
        Xml.Raw(start);
        Xml.Value(value);
        Xml.Raw("\""u8);
    }

    /// <summary>An XML attribute that is next in the body, unless it is absent.</summary>
    public void OptionalAttribute(ReadOnlySpan<byte> start)
    {
        if (Body.OptionalOctets(out var value)) Attribute(start, value);
    }

    /// <summary>The values of a slot, next in the body.</summary>
    public void SlotValues()
    {
        var count = Body.Count();
        if (count == 0)
        {
            Xml.Raw("<rim:ValueList /></rim:Slot>"u8);
            return;
        }

        Xml.Raw("<rim:ValueList><rim:Value>"u8);
        Xml.Text(Body.Octets());
        for (var i = 1; i < count; i++)
        {
            Xml.Raw("</rim:Value><rim:Value>"u8);
            Xml.Text(Body.Octets());
        }

        Xml.Raw("</rim:Value></rim:ValueList></rim:Slot>"u8);
    }

    /// <summary>Slots with their names, next in the body; what comes before the first of them is written when there is one.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Slots(ReadOnlySpan<byte> before)
    {
        var count = Body.Count();
        if (count > 0) Xml.Raw(before);
        for (var i = 0; i < count; i++)
        {
            Attribute("<rim:Slot name=\""u8, Body.Octets());
            Xml.Raw(">"u8);
            SlotValues();
        }

        return count > 0;
    }

    private void Id(IdValue id)
    {
        if (id.Uuid is { } uuid) Xml.Uuid(uuid);
        else Xml.Value(id.Text);
    }

    private void PartId()
    {
        if (_parts.NextUuid() is { } uuid) Xml.Uuid(uuid);
        else Xml.Value(_parts.NextSymbol());
    }
}
