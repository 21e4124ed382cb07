using System.Buffers;
using System.Text;

namespace IheNode.Core;

/// <summary>Writes the primitive values of an object's body; <see cref="ObjectBody"/> describes the format.</summary>
internal sealed class CompactWriter
{
    // A lone surrogate has no UTF-8 form; replacing it would lose what was registered, so it is refused.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> _buffer = new(2048);

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public void Clear() => _buffer.ResetWrittenCount();

    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    public void Number(int value)
    {
        var rest = (uint)value;
        while (rest >= 0x80)
        {
            Byte((byte)(rest | 0x80));
            rest >>= 7;
        }

        Byte((byte)rest);
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Number(0);
            return;
        }

        var length = Utf8.GetByteCount(value);
        Number(length + 1);
        Utf8.GetBytes(value, _buffer.GetSpan(length));
        _buffer.Advance(length);
    }

    public void Id(string value)
    {
        if (!EntryUuid.IsValid(value))
        {
            Byte(0);
            Text(value);
            return;
        }

        Byte(1);
        Guid.ParseExact(value.AsSpan(EntryUuid.Prefix.Length), "D").TryWriteBytes(_buffer.GetSpan(16), bigEndian: true, out var written);
        _buffer.Advance(written);
    }

    public void List<T>(ValueList<T> items, Action<T> write)
    {
        Number(items.Count);
        foreach (var item in items.Span) write(item);
    }

    public void Texts(ValueList<string> items)
    {
        Number(items.Count);
        foreach (var item in items.Span) Text(item);
    }

    public void Code(Code? code)
    {
        Text(code?.Value);
        if (code is null) return;
        Text(code.CodingScheme);
        Text(code.DisplayName);
        Text(code.Language);
        Slots(code.ExtraSlots);
    }

    public void Classification(Classification classification)
    {
        Text(classification.Scheme);
        Text(classification.Node);
        Text(classification.NodeRepresentation);
        Text(classification.Name);
        Slots(classification.Slots);
    }

    public void ExternalIdentifier(ExternalIdentifier identifier)
    {
        Text(identifier.Scheme);
        Text(identifier.Value);
        Text(identifier.Name);
    }

    public void Slots(ValueList<Slot> slots)
    {
        Number(slots.Count);
        foreach (var slot in slots.Span)
        {
            Text(slot.Name);
            Texts(slot.Values);
        }
    }

    public void LocalizedStrings(ValueList<LocalizedString> strings) => List(strings, text =>
    {
        Text(text.Value);
        Text(text.Language);
        Text(text.Charset);
    });

    public void Authors(ValueList<Author> authors) => List(authors, author =>
    {
        Text(author.Person);
        Texts(author.Institutions);
        Texts(author.Roles);
        Texts(author.Specialties);
        Texts(author.Telecommunications);
        Slots(author.ExtraSlots);
    });
}
