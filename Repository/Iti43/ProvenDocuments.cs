using IheNode.Core;
using NLog;

namespace IheNode.Repository;

/// <summary>
/// The contents of one answer. Never wrong bytes: documents are read and proved before the answer begins, so that damage shows as an error for that document;
/// those that are too large for that, or too many, are proved while they are sent and break off before their end when they are damaged. What was proved is not
/// kept in memory but read once more, except for a little where reading twice would cost much.
/// </summary>
internal sealed class ProvenDocuments(DocumentStore store, Func<DamagedDocument, Task> alert)
{
    /// <summary>Octets of the largest document that is proved before the answer begins.</summary>
    public const long LargestProvedFirst = 4 * 1024 * 1024;

    /// <summary>Octets of all documents of an answer that are proved before it begins.</summary>
    public const long ProvedFirst = 64 * 1024 * 1024;

    /// <summary>Octets of documents that one answer holds in memory, so that many that are received slowly need little.</summary>
    public const long InMemory = 1024 * 1024;

    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");
    private long _proved, _held;

    /// <summary>The content of a document; null when it cannot be given, which is logged, and when it is damaged also told to the alert.</summary>
    public async Task<Content?> ReadAsync(StoredDocument document, CancellationToken cancellation)
    {
        try
        {
            return await ProvedAsync(document, cancellation).ConfigureAwait(false);
        }
        catch (DamagedDocumentException damage)
        {
            await AlertAsync(document, damage).ConfigureAwait(false);
            return null;
        }
        catch (Exception failure) when (StorageException.IsStorage(failure))
        {
            Log.Error(failure, "A stored document cannot be read.");
            return null;
        }
    }

    private async Task<Content> ProvedAsync(StoredDocument document, CancellationToken cancellation)
    {
        var streamed = new Content(opening => OpenAsync(document, opening), document.Size);
        var isFirst = document.Size <= LargestProvedFirst && _proved + document.Size <= ProvedFirst;
        if (!store.IsReadTwice(document))
        {
            if (isFirst && _held + document.Size <= InMemory) return await HeldAsync(document, cancellation).ConfigureAwait(false);
            await store.RequireAsync(document, cancellation).ConfigureAwait(false);
            return streamed;
        }

        if (document.Place == ContentPlaces.Row && isFirst && _held + document.Size <= InMemory) return await HeldAsync(document, cancellation).ConfigureAwait(false);
        await using var stream = await store.OpenAsync(document, cancellation).ConfigureAwait(false);
        if (!isFirst) return streamed;
        _proved += document.Size;
        await stream.CopyToAsync(Stream.Null, cancellation).ConfigureAwait(false);
        return streamed;
    }

    private async Task<Content> HeldAsync(StoredDocument document, CancellationToken cancellation)
    {
        (_proved, _held) = (_proved + document.Size, _held + document.Size);
        await using var stream = await store.OpenAsync(document, cancellation).ConfigureAwait(false);
        return await VerifiedContent.ReadAsync(stream, (int)document.Size, cancellation).ConfigureAwait(false);
    }

    private async ValueTask<Stream> OpenAsync(StoredDocument document, CancellationToken cancellation)
    {
        try
        {
            return new AlertingStream(await store.OpenAsync(document, cancellation).ConfigureAwait(false), damage => AlertAsync(document, damage));
        }
        catch (DamagedDocumentException damage)
        {
            await AlertAsync(document, damage).ConfigureAwait(false);
            throw;
        }
    }

    private Task AlertAsync(StoredDocument document, DamagedDocumentException damage)
    {
        Log.Error("The document {UniqueId} cannot be given: {Damage}", document.UniqueId, damage.Message);
        return alert(new(document.UniqueId, damage.Message));
    }
}
