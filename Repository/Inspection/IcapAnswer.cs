using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IheNode.Repository;

/// <summary>Reads the answer of an ICAP server from a connection (RFC 3507 §4.3, §4.4): status and headers first, then, where it matters, the body that it encapsulates.</summary>
internal sealed class IcapAnswer(Stream connection)
{
    private const int LongestHead = 64 * 1024;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);
    private int _position, _length;

    /// <summary>The status, such as 204; 0 before <see cref="ReadHeadAsync"/>.</summary>
    public int Status { get; private set; }

    /// <summary>The status line, for people.</summary>
    public string StatusLine { get; private set; } = "";

    /// <summary>A header, its folded lines joined; null = it is not there.</summary>
    public string? Header(string name) => _headers.GetValueOrDefault(name);

    /// <summary>Reads status and headers.</summary>
    /// <exception cref="ScanFailedException">It is no ICAP answer.</exception>
    public async Task ReadHeadAsync(CancellationToken cancellation)
    {
        StatusLine = await LineAsync(cancellation).ConfigureAwait(false);
        if (StatusLine.Split(' ') is not [var version, var status, ..] || !version.StartsWith("ICAP/1.", StringComparison.Ordinal)
            || !int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new ScanFailedException("what answers there is no ICAP server");
        Status = number;
        string? last = null;
        var octets = 0;
        while (await LineAsync(cancellation).ConfigureAwait(false) is { Length: > 0 } line)
        {
            octets += line.Length;
            if (octets > LongestHead) throw new ScanFailedException($"the head of its answer is longer than {LongestHead} octets");
            if (line[0] is ' ' or '\t' && last is not null)
            {
                _headers[last] += ' ' + line.Trim();
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1) throw new ScanFailedException("a header of its answer cannot be read");
            last = line[..colon].Trim();
            _headers[last] = line[(colon + 1)..].Trim();
        }
    }

    /// <summary>SHA-256 of the body that the answer encapsulates, in lower-case hexadecimal; null = it has none.</summary>
    /// <exception cref="ScanFailedException">The body cannot be read.</exception>
    public async Task<string?> BodySha256Async(CancellationToken cancellation)
    {
        var parts = (Header("Encapsulated") ?? "").Split(',', StringSplitOptions.TrimEntries).Select(part => part.Split('=')).ToList();
        if (parts.Find(part => part is ["res-body", _]) is not { } body) return null;
        if (!long.TryParse(body[1], NumberStyles.None, CultureInfo.InvariantCulture, out var head)) throw new ScanFailedException("the header Encapsulated of its answer cannot be read");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await PassAsync(head, null, cancellation).ConfigureAwait(false);
        while (true)
        {
            var size = (await LineAsync(cancellation).ConfigureAwait(false)).Split(';')[0].Trim();
            if (!long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var chunk) || chunk < 0)
                throw new ScanFailedException("the body of its answer cannot be read");
            if (chunk == 0) return Convert.ToHexStringLower(hash.GetHashAndReset());
            await PassAsync(chunk, hash, cancellation).ConfigureAwait(false);
            await LineAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task PassAsync(long octets, IncrementalHash? hash, CancellationToken cancellation)
    {
        while (octets > 0)
        {
            await FillAsync(cancellation).ConfigureAwait(false);
            var count = (int)Math.Min(octets, _length - _position);
            hash?.AppendData(_buffer, _position, count);
            _position += count;
            octets -= count;
        }
    }

    private async Task<string> LineAsync(CancellationToken cancellation)
    {
        var line = new StringBuilder();
        while (true)
        {
            await FillAsync(cancellation).ConfigureAwait(false);
            var rest = _buffer.AsMemory(_position, _length - _position);
            var end = rest.Span.IndexOf((byte)'\n');
            line.Append(Encoding.Latin1.GetString(end < 0 ? rest.Span : rest.Span[..end]));
            _position += end < 0 ? rest.Length : end + 1;
            if (end >= 0) return line.ToString().TrimEnd('\r');
            if (line.Length > LongestHead) throw new ScanFailedException($"a line of its answer is longer than {LongestHead} octets");
        }
    }

    private async Task FillAsync(CancellationToken cancellation)
    {
        if (_position < _length) return;
        _length = await connection.ReadAsync(_buffer, cancellation).ConfigureAwait(false);
        _position = 0;
        if (_length == 0) throw new ScanFailedException("it closed the connection before the end of its answer");
    }
}
