using IheNode.Core;

namespace IheNode.Repository;

/// <summary>Bounds how many submissions bring their documents at the same time: each holds memory, a file and a place in line for the disk.</summary>
internal sealed class UploadSlots(int limit)
{
    private int _taken;

    /// <summary>What whoever finds no slot is told (<c>ITI TF-3 Table 4.2.4.1-2</c>).</summary>
    public XdsError Busy => new(XdsErrorCode.RepositoryBusy,
        $"The repository receives {limit} submissions at this moment and takes no more at once (limits.submissions); send this one again later.");

    /// <summary>Takes a slot until it is disposed of; null when all are taken.</summary>
    public IDisposable? TryEnter()
    {
        if (Interlocked.Increment(ref _taken) <= limit) return new Slot(this);
        Interlocked.Decrement(ref _taken);
        return null;
    }

    private sealed class Slot(UploadSlots slots) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) Interlocked.Decrement(ref slots._taken);
        }
    }
}
