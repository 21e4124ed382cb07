using System.Buffers;

namespace IheNode.Core;

/// <summary>How the objects of one kind are stored and rendered.</summary>
internal abstract class BodyForm
{
    private static readonly BodyForm[] ByNumber =
    [
        new BodyForm<DocumentEntry>(DocumentEntryForm.Form), new BodyForm<SubmissionSet>(PackageForms.SubmissionSet),
        new BodyForm<Folder>(PackageForms.Folder), new BodyForm<Association>(AssociationForm.Form),
    ];

    /// <summary>The form of a kind by its number.</summary>
    /// <exception cref="InvalidDataException">No kind has that number.</exception>
    public static BodyForm Of(byte number) => number >= 1 && number <= ByNumber.Length
        ? ByNumber[number - 1]
        : throw new InvalidDataException($"A registry body names the unknown kind {number}.");

    /// <summary>The form of an object.</summary>
    public static BodyForm Of(RegistryObject value) => value switch
    {
        DocumentEntry => ByNumber[0],
        SubmissionSet => ByNumber[1],
        Folder => ByNumber[2],
        Association => ByNumber[3],
        _ => throw new ArgumentException($"{value.GetType().Name} is not a registry object that can be stored.", nameof(value)),
    };

    /// <summary>The number of the kind.</summary>
    public abstract byte Number { get; }

    /// <summary>Writes what follows the id.</summary>
    public abstract void Write(CompactWriter body, RegistryObject value);

    /// <summary>Reads the id and what follows it.</summary>
    public abstract RegistryObject Read(ref CompactReader body);

    /// <summary>Renders the id and what follows it.</summary>
    public abstract void Render(ReadOnlySpan<byte> body, CurrentValues? current, IBufferWriter<byte> output);
}

/// <summary>The parts of an object, as its <see cref="ObjectForm{T}"/> declares them, in the order in which <see cref="ObjectWriter"/> writes them.</summary>
internal sealed class BodyForm<T>(ObjectForm<T> form) : BodyForm where T : RegistryObject
{
    private readonly byte[] _start = Utf8Xml.Octets($"<rim:{form.Element} id=\""), _end = Utf8Xml.Octets($"</rim:{form.Element}>");
    private readonly BodyPart<T>[] _parts = [.. Parts(form)];

    public override byte Number => form.Number;

    public override void Write(CompactWriter body, RegistryObject value)
    {
        var known = (T)value;
        foreach (var part in _parts)
        {
            if (part.Number == 0 || !part.IsIn(known)) continue;
            body.Byte(part.Number);
            part.Write(body, known);
        }
    }

    public override RegistryObject Read(ref CompactReader body)
    {
        var value = form.New(body.Id());
        foreach (var part in _parts)
            if (part.Number != 0 && body.TryTake(part.Number)) value = part.Read(ref body, value);
        return value;
    }

    public override void Render(ReadOnlySpan<byte> body, CurrentValues? current, IBufferWriter<byte> output)
    {
        var to = new Rendering(body, current, output);
        to.ReadOwner();
        to.Xml.Raw(_start);
        to.Owner();
        to.Xml.Raw("\""u8);
        foreach (var part in _parts)
        {
            var isThere = part.Number == 0 || to.Body.TryTake(part.Number);
            if (part.Current is { } value && current is not null)
            {
                if (isThere) part.Skip(ref to.Body);
                part.RenderCurrent(ref to, value(current));
            }
            else if (isThere) part.Render(ref to);
        }

        to.Body.End();
        to.End(_end);
    }

    private static IEnumerable<BodyPart<T>> Parts(ObjectForm<T> form)
    {
        yield return new AttributePart<T>(1, "home", false, o => o.HomeCommunityId, (o, v) => o with { HomeCommunityId = v });
        yield return new LogicalIdPart<T>(2) { Current = form.IsVersioned ? c => c.LogicalId : null };
        yield return new AttributePart<T>(3, "status", false, o => o.AvailabilityStatus, (o, v) => o with { AvailabilityStatus = v }) { Current = c => c.Status };
        foreach (var attribute in form.XmlAttributes)
            yield return new AttributePart<T>(attribute.Number, attribute.Name, attribute.IsId, attribute.Get, attribute.Set);
        foreach (var attribute in form.Slots) yield return new SlotPart<T>(attribute) { Current = attribute.Current };
        yield return new ExtraSlotsPart<T>(4);
        yield return new StringsPart<T>(5, "Name", o => o.Title, (o, v) => o with { Title = v });
        yield return new StringsPart<T>(6, "Description", o => o.Comments, (o, v) => o with { Comments = v });
        yield return new VersionPart<T>(7) { Current = form.IsVersioned ? c => c.Version : null };
        if (form.Authors is not null) yield return new AuthorsPart<T>(form.Authors);
        foreach (var attribute in form.Codes) yield return new CodesPart<T>(attribute);
        if (form.Node is not null) yield return new NodePart<T>(0, form.Node);
        if (form.LimitedMetadataNode is not null) yield return new NodePart<T>(8, form.LimitedMetadataNode);
        yield return new ExtraClassificationsPart<T>(9);
        foreach (var attribute in form.Identifiers) yield return new IdentifierPart<T>(attribute) { Current = attribute.Current };
        yield return new ExtraIdentifiersPart<T>(10);
    }
}
