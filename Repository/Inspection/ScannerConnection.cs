using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace IheNode.Repository;

/// <summary>Connects to a scanner: TCP, a Unix socket, or TLS.</summary>
internal static class ScannerConnection
{
    /// <summary>A stream to the scanner; disposing of it closes the connection.</summary>
    /// <exception cref="ScanFailedException">Nobody answers there, or nobody whom the node trusts.</exception>
    public static async Task<Stream> OpenAsync(Uri address, Func<string, SslClientAuthenticationOptions> tls, CancellationToken cancellation)
    {
        var isUnix = address.Scheme == "clamd+unix";
        var socket = isUnix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            if (isUnix) await socket.ConnectAsync(new UnixDomainSocketEndPoint(Uri.UnescapeDataString(address.AbsolutePath)), cancellation).ConfigureAwait(false);
            else await socket.ConnectAsync(address.Host.Trim('[', ']'), PortOf(address), cancellation).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (address.Scheme != "icaps") return stream;
            var secured = new SslStream(stream);
            stream = secured;
            await secured.AuthenticateAsClientAsync(tls(address.Host), cancellation).ConfigureAwait(false);
            return secured;
        }
        catch (Exception failure)
        {
            socket.Dispose();
            if (stream is not null) await stream.DisposeAsync().ConfigureAwait(false);
            if (failure is not (SocketException or IOException or AuthenticationException)) throw;
            throw new ScanFailedException($"it cannot be reached: {failure.Message}", failure);
        }
    }

    private static int PortOf(Uri address) => address.Port > 0 ? address.Port : address.Scheme switch
    {
        "clamd" => 3310,
        "icaps" => 11344,
        _ => 1344,
    };
}
