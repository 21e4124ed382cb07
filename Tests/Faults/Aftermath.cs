using IheNode.Core;

namespace IheNode.Tests;

/// <summary>
/// What senders do after a node has died and come back: they look for what they got no answer to, send some of it again, and retrieve what was acknowledged
/// since. When the node dies under this, what is not finished is left for the next time.
/// </summary>
internal sealed class Aftermath(NodeProcess node, Senders senders, FaultLedger ledger)
{
    private readonly WireJudge _judge = new(node);

    /// <summary>Submissions without answer that were found whole.</summary>
    public int Whole { get; private set; }

    /// <summary>Submissions without answer of which nothing was found.</summary>
    public int Nothing { get; private set; }

    /// <summary>Submissions that were sent again.</summary>
    public int Again { get; private set; }

    /// <summary>Documents that were retrieved.</summary>
    public int Proved { get; private set; }

    /// <summary>Settles all that is open; <paramref name="choose"/> gives a number below a bound.</summary>
    public async Task SettleAsync(Func<int, int> choose, CancellationToken cancellation)
    {
        for (var i = ledger.Open.Count - 1; i >= 0; i--)
        {
            var submission = ledger.Open[i];
            var isRegistered = await _judge.IsRegisteredAsync(submission, cancellation);
            if (isRegistered is null) ledger.Break($"{submission.Serial}: a part of it is registered");
            if (isRegistered is true && !submission.IsKnown) ledger.Break($"{submission.Serial}: registered for a patient whom nobody knows");
            if (isRegistered is false && submission.IsSeen) ledger.Break($"{submission.Serial}: was registered and is gone");
            if (isRegistered is true) ledger.Open[i] = submission with { IsSeen = true };
            var choice = choose(4);
            // Noted before it is sent: if no answer comes, nobody knows which of the two messages was registered.
            if (choice == 2 && submission.Message > 0) choice = 3;
            if (choice == 3 && submission.IsKnown) ledger.Open[i] = ledger.Open[i] with { Message = submission.Message + 1 };
            if (isRegistered is not null && !await SentAgainAsync(ledger.Open[i], isRegistered.Value, choice, cancellation)) return;
            ledger.Open.RemoveAt(i);
            if (isRegistered is true) Whole++;
            else Nothing++;
        }

        var fresh = ledger.Fresh.ToList();
        foreach (var sentence in await _judge.MissingAsync(fresh, cancellation)) ledger.Break(sentence);
        ledger.Prove(fresh);
        Proved += fresh.Count;
    }

    // Of four senders two wait for people to look, one sends the same message, one makes a new message of the same documents. False = no answer again.
    private async Task<bool> SentAgainAsync(SentSubmission submission, bool isRegistered, int choice, CancellationToken cancellation)
    {
        if (choice < 2 || !submission.IsKnown)
        {
            if (isRegistered) return await IsKeptFromOthersAsync(submission, choice, cancellation);
            ledger.Exclude(submission);
            return true;
        }

        if (await senders.AnswerAsync(submission, cancellation) is not { } errors) return false;
        Again++;
        if (choice == 2 || !isRegistered)
        {
            if (errors.Count > 0) ledger.Break($"{submission.Serial}: sent again{(isRegistered ? " as the same message after it was registered" : "")}, refused with {string.Join(", ", errors)}");
        }
        else if (errors.Count == 0 || errors.Any(error => error != XdsErrorCode.DuplicateUniqueIdInRegistry))
        {
            ledger.Break($"{submission.Serial}: registered twice or refused for another reason: {string.Join(", ", errors)}");
        }

        ledger.Acknowledge(submission);
        return true;
    }

    private async Task<bool> IsKeptFromOthersAsync(SentSubmission submission, int choice, CancellationToken cancellation)
    {
        if (choice == 1)
        {
            if (await senders.AnswerAsync(submission.WithOtherOctets(), cancellation) is not { } errors) return false;
            Again++;
            if (!errors.Contains(XdsErrorCode.NonIdenticalHash)) ledger.Break($"{submission.Serial}: other octets under the same ids are not refused as such: {string.Join(", ", errors)}");
        }

        ledger.Acknowledge(submission);
        return true;
    }
}
