using System.Text;

namespace IheNode.Core;

/// <summary>Reads the primitive values of an object's body in the order in which <see cref="CompactWriter"/> wrote them.</summary>
internal ref struct CompactReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    internal delegate T ReadItem<T>(ref CompactReader reader);

    /// <summary>Makes sure that nothing is left but the octet 0, by which a body of version 2 shows that it is whole.</summary>
    public void End(bool isMarked = true)
    {
        if (isMarked && Byte() != 0) throw new InvalidDataException("A registry body has parts that are unknown to this release or in another order.");
        if (!_rest.IsEmpty) throw new InvalidDataException("A registry body is longer than its object.");
    }

    public byte Byte() => Take(1)[0];

    public int Number()
    {
        uint value = 0;
        for (var shift = 0; shift < 32; shift += 7)
        {
            var next = Byte();
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80) return (int)value;
        }

        throw new InvalidDataException("A number in a registry body is longer than 32 bits.");
    }

    /// <summary>Takes the next octet if it is this one.</summary>
    public bool TryTake(byte expected)
    {
        if (_rest.IsEmpty || _rest[0] != expected) return false;
        _rest = _rest[1..];
        return true;
    }

    /// <summary>The number of items in the list that is next.</summary>
    public int Count() => Number() is var count && count >= 0 && count <= _rest.Length
        ? count
        : throw new InvalidDataException("A list in a registry body is longer than the body.");

    /// <summary>Takes the list that is next if it has no items.</summary>
    public bool SkipEmptyList() => TryTake(0);

    /// <summary>The octets of a text, without making text of them.</summary>
    public ReadOnlySpan<byte> Octets() => OptionalOctets(out var octets) ? octets : throw new InvalidDataException("A required text is absent in a registry body.");

    /// <summary>The octets of a text; false when it is absent.</summary>
    public bool OptionalOctets(out ReadOnlySpan<byte> octets)
    {
        var length = Number();
        octets = length == 0 ? default : Take(length - 1);
        return length != 0;
    }

    /// <summary>An id as UUID, or as the octets of its text.</summary>
    public IdValue IdOctets() => Byte() == 0 ? new(null, Octets()) : new(new Guid(Take(16), bigEndian: true), default);

    public string? OptionalText() => OptionalOctets(out var octets) ? Encoding.UTF8.GetString(octets) : null;

    public string Text() => OptionalText() ?? throw new InvalidDataException("A required text is absent in a registry body.");

    public string Id() => Byte() == 0 ? Text() : EntryUuid.From(new Guid(Take(16), bigEndian: true));

    public ValueList<T> List<T>(ReadItem<T> read)
    {
        var count = Count();
        if (count == 0) return default;
        var items = new T[count];
        for (var i = 0; i < count; i++) items[i] = read(ref this);
        return ValueList.Create<T>(items);
    }

    public ValueList<string> Texts() => List(static (ref CompactReader r) => r.Text());

    public Code? OptionalCode() => OptionalText() is { } value ? Code(value) : null;

    public ValueList<Code> Codes() => List(static (ref CompactReader r) => r.Code(r.Text()));

    public Hl7Time? Time() => OptionalText() is { } text ? new Hl7Time(text) : null;

    public PatientId? PatientId() => OptionalText() is { } text ? new PatientId(text) : null;

    public ValueList<Slot> Slots() => List(static (ref CompactReader r) => new Slot(r.Text(), r.Texts()));

    public ValueList<LocalizedString> LocalizedStrings() =>
        List(static (ref CompactReader r) => new LocalizedString(r.Text(), r.OptionalText(), r.OptionalText()));

    public ValueList<Author> Authors() => List(static (ref CompactReader r) => new Author
    {
        Person = r.OptionalText(),
        Institutions = r.Texts(),
        Roles = r.Texts(),
        Specialties = r.Texts(),
        Telecommunications = r.Texts(),
        ExtraSlots = r.Slots(),
    });

    public ValueList<Classification> Classifications() => List(static (ref CompactReader r) =>
        new Classification(r.OptionalText(), r.OptionalText(), r.OptionalText(), r.OptionalText(), r.Slots()));

    public ValueList<ExternalIdentifier> ExternalIdentifiers() => List(static (ref CompactReader r) => new ExternalIdentifier(r.Text(), r.Text(), r.OptionalText()));

    private Code Code(string value) => new(value, Text(), OptionalText()) { Language = OptionalText(), ExtraSlots = Slots() };

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _rest.Length) throw new InvalidDataException("A registry body ends too early.");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}

/// <summary>An id in a body: a UUID, or else the octets of a text.</summary>
internal readonly ref struct IdValue(Guid? uuid, ReadOnlySpan<byte> text)
{
    public readonly Guid? Uuid = uuid;
    public readonly ReadOnlySpan<byte> Text = text;
}
