using System.Buffers.Binary;
using System.Globalization;

namespace IheNode.Core;

/// <summary>
/// The ids of the Classifications and ExternalIdentifiers of one object. The model does not keep them, so they are derived from the object's id and the
/// part's place: the same object always gets the same ids, and no two parts share one.
/// </summary>
internal struct PartIds
{
    private readonly Guid _first;
    private readonly string? _symbol;
    private int _count;

    /// <summary>The parts of an object with this id.</summary>
    public PartIds(string owner)
    {
        if (!EntryUuid.IsSymbolic(owner) && Guid.TryParseExact(owner.AsSpan(EntryUuid.Prefix.Length), "D", out var uuid)) _first = FirstOf(uuid);
        else _symbol = owner;
    }

    /// <summary>The parts of an object whose id is this UUID.</summary>
    public PartIds(Guid owner) => _first = FirstOf(owner);

    /// <summary>The id of the next part: a UUID under an object that has one, else symbolic too, for a symbol is unique within its message only.</summary>
    public string Next() => NextUuid() is { } uuid ? EntryUuid.From(uuid) : NextSymbol();

    /// <summary>The next part's UUID; null when the object has none.</summary>
    internal Guid? NextUuid()
    {
        if (_symbol is not null) return null;
        Span<byte> id = stackalloc byte[16];
        _first.TryWriteBytes(id, bigEndian: true, out _);
        var last = id[12..];
        BinaryPrimitives.WriteUInt32BigEndian(last, BinaryPrimitives.ReadUInt32BigEndian(last) ^ (uint)++_count);
        return new Guid(id, bigEndian: true);
    }

    /// <summary>The next part's symbol, under an object that has a symbol.</summary>
    internal string NextSymbol() => string.Create(CultureInfo.InvariantCulture, $"{_symbol}.part{++_count}");

    // Objects may have UUIDs that differ in their last octets only, as parts do: so the halves of the UUID are mixed into one another until each bit
    // hangs on all. RFC 9562 marks a UUID made in a way of one's own with version 8 and variant 1.
    private static Guid FirstOf(Guid owner)
    {
        Span<byte> id = stackalloc byte[16];
        owner.TryWriteBytes(id, bigEndian: true, out _);
        var (left, right) = (BinaryPrimitives.ReadUInt64BigEndian(id), BinaryPrimitives.ReadUInt64BigEndian(id[8..]));
        for (var round = 1UL; round <= 4; round++) (left, right) = (right, left ^ Mix(right + round));
        BinaryPrimitives.WriteUInt64BigEndian(id, left);
        BinaryPrimitives.WriteUInt64BigEndian(id[8..], right);
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }

    // The finalizer of MurmurHash3.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD;
        value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33);
    }
}
