using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace IheNode.Platform;

/// <summary>Sends syslog messages to an audit record repository.</summary>
internal abstract class SyslogSender
{
    /// <summary>A sender for <c>syslog+tls://host:6514</c> (RFC 5425) or <c>syslog+udp://host:514</c> (RFC 5426).</summary>
    public static SyslogSender For(Uri repository, Func<SslClientAuthenticationOptions> tls) => repository.Scheme switch
    {
        "syslog+tls" => new Tls(repository.Host, repository.Port < 0 ? 6514 : repository.Port, tls),
        "syslog+udp" => new Udp(repository.Host, repository.Port < 0 ? 514 : repository.Port),
        _ => throw new ArgumentException($"{repository.Scheme} is not a transport of audit messages.", nameof(repository)),
    };

    /// <summary>Sends messages in their order; when it returns they have, as far as the transport can tell, arrived.</summary>
    /// <exception cref="IOException">They may not have arrived.</exception>
    public abstract Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellation);

    private sealed class Tls(string host, int port, Func<SslClientAuthenticationOptions> options) : SyslogSender
    {
        // Syslog has no acknowledgement. One connection per batch gives one: the repository closes only after it has read all.
        public override async Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellation)
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(host, port, cancellation).ConfigureAwait(false);
            var tls = new SslStream(tcp.GetStream());
            await using var closing = tls.ConfigureAwait(false);
            await tls.AuthenticateAsClientAsync(options(), cancellation).ConfigureAwait(false);
            foreach (var message in messages)
            {
                await tls.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{message.Length} ")), cancellation).ConfigureAwait(false);
                await tls.WriteAsync(message, cancellation).ConfigureAwait(false);
            }
            await tls.FlushAsync(cancellation).ConfigureAwait(false);
            await tls.ShutdownAsync().ConfigureAwait(false);
            tcp.Client.Shutdown(SocketShutdown.Send);
            await ReadToEndAsync(tls, cancellation).ConfigureAwait(false);
        }

        private static async Task ReadToEndAsync(SslStream tls, CancellationToken cancellation)
        {
            var rest = new byte[256];
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(TimeSpan.FromSeconds(10));
            try
            {
                while (await tls.ReadAsync(rest, patience.Token).ConfigureAwait(false) > 0) { }
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // It holds the connection open without complaint: the octets arrived, or the socket would have failed.
            }
        }
    }

    private sealed class Udp(string host, int port) : SyslogSender
    {
        // The longest payload of an IPv4 datagram; RFC 5426 lets what is longer be cut, and the local trail keeps it whole.
        private const int LongestDatagram = 65_507;

        public override async Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellation)
        {
            using var udp = new UdpClient();
            try
            {
                udp.Connect(host, port);
                foreach (var message in messages)
                    await udp.SendAsync(message[..Math.Min(message.Length, LongestDatagram)], cancellation).ConfigureAwait(false);
            }
            catch (SocketException failure)
            {
                throw new IOException($"{host}:{port} cannot be reached: {failure.Message}", failure);
            }
        }
    }
}
