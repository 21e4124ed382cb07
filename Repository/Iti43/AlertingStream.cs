namespace IheNode.Repository;

/// <summary>A content on its way out. Damage that is found only now tells the alert before it breaks off the answer.</summary>
internal sealed class AlertingStream(Stream content, Func<DamagedDocumentException, Task> alert) : ContentStream
{
    /// <inheritdoc/>
    public override long Length => content.Length;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (DamagedDocumentException damage)
        {
            await alert(damage).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        try
        {
            await content.CopyToAsync(destination, bufferSize, cancellationToken).ConfigureAwait(false);
        }
        catch (DamagedDocumentException damage)
        {
            await alert(damage).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) content.Dispose();
        base.Dispose(disposing);
    }
}
