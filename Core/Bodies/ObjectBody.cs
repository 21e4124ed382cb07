using System.Buffers;

namespace IheNode.Core;

/// <summary>
/// The compact, lossless form in which a registry stores an object: the values that the object has, each group under a number, no names. It is rendered as
/// ebRIM without becoming an object.
/// <para>
/// Octet 0 is the format's version (2), octet 1 the kind (1 DocumentEntry, 2 SubmissionSet, 3 Folder, 4 Association); then comes the id, then the parts
/// that the object has, in the order in which ebRIM writes them, then the octet 0. A part is the number that <see cref="ObjectForm{T}"/> or <see cref="BodyForm{T}"/> gives it
/// and its values: one id or text for an XML attribute or external identifier, a list of texts for a slot, a list of authors or codes for classifications.
/// A number is a base-128 varint, low groups first. A text is a number n and n-1 octets of UTF-8; n = 0 says that it is absent. An id is the octet 1 and the
/// 16 octets of its UUID, or the octet 0 and a text. A list is the number of its items and the items.
/// </para>
/// </summary>
public static class ObjectBody
{
    private const byte Version1 = 1, Version2 = 2;

    // A writer is used again while it is small; several bodies are written for each object that is registered.
    private const int UsualLength = 64 * 1024;

    [ThreadStatic]
    private static CompactWriter? _kept;

    /// <summary>Octets from the beginning of a body that are enough to tell the id of most objects.</summary>
    public const int HeadLength = 19;

    /// <summary>Writes a body, in the newest version of the format.</summary>
    public static byte[] Encode(RegistryObject value)
    {
        var form = BodyForm.Of(value);
        var writer = _kept ?? new();
        _kept = null;
        writer.Byte(Version2);
        writer.Byte(form.Number);
        writer.Id(value.Id);
        form.Write(writer, value);
        writer.Byte(0);
        var body = writer.ToArray();
        writer.Clear();
        if (body.Length <= UsualLength) _kept = writer;
        return body;
    }

    /// <summary>Reads a body.</summary>
    /// <exception cref="InvalidDataException">The octets are not a body of a known version.</exception>
    public static RegistryObject Decode(ReadOnlySpan<byte> body)
    {
        var reader = new CompactReader(body);
        var (version, kind) = (reader.Byte(), reader.Byte());
        if (version is not (Version1 or Version2)) throw Unknown(version);
        var value = version == Version1 ? BodyVersion1.Read(kind, ref reader) : BodyForm.Of(kind).Read(ref reader);
        reader.End(version == Version2);
        return value;
    }

    /// <summary>The id of the object, which is all that is read; null when only the head of a body is given and the id does not end in it.</summary>
    /// <exception cref="InvalidDataException">The octets are not a body of a known version.</exception>
    public static string? IdOf(ReadOnlySpan<byte> bodyOrHead)
    {
        var reader = new CompactReader(bodyOrHead);
        if (reader.Byte() is var version and not (Version1 or Version2)) throw Unknown(version);
        reader.Byte();
        return bodyOrHead.Length <= HeadLength && bodyOrHead[2] == 0 ? null : reader.Id();
    }

    /// <summary>Renders the object as <see cref="EbrimWriter"/> writes it, octet for octet; the prefix <c>rim</c> must be declared around it.</summary>
    /// <param name="body">A body.</param>
    /// <param name="current">What is written over it; null = nothing.</param>
    /// <param name="output">Where the UTF-8 goes.</param>
    /// <exception cref="InvalidDataException">The octets are not a body of a known version.</exception>
    public static void Render(ReadOnlySpan<byte> body, CurrentValues? current, IBufferWriter<byte> output)
    {
        if (body is [Version2, var kind, .. var rest]) BodyForm.Of(kind).Render(rest, current, output);
        else Render(Encode(Decode(body)), current, output);
    }

    private static InvalidDataException Unknown(byte version) => new($"Registry bodies of format version {version} are unknown to this release.");
}
