using static IheNode.Core.Vocabulary;

namespace IheNode.Core;

/// <summary>author: one Classification for each.</summary>
internal sealed record AuthorsPart<T>(AuthorsAttribute<T> Attribute) : BodyPart<T>(Attribute.Number)
{
    private static readonly byte[][] Starts =
    [
        .. new[] { SlotNames.AuthorInstitution, SlotNames.AuthorRole, SlotNames.AuthorSpecialty, SlotNames.AuthorTelecommunication }
            .Select(name => Utf8Xml.Octets($"<rim:Slot name=\"{name}\">")),
    ];

    private static readonly byte[] Person = Utf8Xml.Octets($"<rim:Slot name=\"{SlotNames.AuthorPerson}\"><rim:ValueList><rim:Value>");

    private readonly byte[] _owner = Rendering.ClassificationOwner(Attribute.Scheme);

    public override bool IsIn(T value) => Attribute.Get(value).Count > 0;

    public override void Write(CompactWriter body, T value) => body.Authors(Attribute.Get(value));

    public override T Read(ref CompactReader body, T value) => Attribute.Set(value, body.Authors());

    public override void Render(ref Rendering to)
    {
        var count = to.Body.Count();
        for (var i = 0; i < count; i++)
        {
            to.StartClassification(_owner);
            to.Xml.Raw("\" nodeRepresentation=\"\""u8);
            RenderSlots(ref to);
        }
    }

    private static void RenderSlots(ref Rendering to)
    {
        ReadOnlySpan<byte> open = ">"u8;
        if (to.Body.OptionalOctets(out var person))
        {
            to.Xml.Raw(open);
            open = [];
            to.Xml.Raw(Person);
            to.Xml.Text(person);
            to.Xml.Raw("</rim:Value></rim:ValueList></rim:Slot>"u8);
        }

        foreach (var start in Starts)
        {
            if (to.Body.SkipEmptyList()) continue;
            to.Xml.Raw(open);
            open = [];
            to.Xml.Raw(start);
            to.SlotValues();
        }

        if (to.Slots(open)) open = [];
        to.Xml.Raw(open.IsEmpty ? "</rim:Classification>"u8 : " />"u8);
    }
}

/// <summary>A coded attribute: one Classification for each code.</summary>
internal sealed record CodesPart<T>(CodeAttribute<T> Attribute) : BodyPart<T>(Attribute.Number)
{
    private readonly byte[] _owner = Rendering.ClassificationOwner(Attribute.Scheme);

    public override bool IsIn(T value) => Attribute.Get(value).Count > 0;

    public override void Write(CompactWriter body, T value) => body.List(Attribute.Get(value), body.Code);

    public override T Read(ref CompactReader body, T value) => Attribute.Set(value, body.Codes());

    public override void Render(ref Rendering to)
    {
        var count = to.Body.Count();
        for (var i = 0; i < count; i++)
        {
            to.StartClassification(_owner);
            to.Code();
            var named = to.Body.OptionalOctets(out var name);
            var inLanguage = to.Body.OptionalOctets(out var language);
            to.Slots([]);
            if (named) ClassificationName.Render(ref to, name, inLanguage, language);
            to.Xml.Raw("</rim:Classification>"u8);
        }
    }
}

/// <summary>The classification by a node that every package of the kind has, or that marks limited metadata.</summary>
internal sealed record NodePart<T>(byte Number, string Node) : BodyPart<T>(Number)
{
    private static readonly byte[] Owner = Rendering.ClassificationOwner(null);

    private readonly byte[] _node = Utf8Xml.Octets($"\" classificationNode=\"{Node}\" />");

    public override bool IsIn(T value) => value is PatientObject { LimitedMetadata: true };

    public override void Write(CompactWriter body, T value) { }

    public override T Read(ref CompactReader body, T value) => value is PatientObject known ? (T)(object)(known with { LimitedMetadata = true }) : value;

    public override void Render(ref Rendering to)
    {
        to.StartClassification(Owner);
        to.Xml.Raw(_node);
    }
}

/// <summary>The classifications that the standard does not name.</summary>
internal sealed record ExtraClassificationsPart<T>(byte Number) : BodyPart<T>(Number) where T : RegistryObject
{
    public override bool IsIn(T value) => value.ExtraClassifications.Count > 0;

    public override void Write(CompactWriter body, T value) => body.List(value.ExtraClassifications, body.Classification);

    public override T Read(ref CompactReader body, T value) => value with { ExtraClassifications = body.Classifications() };

    public override void Render(ref Rendering to)
    {
        var count = to.Body.Count();
        for (var i = 0; i < count; i++)
        {
            to.StartClassification();
            to.Xml.Raw("\""u8);
            to.OptionalAttribute(" classificationNode=\""u8);
            to.OptionalAttribute(" nodeRepresentation=\""u8);
            var named = to.Body.OptionalOctets(out var name);
            var open = to.Slots(">"u8);
            if (named && !open) to.Xml.Raw(">"u8);
            if (named) ClassificationName.Render(ref to, name, false, []);
            to.Xml.Raw(open || named ? "</rim:Classification>"u8 : " />"u8);
        }
    }
}

/// <summary>An attribute kept in an external identifier.</summary>
internal sealed record IdentifierPart<T>(IdentifierAttribute<T> Attribute) : BodyPart<T>(Attribute.Number)
{
    private readonly byte[] _start = Utf8Xml.Octets($"\" identificationScheme=\"{Attribute.Scheme}\" value=\"");
    private readonly byte[] _end = Utf8Xml.Octets($"\"><rim:Name><rim:LocalizedString value=\"{Attribute.Label}\" /></rim:Name></rim:ExternalIdentifier>");

    public override bool IsIn(T value) => Attribute.Get(value) is not null;

    public override void Write(CompactWriter body, T value) => body.Text(Attribute.Get(value));

    public override T Read(ref CompactReader body, T value) => Attribute.Set(value, body.Text());

    public override void Render(ref Rendering to)
    {
        to.StartIdentifier();
        to.Xml.Raw(_start);
        to.Xml.Value(to.Body.Octets());
        to.Xml.Raw(_end);
    }

    public override void RenderCurrent(ref Rendering to, string? value)
    {
        if (value is null) return;
        to.StartIdentifier();
        to.Xml.Raw(_start);
        to.Xml.Value(value);
        to.Xml.Raw(_end);
    }

    public override void Skip(ref CompactReader body) => body.Octets();
}

/// <summary>The external identifiers that the standard does not name.</summary>
internal sealed record ExtraIdentifiersPart<T>(byte Number) : BodyPart<T>(Number) where T : RegistryObject
{
    public override bool IsIn(T value) => value.ExtraExternalIdentifiers.Count > 0;

    public override void Write(CompactWriter body, T value) => body.List(value.ExtraExternalIdentifiers, body.ExternalIdentifier);

    public override T Read(ref CompactReader body, T value) => value with { ExtraExternalIdentifiers = body.ExternalIdentifiers() };

    public override void Render(ref Rendering to)
    {
        var count = to.Body.Count();
        for (var i = 0; i < count; i++)
        {
            to.StartIdentifier();
            to.Attribute("\" identificationScheme=\""u8, to.Body.Octets());
            to.Attribute(" value=\""u8, to.Body.Octets());
            if (!to.Body.OptionalOctets(out var name))
            {
                to.Xml.Raw(" />"u8);
                continue;
            }

            to.Xml.Raw(">"u8);
            ClassificationName.Render(ref to, name, false, []);
            to.Xml.Raw("</rim:ExternalIdentifier>"u8);
        }
    }
}

/// <summary>The Name of a classification or external identifier.</summary>
internal static class ClassificationName
{
    public static void Render(ref Rendering to, scoped ReadOnlySpan<byte> name, bool inLanguage, scoped ReadOnlySpan<byte> language)
    {
        if (inLanguage)
        {
            to.Attribute("<rim:Name><rim:LocalizedString xml:lang=\""u8, language);
            to.Xml.Raw(" value=\""u8);
        }
        else to.Xml.Raw("<rim:Name><rim:LocalizedString value=\""u8);

        to.Xml.Value(name);
        to.Xml.Raw("\" /></rim:Name>"u8);
    }
}
