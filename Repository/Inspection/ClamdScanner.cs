using System.Buffers;
using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace IheNode.Repository;

/// <summary>clamd's INSTREAM: pieces with their lengths before them, ended by a length of zero, answered by <c>stream: OK</c> or <c>stream: … FOUND</c> (clamd(8)).</summary>
internal sealed class ClamdScanner(Uri address, Func<string, SslClientAuthenticationOptions> tls) : VirusScanner
{
    private const int LongestReply = 4096;
    private static readonly byte[] Command = Encoding.ASCII.GetBytes("zINSTREAM\0");

    /// <inheritdoc/>
    public override async Task<string?> ScanAsync(InspectedDocument document, CancellationToken cancellation)
    {
        await using var content = await OpenAsync(document, cancellation).ConfigureAwait(false);
        await using var connection = await ScannerConnection.OpenAsync(address, tls, cancellation).ConfigureAwait(false);
        string reply;
        try
        {
            var broken = await SendAsync(content, connection, cancellation).ConfigureAwait(false);
            reply = await ReplyAsync(connection, broken, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw new ScanFailedException($"clamd closed the connection without an answer: {failure.Message}", failure);
        }

        return Verdict(reply);
    }

    // clamd answers and closes before the end when the stream is longer than it takes: its answer is there to be read though the sending has failed.
    private static async Task<IOException?> SendAsync(Stream content, Stream connection, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Command.Length + (2 * sizeof(int)) + PieceSize);
        try
        {
            Command.CopyTo(buffer, 0);
            var start = Command.Length;
            while (true)
            {
                var count = await ReadAsync(content, buffer.AsMemory(start + sizeof(int), PieceSize), cancellation).ConfigureAwait(false);
                BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(start), count);
                var end = start + sizeof(int) + count;
                var isLast = count < PieceSize;
                if (isLast && count > 0)
                {
                    BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(end), 0);
                    end += sizeof(int);
                }

                await connection.WriteAsync(buffer.AsMemory(0, end), cancellation).ConfigureAwait(false);
                if (isLast) return null;
                start = 0;
            }
        }
        catch (IOException failure)
        {
            return failure;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<string> ReplyAsync(Stream connection, IOException? broken, CancellationToken cancellation)
    {
        var reply = new byte[LongestReply];
        var length = 0;
        while (length < reply.Length)
        {
            var count = await connection.ReadAsync(reply.AsMemory(length), cancellation).ConfigureAwait(false);
            length += count;
            if (count == 0 || reply.AsSpan(length - count, count).Contains((byte)0)) break;
        }

        var text = Encoding.UTF8.GetString(reply, 0, length).TrimEnd('\0', '\n');
        return text.Length > 0 ? text : throw new ScanFailedException("clamd closed the connection without an answer", broken);
    }

    private static string? Verdict(string reply)
    {
        if (reply == "stream: OK") return null;
        if (reply.StartsWith("stream: ", StringComparison.Ordinal) && reply.EndsWith(" FOUND", StringComparison.Ordinal))
            return reply["stream: ".Length..^" FOUND".Length];
        if (reply.StartsWith("INSTREAM size limit exceeded", StringComparison.Ordinal))
            throw new ScanFailedException("clamd takes no document of this size: its StreamMaxLength must not be smaller than documents.scanner.largestBytes");
        throw new ScanFailedException($"clamd answered '{reply}'");
    }
}
