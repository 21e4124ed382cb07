namespace IheNode.Tests;

/// <summary>What the senders of one data folder know: what was acknowledged, what got no answer, and what must not be there.</summary>
internal sealed class FaultLedger
{
    private readonly List<SentDocument> _fresh = [], _proved = [];
    private readonly List<SentSubmission> _absent = [];
    private readonly List<string> _broken = [];

    /// <summary>Submissions whose senders got no answer; what became of them is found out after the next start.</summary>
    public List<SentSubmission> Open { get; } = [];

    /// <summary>What was found wrong, each a sentence.</summary>
    public IReadOnlyList<string> Broken => _broken;

    /// <summary>Acknowledged documents that were not looked at since.</summary>
    public IReadOnlyList<SentDocument> Fresh => _fresh;

    /// <summary>All acknowledged documents.</summary>
    public IReadOnlyList<SentDocument> Acknowledged
    {
        get
        {
            lock (_fresh) return [.. _proved, .. _fresh];
        }
    }

    /// <summary>How many documents were acknowledged.</summary>
    public int Count => _proved.Count + _fresh.Count;

    /// <summary>Submissions that were refused, or that got no answer, were not there after the restart, and were not sent again.</summary>
    public IReadOnlyList<SentSubmission> Absent => _absent;

    /// <summary>The sender was told, or has seen, that the submission is registered.</summary>
    public void Acknowledge(SentSubmission submission)
    {
        lock (_fresh) _fresh.AddRange(submission.Documents);
    }

    /// <summary>The sender got no answer.</summary>
    public void Leave(SentSubmission submission)
    {
        lock (_fresh) Open.Add(submission);
    }

    /// <summary>The submission must not be there.</summary>
    public void Exclude(SentSubmission submission)
    {
        lock (_fresh) _absent.Add(submission);
    }

    /// <summary>These were retrieved since they were acknowledged.</summary>
    public void Prove(IReadOnlyCollection<SentDocument> documents)
    {
        _proved.AddRange(documents);
        _fresh.RemoveAll(documents.ToHashSet().Contains);
    }

    /// <summary>Something is wrong.</summary>
    public void Break(string sentence)
    {
        lock (_broken) _broken.Add(sentence);
    }
}
