using System.Buffers;
using IheNode.Core;

namespace IheNode.Repository;

/// <summary>
/// A document whose bytes were verified before the answer begins. They stand in a rented buffer, since a fresh large array for each retrieval keeps the
/// garbage collector busy; the one reader gives it back, and nobody can open it a second time, when it may hold another patient's document.
/// </summary>
internal static class VerifiedContent
{
    /// <summary>Reads a document whole.</summary>
    /// <exception cref="DamagedDocumentException">Its bytes are not those that were stored.</exception>
    public static async Task<Content> ReadAsync(Stream verifying, int size, CancellationToken cancellation)
    {
        // After a failure the buffer is left to the garbage collector: only a reader that is done may say that nobody uses it any more.
        var rented = ArrayPool<byte>.Shared.Rent(size);
        await verifying.ReadExactlyAsync(rented.AsMemory(0, size), cancellation).ConfigureAwait(false);
        byte[]? unread = rented;
        return new(
            _ => Interlocked.Exchange(ref unread, null) is { } bytes
                ? ValueTask.FromResult<Stream>(new RentedStream(bytes, size))
                : throw new InvalidOperationException("A document's content is opened only once."),
            size);
    }

    private sealed class RentedStream(byte[] rented, int size) : MemoryStream(rented, 0, size, writable: false)
    {
        private const int Piece = 64 * 1024;
        private byte[]? _rented = rented;

        // In pieces, so that a slow receiver holds up the copying and the document does not stand in memory twice.
        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            while (Position < Length)
            {
                var bytes = _rented ?? throw new ObjectDisposedException(nameof(RentedStream));
                var piece = bytes.AsMemory((int)Position, (int)Math.Min(Piece, Length - Position));
                await destination.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
                Position += piece.Length;
            }
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (Interlocked.Exchange(ref _rented, null) is { } bytes) ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
