using System.Buffers;

namespace IheNode.Repository;

/// <summary>
/// One content that is being sealed. The place of the header is left open at the beginning, since the header binds the address of the content, which is
/// known only at its end.
/// </summary>
internal sealed class Sealing : IDisposable
{
    private readonly SealHeader _header;
    private readonly ContentCipher? _cipher;
    private readonly byte[] _plain = ArrayPool<byte>.Shared.Rent(SealedFrame.PlainSize);
    private readonly byte[]? _room;
    private int _filled;
    private ulong _frame;
    private long _size;

    /// <param name="header">The header; its size is not known yet.</param>
    /// <param name="cipher">Encrypts; null = not encrypted. It is disposed of with this.</param>
    /// <param name="compresses">Whether frames are compressed where that saves room.</param>
    public Sealing(SealHeader header, ContentCipher? cipher, bool compresses)
    {
        (_header, _cipher) = (header, cipher);
        if (compresses) _room = ArrayPool<byte>.Shared.Rent(TextCompression.Room);
    }

    /// <summary>Takes in octets of the document and gives those of its stored form that are ready.</summary>
    public void Append(ReadOnlySpan<byte> plain, IBufferWriter<byte> stored)
    {
        while (!plain.IsEmpty)
        {
            // A full frame waits for the octet after it, since the last frame says that it is the last.
            if (_filled == SealedFrame.PlainSize) Emit(isLast: false, stored);
            var count = Math.Min(plain.Length, SealedFrame.PlainSize - _filled);
            plain[..count].CopyTo(_plain.AsSpan(_filled));
            _filled += count;
            plain = plain[count..];
        }
    }

    /// <summary>Gives the rest of the stored form.</summary>
    /// <returns>The header, which belongs at the beginning of the stored form.</returns>
    public byte[] Finish(ReadOnlySpan<byte> sha256, IBufferWriter<byte> stored)
    {
        Emit(isLast: true, stored);
        return (_header with { PlainSize = _size }).Write(_cipher, sha256);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cipher?.Dispose();
        ArrayPool<byte>.Shared.Return(_plain, clearArray: true);
        if (_room is not null) ArrayPool<byte>.Shared.Return(_room, clearArray: true);
    }

    private void Emit(bool isLast, IBufferWriter<byte> stored)
    {
        if (_frame == 0)
        {
            stored.GetSpan(_header.Length)[.._header.Length].Clear();
            stored.Advance(_header.Length);
        }

        var octets = _plain.AsSpan(0, _filled);
        var compressed = _room is null ? null : TextCompression.Compress(octets, _room);
        if (compressed is { } length) octets = _room.AsSpan(0, length);
        var whole = SealedFrame.HeadSize + octets.Length + (_cipher is null ? 0 : ContentCipher.TagSize);
        var target = stored.GetSpan(whole)[..whole];
        new SealedFrame(isLast, compressed is not null, octets.Length).Write(target);
        var body = target.Slice(SealedFrame.HeadSize, octets.Length);
        if (_cipher is null) octets.CopyTo(body);
        else _cipher.Encrypt(_frame, target[..SealedFrame.HeadSize], octets, body, target[^ContentCipher.TagSize..]);
        stored.Advance(whole);
        (_size, _filled) = (_size + _filled, 0);
        _frame++;
    }
}
