using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>
/// Looks at a document that has been received and is not staged yet. Inspections are a list: each says what it finds, and with any error nothing of the
/// submission is kept.
/// </summary>
internal abstract class DocumentInspection
{
    /// <summary>What a profile asks for, cheapest first.</summary>
    /// <exception cref="ArgumentException">The profile has a scanner, and there is no access to it.</exception>
    public static IReadOnlyList<DocumentInspection> For(NodeProfile profile, ScannerAccess? scanning, TimeProvider clock)
    {
        var inspections = new List<DocumentInspection>();
        if (profile.Documents.CheckContent) inspections.Add(new ContentCheck(profile.Limits));
        if (profile.Documents.Scanner is not { } scanner) return inspections;
        var access = scanning ?? throw new ArgumentException("A profile with a virus scanner needs access to it.", nameof(scanning));
        inspections.Add(new VirusScan(scanner, VirusScanner.For(scanner, access.Tls), new SemaphoreSlim(scanner.Connections), access.Record, clock));
        return inspections;
    }

    /// <summary>What is wrong with the document; empty = it may be taken.</summary>
    /// <exception cref="StorageException">The received document cannot be read.</exception>
    public abstract Task<IReadOnlyList<XdsError>> InspectAsync(InspectedDocument document, Exchange exchange, CancellationToken cancellation);
}

/// <summary>A received document as inspections see it.</summary>
/// <param name="Entry">Its entry.</param>
/// <param name="Size">Octets.</param>
/// <param name="Sha256">SHA-256 in lower-case hexadecimal.</param>
/// <param name="Open">Opens the octets that were received, decrypted where the store seals; may be called more than once.</param>
internal sealed record InspectedDocument(DocumentEntry Entry, long Size, string Sha256, Func<CancellationToken, ValueTask<Stream>> Open)
{
    /// <summary>How an error names the document (<c>ITI TF-3 Table 4.2.4.1-2</c>: codeContext has the uniqueId).</summary>
    public string Name => $"DocumentEntry.uniqueId {Entry.UniqueId}";
}
