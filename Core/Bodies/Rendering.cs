using System.Buffers;
using System.Text;
using static IheNode.Core.Vocabulary;

namespace IheNode.Core;

/// <summary>One object on its way from its body to ebRIM: what is left of the body, what is written, and the ids of its parts.</summary>
internal ref struct Rendering(ReadOnlySpan<byte> body, CurrentValues? current, IBufferWriter<byte> output)
{
    private static readonly byte[] ClassificationStart = Utf8Xml.Octets("<rim:Classification id=\"");
    private static readonly byte[] IdentifierStart = Utf8Xml.Octets("<rim:ExternalIdentifier id=\"");
    private static readonly byte[] IdentifierType = Utf8Xml.Octets($"\" objectType=\"{ObjectTypes.ExternalIdentifier}\" registryObject=\"");
    private static readonly byte[] ClassificationType = Utf8Xml.Octets($"\" objectType=\"{ObjectTypes.Classification}\"");

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

    /// <summary>A value that is not in the body.</summary>
    public void Value(string text)
    {
        Span<byte> small = stackalloc byte[512];
        if (Encoding.UTF8.TryGetBytes(text, small, out var length)) Xml.Value(small[..length]);
        else Xml.Value(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Begins a Classification, up to and with its classifiedObject.</summary>
    public void StartClassification(ReadOnlySpan<byte> scheme)
    {
        Content();
        Xml.Raw(ClassificationStart);
        PartId();
        Xml.Raw(ClassificationType);
        if (!scheme.IsEmpty) Attribute(" classificationScheme=\""u8, scheme);
        Xml.Raw(" classifiedObject=\""u8);
        Owner();
        Xml.Raw("\""u8);
    }

    /// <summary>Begins an ExternalIdentifier, up to and with its registryObject.</summary>
    public void StartIdentifier()
    {
        Content();
        Xml.Raw(IdentifierStart);
        PartId();
        Xml.Raw(IdentifierType);
        Owner();
        Xml.Raw("\""u8);
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

        Xml.Raw("<rim:ValueList>"u8);
        for (var i = 0; i < count; i++) SlotValue(Body.Octets());
        Xml.Raw("</rim:ValueList></rim:Slot>"u8);
    }

    /// <summary>One value of a slot.</summary>
    public void SlotValue(scoped ReadOnlySpan<byte> value)
    {
        Xml.Raw("<rim:Value>"u8);
        Xml.Text(value);
        Xml.Raw("</rim:Value>"u8);
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
        else Value(_parts.NextSymbol());
    }
}
