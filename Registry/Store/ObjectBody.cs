using IheNode.Core;

namespace IheNode.Registry;

/// <summary>
/// The compact, lossless form in which a registry object is stored: values only, in a fixed order, no names.
/// <para>
/// Octet 0 is the format's version (1), octet 1 the <see cref="ObjectKind"/>; then come the values in the order of <see cref="BodyOrder"/>.
/// A number is a base-128 varint, low groups first. A text is a number n and n-1 octets of UTF-8; n = 0 says that it is absent.
/// An id is the octet 1 and the 16 octets of its UUID, or the octet 0 and a text. A list is the number of its items and the items.
/// A code is value, scheme, display name, its language and further slots; an absent code is only an absent value. Texts are
/// stored as the UTF-8 that an answer carries, so that a body can be rendered without becoming an object.
/// </para>
/// </summary>
internal static class ObjectBody
{
    private const byte FormatVersion = 1;

    public static byte[] Encode(RegistryObject value)
    {
        var writer = new BodyWriter();
        writer.Byte(FormatVersion);
        writer.Byte((byte)ObjectKinds.Of(value));
        BodyOrder.WriteAny(writer, value);
        return writer.ToArray();
    }

    /// <exception cref="InvalidDataException">The octets are not a body of a known version.</exception>
    public static RegistryObject Decode(ReadOnlySpan<byte> body)
    {
        var reader = new BodyReader(body);
        if (reader.Byte() is var version && version != FormatVersion)
            throw new InvalidDataException($"Registry bodies of format version {version} are unknown to this release.");
        RegistryObject value = (ObjectKind)reader.Byte() switch
        {
            ObjectKind.DocumentEntry => BodyOrder.ReadDocumentEntry(ref reader),
            ObjectKind.SubmissionSet => BodyOrder.ReadSubmissionSet(ref reader),
            ObjectKind.Folder => BodyOrder.ReadFolder(ref reader),
            ObjectKind.Association => BodyOrder.ReadAssociation(ref reader),
            var kind => throw new InvalidDataException($"A registry body names the unknown kind {kind}."),
        };
        return reader.AtEnd ? value : throw new InvalidDataException("A registry body is longer than its object.");
    }
}
