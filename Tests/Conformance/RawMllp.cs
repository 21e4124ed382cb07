using System.Net.Sockets;

namespace IheNode.Tests;

/// <summary>An MLLP peer that shares no code with the product: octets in, octets out, over one connection.</summary>
internal sealed class RawMllp : IDisposable
{
    private readonly TcpClient _connection = new() { NoDelay = true, ReceiveTimeout = 30_000, SendTimeout = 30_000 };
    private readonly BufferedStream _stream;

    public RawMllp(Uri node)
    {
        _connection.Connect(node.Host, node.Port);
        _stream = new BufferedStream(_connection.GetStream());
    }

    /// <summary>Sends a message in its frame and waits for the one that answers it.</summary>
    public byte[] Send(byte[] message)
    {
        _stream.Write([0x0B, .. message, 0x1C, 0x0D]);
        _stream.Flush();
        Assert.That(_stream.ReadByte(), Is.EqualTo(0x0B), "an answer begins with 0B");
        var answer = new List<byte>();
        while (answer.Count < 2 || answer[^2] != 0x1C || answer[^1] != 0x0D)
        {
            var octet = _stream.ReadByte();
            if (octet < 0) throw new AssertionException("The node closed the connection within an answer.");
            answer.Add((byte)octet);
        }

        return [.. answer[..^2]];
    }

    public void Dispose()
    {
        _stream.Dispose();
        _connection.Dispose();
    }
}
