using System.Text;
using IheNode.Core;

namespace IheNode.Registry;

/// <summary>Reads the primitive values of an object's body in the order in which <see cref="BodyWriter"/> wrote them.</summary>
internal ref struct BodyReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    internal delegate T ReadItem<T>(ref BodyReader reader);

    public readonly bool AtEnd => _rest.IsEmpty;

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

    public string? OptionalText()
    {
        var length = Number();
        return length == 0 ? null : Encoding.UTF8.GetString(Take(length - 1));
    }

    public string Text() => OptionalText() ?? throw new InvalidDataException("A required text is absent in a registry body.");

    public string Id() => Byte() == 0 ? Text() : EntryUuid.From(new Guid(Take(16), bigEndian: true));

    public ValueList<T> List<T>(ReadItem<T> read)
    {
        var count = Number();
        if (count == 0) return default;
        if (count > _rest.Length) throw new InvalidDataException("A list in a registry body is longer than the body.");
        var items = new T[count];
        for (var i = 0; i < count; i++) items[i] = read(ref this);
        return ValueList.Create<T>(items);
    }

    public ValueList<string> Texts() => List(static (ref BodyReader r) => r.Text());

    public Code? OptionalCode() => OptionalText() is { } value ? Code(value) : null;

    public ValueList<Code> Codes() => List(static (ref BodyReader r) => r.Code(r.Text()));

    public Hl7Time? Time() => OptionalText() is { } text ? new Hl7Time(text) : null;

    public PatientId? PatientId() => OptionalText() is { } text ? new PatientId(text) : null;

    public ValueList<Slot> Slots() => List(static (ref BodyReader r) => new Slot(r.Text(), r.Texts()));

    public ValueList<LocalizedString> LocalizedStrings() =>
        List(static (ref BodyReader r) => new LocalizedString(r.Text(), r.OptionalText(), r.OptionalText()));

    public ValueList<Author> Authors() => List(static (ref BodyReader r) => new Author
    {
        Person = r.OptionalText(),
        Institutions = r.Texts(),
        Roles = r.Texts(),
        Specialties = r.Texts(),
        Telecommunications = r.Texts(),
        ExtraSlots = r.Slots(),
    });

    private Code Code(string value) => new(value, Text(), OptionalText()) { Language = OptionalText(), ExtraSlots = Slots() };

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _rest.Length) throw new InvalidDataException("A registry body ends too early.");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
