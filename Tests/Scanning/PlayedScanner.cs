using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace IheNode.Tests;

/// <summary>A scanner that the test plays, for what real ones do only on bad days: each connection is handed to a function.</summary>
internal sealed class PlayedScanner : IDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<Stream, Task> _play;
    private readonly X509Certificate2? _certificate;
    private int _connections;

    public PlayedScanner(Func<Stream, Task> play, X509Certificate2? certificate = null, int port = 0)
    {
        (_play, _certificate, _listener) = (play, certificate, new(IPAddress.Loopback, port));
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Clamd => $"clamd://127.0.0.1:{Port}";

    public string Icap => $"icap://127.0.0.1:{Port}/scan";

    public string Icaps => $"icaps://localhost:{Port}/scan";

    /// <summary>How many have connected.</summary>
    public int Connections => _connections;

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Reads a scan of clamd to its end and gives its octets' number.</summary>
    public static async Task<long> ReadInstreamAsync(Stream connection)
    {
        var buffer = new byte[64 * 1024];
        await connection.ReadExactlyAsync(buffer.AsMemory(0, 10));
        Assert.That(Encoding.ASCII.GetString(buffer, 0, 10), Is.EqualTo("zINSTREAM\0"));
        for (var total = 0L; ;)
        {
            await connection.ReadExactlyAsync(buffer.AsMemory(0, 4));
            var length = BinaryPrimitives.ReadInt32BigEndian(buffer);
            if (length == 0) return total;
            await connection.ReadExactlyAsync(buffer.AsMemory(0, length));
            total += length;
        }
    }

    /// <summary>Reads a request of ICAP to the last chunk of its body and gives its head.</summary>
    public static async Task<string> ReadIcapAsync(Stream connection)
    {
        var buffer = new byte[64 * 1024];
        var head = await LineAsync(connection, "\r\n\r\n");
        await LineAsync(connection, "\r\n\r\n");
        await LineAsync(connection, "\r\n\r\n");
        while (true)
        {
            var length = Convert.ToInt32(await LineAsync(connection, "\r\n"), 16);
            await connection.ReadExactlyAsync(buffer.AsMemory(0, length));
            await connection.ReadExactlyAsync(buffer.AsMemory(0, 2));
            if (length == 0) return head;
        }
    }

    public static Task SayAsync(Stream connection, string text) => connection.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();

    public void Dispose() => _listener.Dispose();

    private static async Task<string> LineAsync(Stream connection, string end)
    {
        var text = new StringBuilder();
        var octet = new byte[1];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            await connection.ReadExactlyAsync(octet);
            text.Append((char)octet[0]);
        }

        return text.ToString()[..^end.Length];
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = PlayAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PlayAsync(TcpClient client)
    {
        Interlocked.Increment(ref _connections);
        using (client)
        {
            try
            {
                await using Stream plain = client.GetStream();
                if (_certificate is null)
                {
                    await _play(plain);
                    return;
                }

                await using var secured = new SslStream(plain, false, (_, certificate, _, _) => certificate is not null);
                await secured.AuthenticateAsServerAsync(_certificate, clientCertificateRequired: true, checkCertificateRevocation: false);
                await _play(secured);
            }
            catch (IOException)
            {
                // The node has hung up, as it may.
            }
        }
    }
}
