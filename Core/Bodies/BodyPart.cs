namespace IheNode.Core;

/// <summary>
/// One part of an object: how it is written into a body, read back, and rendered as ebRIM. In the body its number says that it is there; a part that is
/// absent takes no octet.
/// </summary>
/// <param name="Number">Its number in the bodies of its kind for ever; 0 = a part that every object of the kind has alike, which is not stored.</param>
internal abstract record BodyPart<T>(byte Number)
{
    /// <summary>The value that is kept beside the body because it can change; null when it cannot.</summary>
    public Func<CurrentValues, string?>? Current { get; init; }

    public abstract bool IsIn(T value);

    public abstract void Write(CompactWriter body, T value);

    public abstract T Read(ref CompactReader body, T value);

    /// <summary>Renders what is next in the body.</summary>
    public abstract void Render(ref Rendering to);

    /// <summary>Renders a value that is not in the body; null = there is none.</summary>
    public virtual void RenderCurrent(ref Rendering to, string? value) => throw new NotSupportedException();

    /// <summary>Passes over what is next in the body.</summary>
    public virtual void Skip(ref CompactReader body) => throw new NotSupportedException();
}

/// <summary>An XML attribute of the object's element.</summary>
internal sealed record AttributePart<T>(byte Number, string Name, bool IsId, Func<T, string?> Get, Func<T, string, T>? Set) : BodyPart<T>(Number)
{
    private readonly byte[] _start = Utf8Xml.Octets($" {Name}=\"");
    private readonly byte[]? _fixed = Number == 0 ? Utf8Xml.Octets($" {Name}=\"{Get(default!)}\"") : null;

    public override bool IsIn(T value) => Get(value) is not null;

    public override void Write(CompactWriter body, T value)
    {
        if (IsId) body.Id(Get(value)!);
        else body.Text(Get(value));
    }

    public override T Read(ref CompactReader body, T value) => Set!(value, IsId ? body.Id() : body.Text());

    public override void Render(ref Rendering to)
    {
        if (_fixed is not null)
        {
            to.Xml.Raw(_fixed);
            return;
        }

        to.Xml.Raw(_start);
        if (IsId) to.Id();
        else to.Xml.Value(to.Body.Octets());
        to.Xml.Raw("\""u8);
    }

    public override void RenderCurrent(ref Rendering to, string? value)
    {
        if (value is null) return;
        to.Xml.Raw(_start);
        to.Xml.Value(value);
        to.Xml.Raw("\""u8);
    }

    public override void Skip(ref CompactReader body)
    {
        if (IsId) body.IdOctets();
        else body.Octets();
    }
}

/// <summary>lid; without one an object is its own logical object (Metadata Update 4.1.5).</summary>
internal sealed record LogicalIdPart<T>(byte Number) : BodyPart<T>(Number) where T : RegistryObject
{
    public override bool IsIn(T value) => value.LogicalId is not null;

    public override void Write(CompactWriter body, T value) => body.Id(value.LogicalId!);

    public override T Read(ref CompactReader body, T value) => value with { LogicalId = body.Id() };

    public override void Render(ref Rendering to)
    {
        to.Xml.Raw(" lid=\""u8);
        to.Id();
        to.Xml.Raw("\""u8);
    }

    public override void RenderCurrent(ref Rendering to, string? value)
    {
        to.Xml.Raw(" lid=\""u8);
        if (value is null) to.Owner();
        else to.Xml.Value(value);
        to.Xml.Raw("\""u8);
    }

    public override void Skip(ref CompactReader body) => body.IdOctets();
}

/// <summary>An attribute kept in a slot.</summary>
internal sealed record SlotPart<T>(SlotAttribute<T> Attribute) : BodyPart<T>(Attribute.Number)
{
    private readonly byte[] _start = Utf8Xml.Octets($"<rim:Slot name=\"{Attribute.Name}\">");
    private readonly byte[] _startOne = Utf8Xml.Octets($"<rim:Slot name=\"{Attribute.Name}\"><rim:ValueList><rim:Value>");

    public override bool IsIn(T value) => Attribute.Get(value).Count > 0;

    public override void Write(CompactWriter body, T value) => body.Texts(Attribute.Get(value));

    public override T Read(ref CompactReader body, T value) => Attribute.Set(value, body.Texts());

    public override void Render(ref Rendering to)
    {
        to.Content();
        to.Xml.Raw(_start);
        to.SlotValues();
    }

    public override void RenderCurrent(ref Rendering to, string? value)
    {
        if (value is null) return;
        to.Content();
        to.Xml.Raw(_startOne);
        to.Xml.Text(value);
        to.Xml.Raw("</rim:Value></rim:ValueList></rim:Slot>"u8);
    }

    public override void Skip(ref CompactReader body) => body.Texts();
}

/// <summary>The slots that the standard does not name.</summary>
internal sealed record ExtraSlotsPart<T>(byte Number) : BodyPart<T>(Number) where T : RegistryObject
{
    public override bool IsIn(T value) => value.ExtraSlots.Count > 0;

    public override void Write(CompactWriter body, T value) => body.Slots(value.ExtraSlots);

    public override T Read(ref CompactReader body, T value) => value with { ExtraSlots = body.Slots() };

    public override void Render(ref Rendering to)
    {
        to.Content();
        to.Slots([]);
    }
}

/// <summary>Name or Description.</summary>
internal sealed record StringsPart<T>(byte Number, string Element, Func<T, ValueList<LocalizedString>> Get, Func<T, ValueList<LocalizedString>, T> Set)
    : BodyPart<T>(Number)
{
    private readonly byte[] _start = Utf8Xml.Octets($"<rim:{Element}>"), _end = Utf8Xml.Octets($"</rim:{Element}>");

    public override bool IsIn(T value) => Get(value).Count > 0;

    public override void Write(CompactWriter body, T value) => body.LocalizedStrings(Get(value));

    public override T Read(ref CompactReader body, T value) => Set(value, body.LocalizedStrings());

    public override void Render(ref Rendering to)
    {
        to.Content();
        to.Xml.Raw(_start);
        var count = to.Body.Count();
        for (var i = 0; i < count; i++)
        {
            var value = to.Body.Octets();
            to.Xml.Raw("<rim:LocalizedString"u8);
            to.OptionalAttribute(" xml:lang=\""u8);
            to.OptionalAttribute(" charset=\""u8);
            to.Attribute(" value=\""u8, value);
            to.Xml.Raw(" />"u8);
        }

        to.Xml.Raw(_end);
    }
}

/// <summary>VersionInfo.</summary>
internal sealed record VersionPart<T>(byte Number) : BodyPart<T>(Number) where T : RegistryObject
{
    public override bool IsIn(T value) => value.Version is not null;

    public override void Write(CompactWriter body, T value) => body.Text(value.Version);

    public override T Read(ref CompactReader body, T value) => value with { Version = body.Text() };

    public override void Render(ref Rendering to)
    {
        to.Content();
        to.Attribute("<rim:VersionInfo versionName=\""u8, to.Body.Octets());
        to.Xml.Raw(" />"u8);
    }

    public override void RenderCurrent(ref Rendering to, string? value)
    {
        if (value is null) return;
        to.Content();
        to.Xml.Raw("<rim:VersionInfo versionName=\""u8);
        to.Xml.Value(value);
        to.Xml.Raw("\" />"u8);
    }

    public override void Skip(ref CompactReader body) => body.Octets();
}
