using System.Diagnostics;

namespace IheNode.Tests;

/// <summary>
/// A life of a node that nobody kills, in which everything is proved: what was left open is settled and swept, all is retrieved, a flipped byte is found out, and
/// after the node has stopped rows and contents are counted against each other, by these tests and by the product's own checks.
/// </summary>
internal sealed class FaultProof(FaultStore store, NodeStart start, FaultLedger ledger, int seed)
{
    private static readonly TimeSpan SweptWithin = TimeSpan.FromSeconds(120);
    private readonly StoredThings _things = new(store, start.Data);
    private readonly Random _random = new(unchecked(seed + ledger.Count));

    /// <summary>Proves it.</summary>
    public async Task<FaultLine> RunAsync(Func<NodeProcess, CancellationToken, Task> feed, CancellationToken cancellation)
    {
        await using var node = NodeProcess.Begin(start);
        await node.ReadyAsync(cancellation);
        using var senders = new Senders(node, ledger);
        var aftermath = new Aftermath(node, senders, ledger);
        await feed(node, cancellation);
        await aftermath.SettleAsync(bound => bound - 1, cancellation);
        await SweptAsync(cancellation);
        var judge = new WireJudge(node);
        foreach (var sentence in await judge.MissingAsync(ledger.Acknowledged, cancellation)) ledger.Break(sentence);
        foreach (var sentence in await judge.GivenAsync([.. ledger.Absent.TakeLast(50).SelectMany(s => s.Documents)], cancellation)) ledger.Break(sentence);

        var flipped = new FlippedBytes(store, start.Data);
        var damaged = await flipped.FlipAsync(_random.Next);
        foreach (var uniqueId in damaged)
        {
            if (!await judge.IsWithheldAsync(uniqueId, cancellation)) ledger.Break($"{uniqueId}: given, although a byte of it is flipped");
        }

        node.Stop();
        var code = await node.GoneAsync(cancellation);
        if (code != 0) ledger.Break($"told to stop, the node ended with {code}: {node.Said}");
        await CheckAsync(flipped);
        foreach (var orphan in await _things.OrphansAsync(ledger.Count)) ledger.Break(orphan);
        return new()
        {
            Store = store.Name,
            Cycle = 0,
            Whole = aftermath.Whole,
            Nothing = aftermath.Nothing,
            Again = aftermath.Again,
            Proved = aftermath.Proved + ledger.Count,
            Flipped = damaged.Count,
        };
    }

    private async Task CheckAsync(FlippedBytes flipped)
    {
        // A repository without its registry beside it cannot be compared with it.
        if (start.Registry is not null)
        {
            await flipped.HealAsync();
            return;
        }

        var told = (await ProductChecks.ToldAsync(start, "repository")).ToList();
        foreach (var content in flipped.Contents)
        {
            if (told.RemoveAll(sentence => sentence.StartsWith($"damaged-content · Content {content}", StringComparison.Ordinal)) != 1)
                ledger.Break($"repository check does not tell that a byte of {content} is flipped");
        }

        await flipped.HealAsync();
        foreach (var sentence in told.Concat(await ProductChecks.ToldAsync(start))) ledger.Break($"the node's own check: {sentence}");
    }

    private async Task SweptAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        var watch = Stopwatch.StartNew();
        while (!await _things.IsSweptAsync())
        {
            if (watch.Elapsed > SweptWithin)
            {
                ledger.Break($"not swept within {SweptWithin}");
                return;
            }

            await timer.WaitForNextTickAsync(cancellation);
        }
    }
}
