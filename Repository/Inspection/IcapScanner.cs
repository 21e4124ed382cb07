using System.Buffers;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace IheNode.Repository;

/// <summary>
/// An ICAP server (RFC 3507): the document goes as the body of an HTTP response that the server may modify (RESPMOD). Whole it goes, without a preview, and as
/// octets of no type, so that what the sender says it is does not decide whether it is scanned.
/// </summary>
internal sealed class IcapScanner(Uri address, Func<string, SslClientAuthenticationOptions> tls) : VirusScanner
{
    // Products name their findings differently; RFC 3507 names no header for it.
    private static readonly string[] FindingHeaders = ["X-Infection-Found", "X-Virus-ID", "X-Violations-Found", "X-Virus-Name"];

    /// <inheritdoc/>
    public override async Task<string?> ScanAsync(InspectedDocument document, CancellationToken cancellation)
    {
        await using var content = await OpenAsync(document, cancellation).ConfigureAwait(false);
        await using var connection = await ScannerConnection.OpenAsync(address, tls, cancellation).ConfigureAwait(false);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // A server may send the document back while it receives it, so both directions run at once.
        var sending = SendAsync(document, content, connection, enough.Token);
        try
        {
            var answer = new IcapAnswer(connection);
            var head = answer.ReadHeadAsync(enough.Token);
            // A document that cannot be read ends the scan; the server would wait for the rest of it.
            if (await Task.WhenAny(sending, head).ConfigureAwait(false) == sending) await sending.ConfigureAwait(false);
            await head.ConfigureAwait(false);
            return await VerdictAsync(answer, document, sending, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw new ScanFailedException($"the connection broke: {failure.Message}", failure);
        }
        finally
        {
            await enough.CancelAsync().ConfigureAwait(false);
            await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<string?> VerdictAsync(IcapAnswer answer, InspectedDocument document, Task<bool> sending, CancellationToken cancellation)
    {
        if (answer.Status is not (200 or 204)) throw new ScanFailedException($"it answered '{answer.StatusLine}'");
        if (FindingHeaders.Select(answer.Header).FirstOrDefault(found => found is not null) is { } finding) return finding;
        if (answer.Status == 200 && await answer.BodySha256Async(cancellation).ConfigureAwait(false) != document.Sha256) return "the scanner gave back another content";
        // Who calls a document clean before all of it has come has not looked at it.
        return await sending.ConfigureAwait(false) ? null : throw new ScanFailedException($"it answered '{answer.StatusLine}' before it had the whole document");
    }

    private async Task<bool> SendAsync(InspectedDocument document, Stream content, Stream connection, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            await connection.WriteAsync(Head(document), cancellation).ConfigureAwait(false);
            while (true)
            {
                var count = await ReadAsync(content, buffer.AsMemory(0, PieceSize), cancellation).ConfigureAwait(false);
                if (count > 0)
                {
                    await connection.WriteAsync(Encoding.ASCII.GetBytes($"{count:x}\r\n"), cancellation).ConfigureAwait(false);
                    await connection.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
                }

                if (count == PieceSize)
                {
                    await connection.WriteAsync("\r\n"u8.ToArray(), cancellation).ConfigureAwait(false);
                    continue;
                }

                await connection.WriteAsync((count > 0 ? "\r\n0\r\n\r\n"u8 : "0\r\n\r\n"u8).ToArray(), cancellation).ConfigureAwait(false);
                return true;
            }
        }
        catch (IOException)
        {
            // Whether that matters its answer tells.
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The document is named by its SHA-256, which tells nothing of a patient in the scanner's logs.
    private byte[] Head(InspectedDocument document)
    {
        var request = $"GET http://document.invalid/{document.Sha256} HTTP/1.1\r\nHost: document.invalid\r\n\r\n";
        var response = string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: {document.Size}\r\n\r\n");
        return Encoding.ASCII.GetBytes(
            $"RESPMOD {address.AbsoluteUri} ICAP/1.0\r\nHost: {address.Authority}\r\nUser-Agent: IheNode\r\nAllow: 204\r\nConnection: close\r\n"
            + $"Encapsulated: req-hdr=0, res-hdr={request.Length}, res-body={request.Length + response.Length}\r\n\r\n{request}{response}");
    }
}
