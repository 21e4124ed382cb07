using System.Globalization;
using System.Text;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Benchmarks;

/// <summary>A request as octets, made once: clients only write a new serial into their copy of it.</summary>
/// <param name="ContentType">Content-Type under which it travels.</param>
/// <param name="Octets">The HTTP body.</param>
internal sealed record SoapMessage(string ContentType, byte[] Octets)
{
    /// <summary>Digits of a serial; this one stands where each request is to have its own.</summary>
    public const string Placeholder = "7000000000000000";

    private static long _serial = long.Parse(Placeholder, CultureInfo.InvariantCulture);

    /// <summary>Where the placeholder stands.</summary>
    public int[] Places { get; } = Find(Octets);

    /// <summary>A serial that no other call gave.</summary>
    public static string NextSerial() => Interlocked.Increment(ref _serial).ToString("D16", CultureInfo.InvariantCulture);

    /// <summary>Writes a request of a SOAP transaction.</summary>
    public static async Task<SoapMessage> WriteAsync<TRequest, TResponse>(
        Transaction<TRequest, TResponse> contract, TRequest request, CancellationToken cancellation)
    {
        var exchange = new Exchange { MessageId = EntryUuid.From(Guid.NewGuid()), Time = DateTimeOffset.UtcNow, Endpoint = SoapNames.Anonymous };
        using var envelope = OutgoingEnvelope.Write(
            contract.Encoding == WireEncoding.Mtom,
            writer => OutgoingHeaders.WriteAddressing(writer, contract.Action!, exchange.MessageId, exchange.Endpoint),
            (writer, attachments) => contract.Soap!.WriteRequest(writer, request, exchange, attachments));
        using var octets = new MemoryStream();
        await envelope.SendAsync(octets, cancellation).ConfigureAwait(false);
        return new(envelope.ContentType(), octets.ToArray());
    }

    /// <summary>Gives a copy of the message a serial of its own.</summary>
    public void Renew(Span<byte> copy)
    {
        if (Places.Length == 0) return;
        var serial = NextSerial();
        foreach (var place in Places) Encoding.ASCII.GetBytes(serial, copy[place..]);
    }

    private static int[] Find(byte[] octets)
    {
        var places = new List<int>();
        var sought = Encoding.ASCII.GetBytes(Placeholder);
        for (var from = 0; octets.AsSpan(from).IndexOf(sought) is var found and >= 0; from += found + sought.Length) places.Add(from + found);
        return [.. places];
    }
}
