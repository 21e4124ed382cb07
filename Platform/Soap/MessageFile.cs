using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>A request that lies in a file: a SOAP envelope, or only what stands in its Body.</summary>
public static class MessageFile
{
    /// <summary>Reads it with the care for messages from the wire, though only headers that tell what it is are looked at.</summary>
    /// <param name="octets">The file.</param>
    /// <param name="transaction">What it must be a request of, if it says so.</param>
    /// <param name="limits">What is accepted.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What stands in the Body, and the wsa:MessageID if it has one.</returns>
    /// <exception cref="MalformedMessageException">It cannot be read, or is of another transaction.</exception>
    /// <exception cref="SoapFaultException">It is an envelope of another version.</exception>
    public static async Task<(XElement Body, string? MessageId)> ReadAsync(
        byte[] octets, Transaction transaction, LimitsProfile limits, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        using var stream = new MemoryStream(octets, writable: false);
        var parts = new IncomingParts(null, Path.GetTempPath(), limits);
        await using (parts.ConfigureAwait(false))
        {
            var root = await EnvelopeReader.ReadAsync(stream, null, limits, parts, cancellation, takesBare: true).ConfigureAwait(false);
            if (root.Name != SoapNames.Soap12 + "Envelope") return (root, null);
            var header = root.Element(SoapNames.Soap12 + "Header");
            if (AddressingHeaders.TryReadAction(header) is { } action && action != transaction.Action && !transaction.ActionAliases.Contains(action))
                throw new MalformedMessageException($"The wsa:Action {action} is not that of {transaction.Id}.");
            return root.Elements(SoapNames.Soap12 + "Body").Elements().ToList() is [var body]
                ? (body, AddressingHeaders.TryReadMessageId(header))
                : throw new MalformedMessageException("The Body must hold exactly one element.");
        }
    }
}
