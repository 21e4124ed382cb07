using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>Sends HL7 v2 messages over MLLP, each on a connection of its own, and waits for the answer.</summary>
/// <param name="address"><c>mllp://host:port</c>, or <c>mllps://host:port</c> for TLS.</param>
/// <param name="certificate">What the client shows of itself; null = nothing.</param>
/// <param name="authorities">Whose certificates are trusted; empty = those that the machine trusts.</param>
/// <param name="timeLimit">How long connecting, sending and waiting may take together.</param>
public sealed class MllpClient(Uri address, X509Certificate2? certificate, X509Certificate2Collection authorities, TimeSpan timeLimit)
{
    private const int DefaultPort = 2575;

    /// <summary>Octets of the largest answer that is taken.</summary>
    public int AnswerLimit { get; init; } = 64 * 1024 * 1024;

    /// <summary>Sends a message and gives the answer to it.</summary>
    /// <exception cref="IOException">No connection, or it ended before the answer was whole.</exception>
    /// <exception cref="TimeoutException">The answer did not come in time.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The certificates do not suit the two sides.</exception>
    /// <exception cref="Er7RejectedException">The answer cannot be read.</exception>
    public async Task<Er7Message> SendAsync(Er7Message message, CancellationToken cancellation) =>
        Er7Reader.Read(await SendAsync(Er7Writer.Write(message), cancellation).ConfigureAwait(false));

    /// <summary>Sends the octets of a message and gives those of the answer.</summary>
    /// <inheritdoc cref="SendAsync(Er7Message, CancellationToken)"/>
    public async Task<byte[]> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeLimit);
        try
        {
            return await ExchangeAsync(message, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"{address} did not answer within {timeLimit.TotalSeconds} s.");
        }
        catch (SocketException fault)
        {
            throw new IOException($"{address}: {fault.Message}", fault);
        }
    }

    private async Task<byte[]> ExchangeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        using var connection = new TcpClient { NoDelay = true };
        await connection.ConnectAsync(address.Host, address.Port > 0 ? address.Port : DefaultPort, cancellation).ConfigureAwait(false);
        var stream = connection.GetStream();
        await using var secured = address.Scheme == "mllps" ? await SecureAsync(stream, cancellation).ConfigureAwait(false) : null;
        Stream wire = secured is null ? stream : secured;
        await wire.WriteAsync(MllpFrame.Framed(message.Span), cancellation).ConfigureAwait(false);
        var input = PipeReader.Create(wire, new StreamPipeReaderOptions(leaveOpen: true));
        var read = await new MllpFrameReader(input, AnswerLimit, Timeout.InfiniteTimeSpan, TimeProvider.System)
            .ReadAsync(CancellationToken.None, cancellation).ConfigureAwait(false);
        return read.End switch
        {
            MllpEnd.Message => read.Octets,
            MllpEnd.TooLarge => throw new IOException($"The answer of {address} is larger than the limit of {AnswerLimit} octets."),
            MllpEnd.OutsideFrame => throw new IOException($"{address} does not speak MLLP: its answer does not begin with 0B."),
            _ => throw new IOException($"{address} closed the connection before its answer was whole."),
        };
    }

    private async Task<SslStream> SecureAsync(Stream stream, CancellationToken cancellation)
    {
        var secured = new SslStream(stream, leaveInnerStreamOpen: true);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = address.Host,
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
        };
        if (authorities.Count > 0) options.CertificateChainPolicy = PeerTrust.Only(authorities);

        try
        {
            await secured.AuthenticateAsClientAsync(options, cancellation).ConfigureAwait(false);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
