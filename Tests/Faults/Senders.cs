using System.Collections.Concurrent;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>Clients that send submissions to a node one after another until it dies.</summary>
internal sealed class Senders : IDisposable
{
    private readonly NodeProcess _node;
    private readonly FaultLedger _ledger;
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { Timeout = TimeSpan.FromSeconds(60) };

    public Senders(NodeProcess node, FaultLedger ledger) => (_node, _ledger) = (node, ledger);

    /// <summary>The first submission was answered with Success.</summary>
    public event Action? FirstAcknowledged;

    /// <summary>A submission was refused while refusals were expected.</summary>
    public event Action? Refused;

    /// <summary>A submission was answered with Success.</summary>
    public event Action? Accepted;

    /// <summary>Whether refusals are expected, since something that the node needs is away; what became of a refused submission is then found out later.</summary>
    public bool IsDisturbed { get; set; }

    /// <summary>Whether no further submission is to be begun.</summary>
    public bool IsDone { get; set; }

    /// <summary>The codes of the errors with which submissions were refused while that was expected.</summary>
    public ConcurrentBag<string> Codes { get; } = [];

    /// <summary>Submissions that were begun.</summary>
    public int Sent { get; private set; }

    /// <summary>Submissions that were answered with Success.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Octets of documents that were acknowledged.</summary>
    public long Octets { get; private set; }

    /// <summary>Sends until the node is dead.</summary>
    public async Task RunAsync(FaultCycle cycle, string run, int patients, CancellationToken cancellation)
    {
        await Task.WhenAll(Enumerable.Range(0, cycle.Clients).Select(_ => Task.Run(Client, cancellation)));

        async Task Client()
        {
            while (!_node.Ended && !IsDone)
            {
                SentSubmission submission;
                lock (cycle)
                {
                    submission = cycle.Next(run, patients);
                    Sent++;
                }

                var isDisturbed = IsDisturbed;
                if (await AnswerAsync(submission, cancellation) is not { } errors)
                {
                    _ledger.Leave(submission);
                    return;
                }

                Judge(submission, errors, isDisturbed);
            }
        }
    }

    /// <summary>Sends one submission and gives the errors of its answer: none is Success. Null = the node died before it answered.</summary>
    public async Task<IReadOnlyList<string>?> AnswerAsync(SentSubmission submission, CancellationToken cancellation)
    {
        string text;
        try
        {
            using var message = SubmissionTemplate.Write(submission);
            using var answer = await _http.PostAsync(new Uri(_node.Address("http"), "/xds/repository"), message, cancellation);
            text = await answer.Content.ReadAsStringAsync(cancellation);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            // The connection may break a moment before the process is seen to have ended.
            if (!await _node.EndsWithinAsync(TimeSpan.FromSeconds(10))) _ledger.Break($"{submission.Serial}: no answer, although the node lives: {failure.Message}");
            return null;
        }

        if (text.Contains("ResponseStatusType:Success", StringComparison.Ordinal)) return [];
        var errors = text.Split("errorCode=\"").Skip(1).Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)]).ToList();
        return errors.Count > 0 ? errors : [text.Contains("Fault>", StringComparison.Ordinal) ? "a fault" : $"an answer of which nobody can make anything: {text}"];
    }

    private void Judge(SentSubmission submission, IReadOnlyList<string> errors, bool wasDisturbed)
    {
        if (errors.Count > 0 && (IsDisturbed || wasDisturbed))
        {
            foreach (var error in errors) Codes.Add(error);
            _ledger.Leave(submission);
            Refused?.Invoke();
            return;
        }

        if (errors.Count > 0)
        {
            var expected = submission.IsKnown ? null : XdsErrorCode.UnknownPatientId;
            if (expected is null || errors.Any(error => !error.EndsWith(expected, StringComparison.Ordinal)))
                _ledger.Break($"{submission.Serial}: refused with {string.Join(", ", errors)}");
            _ledger.Exclude(submission);
            return;
        }

        if (!submission.IsKnown) _ledger.Break($"{submission.Serial}: accepted for a patient whom nobody knows");
        _ledger.Acknowledge(submission);
        lock (_http)
        {
            if (Acknowledged++ == 0) FirstAcknowledged?.Invoke();
            Octets += submission.Size;
        }

        Accepted?.Invoke();
    }

    public void Dispose() => _http.Dispose();
}
