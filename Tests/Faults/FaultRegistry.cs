using System.Globalization;
using IheNode.Core;
using Microsoft.AspNetCore.Http;

namespace IheNode.Tests;

/// <summary>A registry elsewhere, a real node, behind a relay that lets it answer late, twice or never while submissions come in.</summary>
internal sealed class FaultRegistry : IAsyncDisposable
{
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(1_500);
    private readonly TestNode _registry;
    private readonly RegistryRelay _relay;
    private readonly Random _random;
    private readonly HashSet<Task> _underWay = [];

    private FaultRegistry(TestNode registry, RegistryRelay relay, int seed)
    {
        (_registry, _relay, _random) = (registry, relay, new(seed));
        relay.Answer = (http, message) => Watched(AnswerAsync(http, message));
    }

    /// <summary>What a repository's profile says of it: its time limit is shorter than it may be late, and it is asked later than that before anything is discarded.</summary>
    public IReadOnlyList<string> Settings =>
        [$"registry.address={_relay.Address}", "registry.timeLimitSeconds=1", "documents.sweepAfterMinutes=0.1"];

    /// <summary>Where it is asked without the relay.</summary>
    public Uri Address => new(_registry.Http, "/xds/registry");

    /// <summary>Whether it answers badly.</summary>
    public bool IsBad { get; set; }

    /// <summary>How often it answered in which way while it answered badly.</summary>
    public SortedDictionary<string, int> Ways { get; } = [];

    /// <summary>Starts it, with the patients that it is to know.</summary>
    public static async Task<FaultRegistry> StartAsync(int seed, IEnumerable<PatientId> patients)
    {
        var node = await TestNode.StartAsync(
            TestDatabase.Sqlite, settings: [$"affinityDomain.assigningAuthority={A.AffinityDomain}", "affinityDomain.codes=", "affinityDomain.closedAttributes="]);
        foreach (var patient in patients) await node.FeedAsync(new() { Ids = [patient] });
        return new(node, await RegistryRelay.StartAsync(node), seed);
    }

    /// <summary>Returns when nothing is on its way to the registry: from then on it knows no more than it does now.</summary>
    public async Task QuietAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task[] tasks;
            lock (_underWay) tasks = [.. _underWay];
            if (tasks.Length == 0) return;
            await Task.WhenAll(tasks).WaitAsync(cancellation);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _relay.DisposeAsync();
        await _registry.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http, byte[] message)
    {
        var chance = 0;
        lock (_random)
        {
            if (IsBad) chance = _random.Next(10);
            var way = chance switch { < 5 => "at once", 5 or 6 => "late", 7 => "twice", 8 => "never, having registered", _ => "never" };
            if (IsBad) Ways[way] = Ways.GetValueOrDefault(way) + 1;
        }

        try
        {
            switch (chance)
            {
                case < 5:
                    await _relay.PassAsync(http, message);
                    break;
                case 5 or 6:
                    using (var timer = new PeriodicTimer(Late)) await timer.WaitForNextTickAsync();
                    await _relay.LoseAnswerAsync(http, message);
                    break;
                case 7:
                    await _relay.TwiceAsync(http, message);
                    break;
                case 8:
                    await _relay.LoseAnswerAsync(http, message);
                    break;
                default:
                    http.Abort();
                    break;
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The repository has died meanwhile.
        }
    }

    private Task Watched(Task task)
    {
        lock (_underWay) _underWay.Add(task);
        return task.ContinueWith(
            done =>
            {
                lock (_underWay) _underWay.Remove(done);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
