using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace IheNode.Repository;

/// <summary>A document's stored form while it is written to a file; nothing is flushed.</summary>
internal sealed class IncomingFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly Sealing? _sealing;
    private readonly ArrayBufferWriter<byte> _stored = new();

    /// <param name="path">The file; it must not be there yet.</param>
    /// <param name="sealing">Seals the document; null = its octets are stored as they are. It is disposed of with this.</param>
    /// <exception cref="StorageException">The disk fails.</exception>
    public IncomingFile(string path, Sealing? sealing)
    {
        _sealing = sealing;
        try
        {
            _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        }
        catch (Exception failure) when (StorageException.IsStorage(failure))
        {
            sealing?.Dispose();
            throw StorageException.From(failure);
        }
    }

    /// <summary>Whether the document is sealed.</summary>
    public bool IsSealed => _sealing is not null;

    /// <summary>Octets of the stored form so far.</summary>
    public long Length { get; private set; }

    /// <summary>Takes in octets of the document.</summary>
    /// <exception cref="StorageException">The disk fails.</exception>
    public void Append(ReadOnlySpan<byte> octets)
    {
        if (_sealing is null)
        {
            Write(octets, Length);
            Length += octets.Length;
            return;
        }

        _sealing.Append(octets, _stored);
        WriteStored();
    }

    /// <summary>Ends the stored form of the document with this address.</summary>
    /// <exception cref="StorageException">The disk fails.</exception>
    public void Finish(ReadOnlySpan<byte> sha256)
    {
        if (_sealing is null) return;
        var header = _sealing.Finish(sha256, _stored);
        WriteStored();
        Write(header, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sealing?.Dispose();
        _file.Dispose();
    }

    private void WriteStored()
    {
        Write(_stored.WrittenSpan, Length);
        Length += _stored.WrittenCount;
        _stored.ResetWrittenCount();
    }

    private void Write(ReadOnlySpan<byte> octets, long place)
    {
        try
        {
            RandomAccess.Write(_file, octets, place);
        }
        catch (Exception failure) when (StorageException.IsStorage(failure))
        {
            throw StorageException.From(failure);
        }
    }
}
