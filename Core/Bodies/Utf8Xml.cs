using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace IheNode.Core;

/// <summary>Writes XML as UTF-8 octets: markup that is ready, and values with what must be escaped in them.</summary>
internal ref struct Utf8Xml(IBufferWriter<byte> output)
{
    private const int Piece = 512;

    // The same characters that XmlWriter escapes under NewLineHandling.Entitize, so that both ways of writing give the same octets.
    private static readonly SearchValues<byte> InText = SearchValues.Create("&<>\r"u8);
    private static readonly SearchValues<byte> InAttribute = SearchValues.Create("&<>\"\t\n\r"u8);

    private Span<byte> _room;
    private int _given;

    /// <summary>Text as UTF-8.</summary>
    public static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Octets as they are.</summary>
    // Inlined, so that markup whose length the compiler knows is copied in a few steps without a call.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Raw(scoped ReadOnlySpan<byte> octets)
    {
        if (octets.TryCopyTo(_room)) _room = _room[octets.Length..];
        else RawInPieces(octets);
    }

    /// <summary>A value between tags.</summary>
    public void Text(scoped ReadOnlySpan<byte> utf8)
    {
        var at = utf8.IndexOfAny(InText);
        if (at < 0) Raw(utf8);
        else Escape(utf8, at, InText);
    }

    /// <summary>A value between quotation marks.</summary>
    public void Value(scoped ReadOnlySpan<byte> utf8)
    {
        var at = utf8.IndexOfAny(InAttribute);
        if (at < 0) Raw(utf8);
        else Escape(utf8, at, InAttribute);
    }

    /// <summary>A value between tags.</summary>
    public void Text(string value)
    {
        if (TryWrite(value, InText, out var length)) _room = _room[length..];
        else Text(Octets(value));
    }

    /// <summary>A value between quotation marks.</summary>
    public void Value(string value)
    {
        if (TryWrite(value, InAttribute, out var length)) _room = _room[length..];
        else Value(Octets(value));
    }

    /// <summary>An entryUUID.</summary>
    public void Uuid(Guid uuid)
    {
        if (_room.Length < EntryUuid.Length) MakeRoom(Piece);
        EntryUuid.Write(uuid, _room);
        _room = _room[EntryUuid.Length..];
    }

    /// <summary>Hands over what was written last.</summary>
    public void End()
    {
        output.Advance(_given - _room.Length);
        _room = [];
        _given = 0;
    }

    // Nothing is written yet where it returns false, since the room is what it was.
    private bool TryWrite(string value, SearchValues<byte> special, out int length)
    {
        if (_room.Length < value.Length) MakeRoom(Piece);
        return Encoding.UTF8.TryGetBytes(value, _room, out length) && !_room[..length].ContainsAny(special);
    }

    private void RawInPieces(scoped ReadOnlySpan<byte> octets)
    {
        while (!octets.TryCopyTo(_room))
        {
            var fits = Math.Min(_room.Length, octets.Length);
            octets[..fits].CopyTo(_room);
            _room = _room[fits..];
            octets = octets[fits..];
            MakeRoom(Piece);
        }

        _room = _room[octets.Length..];
    }

    private void MakeRoom(int size)
    {
        End();
        _room = output.GetSpan(size);
        _given = _room.Length;
    }

    private void Escape(scoped ReadOnlySpan<byte> utf8, int at, SearchValues<byte> special)
    {
        do
        {
            Raw(utf8[..at]);
            Raw(utf8[at] switch
            {
                (byte)'&' => "&amp;"u8,
                (byte)'<' => "&lt;"u8,
                (byte)'>' => "&gt;"u8,
                (byte)'"' => "&quot;"u8,
                (byte)'\t' => "&#x9;"u8,
                (byte)'\n' => "&#xA;"u8,
                _ => "&#xD;"u8,
            });
            utf8 = utf8[(at + 1)..];
            at = utf8.IndexOfAny(special);
        }
        while (at >= 0);
        Raw(utf8);
    }
}
