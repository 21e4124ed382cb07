using System.Globalization;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>
/// Stands between the network and the XML reader and refuses what passes the limits before the reader has built anything of it: the octets of the XML as a
/// whole, and of one tag (the reader holds a tag with all its attributes in memory until its end has come).
/// </summary>
internal sealed class GuardedStream(Stream inner, LimitsProfile limits) : ReadingStream
{
    private long _total, _allowed = limits.XmlBytes, _sinceNode;

    /// <summary>The reader has come to the end of a node.</summary>
    public void NodeRead() => _sinceNode = 0;

    /// <summary>The reader is about to fetch the whole of a text; a text may be longer than a tag.</summary>
    public void Text() => _sinceNode = long.MinValue / 2;

    /// <summary>Octets that are part of an inline document and count against its own limit.</summary>
    public void Allow(long octets) => _allowed += octets;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Count(count);
        return count;
    }

    /// <summary>Only for input that is in memory already.</summary>
    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        Count(read);
        return read;
    }

    private void Count(int count)
    {
        _total += count;
        _sinceNode += count;
        if (_total > _allowed)
            throw new MalformedMessageException(string.Create(CultureInfo.InvariantCulture, $"The XML of the message exceeds {limits.XmlBytes} octets (limits.xmlBytes)."));
        if (_sinceNode > limits.XmlTagBytes)
            throw new MalformedMessageException(string.Create(CultureInfo.InvariantCulture, $"A tag or comment of the message exceeds {limits.XmlTagBytes} octets (limits.xmlTagBytes)."));
    }
}
