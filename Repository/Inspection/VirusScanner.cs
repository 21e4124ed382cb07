using System.Net.Security;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>A virus scanner beyond a socket. Each scan has a connection of its own; the document streams through in pieces of <see cref="PieceSize"/> octets.</summary>
internal abstract class VirusScanner
{
    /// <summary>Octets of a document in memory during a scan.</summary>
    protected const int PieceSize = 64 * 1024;

    /// <summary>The scanner of a profile.</summary>
    /// <param name="profile">Where it is.</param>
    /// <param name="tls">How the node authenticates itself to a host, and whom it trusts.</param>
    public static VirusScanner For(ScannerProfile profile, Func<string, SslClientAuthenticationOptions> tls)
    {
        var address = new Uri(profile.Address);
        return address.Scheme is "icap" or "icaps" ? new IcapScanner(address, tls) : new ClamdScanner(address, tls);
    }

    /// <summary>What the scanner finds; null = nothing.</summary>
    /// <exception cref="ScanFailedException">It cannot be asked, or its answer is no verdict.</exception>
    /// <exception cref="StorageException">The received document cannot be read.</exception>
    public abstract Task<string?> ScanAsync(InspectedDocument document, CancellationToken cancellation);

    // A failing disk and a failing connection throw the same exceptions, and only one of them is the scanner's.
    private protected static async ValueTask<Stream> OpenAsync(InspectedDocument document, CancellationToken cancellation)
    {
        try
        {
            return await document.Open(cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (StorageException.IsStorage(failure))
        {
            throw StorageException.From(failure);
        }
    }

    private protected static async ValueTask<int> ReadAsync(Stream content, Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            return await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (StorageException.IsStorage(failure))
        {
            throw StorageException.From(failure);
        }
    }
}

/// <summary>A scanner gave no verdict; the message says why, for operators.</summary>
internal sealed class ScanFailedException(string message, Exception? inner = null) : Exception(message, inner);
