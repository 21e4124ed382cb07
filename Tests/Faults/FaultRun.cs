using System.Diagnostics;
using System.Globalization;

namespace IheNode.Tests;

/// <summary>What a run of kills is told.</summary>
/// <param name="Folder">Where data folders are made.</param>
/// <param name="Seed">From which everything that is chosen follows.</param>
/// <param name="DeepEvery">After how many kills everything is proved.</param>
/// <param name="Program">The node's program; null = as built with the tests.</param>
/// <param name="Say">Hears what is going on.</param>
internal sealed record FaultOptions(string Folder, int Seed, int DeepEvery, string? Program, Action<string> Say)
{
    /// <summary>Further overrides of the profile, as <c>path=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}

/// <summary>
/// Lets a node on one store die again and again under load and proves after each start what was promised before: what was acknowledged is there bit for bit, what
/// was not answered is there whole or not at all (I1, I2, I4), and after a sweep nothing is left of which nobody knows.
/// </summary>
internal sealed class FaultRun : IAsyncDisposable
{
    private const int Patients = 4;
    private readonly FaultOptions _options;
    private readonly FaultStore _store;
    private readonly FaultJournal _journal;
    private readonly FaultLedger _ledger = new();
    private readonly string _run, _data;
    private NodeStart _start;
    private FaultRegistry? _registry;
    private bool _isFed;

    public FaultRun(FaultStore store, FaultOptions options, FaultJournal journal)
    {
        (_store, _options, _journal) = (store, options, journal);
        // No two runs may give the same ids, however soon after each other they begin.
        _run = (1_000_000 + (Stopwatch.GetTimestamp() / 1000 % 9_000_000)).ToString(CultureInfo.InvariantCulture);
        _data = Directory.CreateDirectory(Path.Combine(options.Folder, $"{store.Name}-{_run}")).FullName;
        _start = new()
        {
            Profile = NodeProcess.WriteProfile(options.Folder),
            Data = _data,
        };
        if (options.Program is { } program) _start = _start with { Program = program };
    }

    /// <summary>From which everything that is chosen follows.</summary>
    public int Seed => _options.Seed;

    /// <summary>What was found wrong.</summary>
    public IReadOnlyList<string> Broken => _ledger.Broken;

    /// <summary>How often the registry answered in which way, where it is another node.</summary>
    public IReadOnlyDictionary<string, int> Ways => _registry?.Ways ?? [];

    /// <summary>Runs cycles and proves everything at the end.</summary>
    public async Task RunAsync(IEnumerable<FaultCycle> cycles, CancellationToken cancellation)
    {
        await PrepareAsync();
        var kills = 0;
        foreach (var cycle in cycles)
        {
            await LogAsync(cycle.Number, watch => KillAsync(cycle, watch, cancellation));
            if (++kills % _options.DeepEvery == 0) await LogAsync(cycle.Number, _ => ProveAsync(cancellation));
        }

        if (kills % _options.DeepEvery != 0) await LogAsync(_journal.Lines.Count, _ => ProveAsync(cancellation));
    }

    /// <summary>One cycle in which the node is told to stop instead: nothing may be left open, nor to sweep.</summary>
    public async Task<FaultLine> StopAsync(FaultCycle cycle, CancellationToken cancellation)
    {
        await PrepareAsync();
        Senders senders;
        await using (var node = NodeProcess.Begin(_start))
        {
            await node.ReadyAsync(cancellation);
            await FeedAsync(node, cancellation);
            using (senders = new(node, _ledger))
            {
                senders.FirstAcknowledged += node.Stop;
                await senders.RunAsync(cycle, _run, Patients, cancellation);
            }

            if (await node.GoneAsync(cancellation) is var code and not 0) _ledger.Break($"told to stop, the node ended with {code}: {node.Said}");
        }

        foreach (var orphan in await new StoredThings(_store, _data).OrphansAsync(_ledger.Count)) _ledger.Break(orphan);
        return await ProveAsync(cancellation) with { Sent = senders.Sent, Acknowledged = senders.Acknowledged };
    }

    /// <summary>
    /// One life in which something that the node needs goes away under load and comes back: what is refused meanwhile is there whole or not at all, what was
    /// acknowledged stays, and the node takes submissions again without a restart.
    /// </summary>
    /// <param name="cycle">What is sent.</param>
    /// <param name="disturb">Takes it away.</param>
    /// <param name="meanwhile">What is to hold while it is away.</param>
    /// <param name="heal">Brings it back.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The codes of the errors meanwhile.</returns>
    public async Task<IReadOnlyCollection<string>> DisturbAsync(
        FaultCycle cycle, Func<Task> disturb, Func<WireJudge, IReadOnlyList<SentDocument>, Task> meanwhile, Func<Task> heal, CancellationToken cancellation)
    {
        const int before = 30, refusals = 10, after = 30;
        await PrepareAsync();
        await using var node = NodeProcess.Begin(_start);
        await node.ReadyAsync(cancellation);
        await FeedAsync(node, cancellation);
        using var senders = new Senders(node, _ledger);
        var sending = senders.RunAsync(cycle, _run, Patients, cancellation);
        await CountAsync("accepted before", handler => senders.Accepted += handler, before, cancellation);
        var acknowledged = _ledger.Acknowledged;
        senders.IsDisturbed = true;
        await disturb();
        await CountAsync("refused", handler => senders.Refused += handler, refusals, cancellation);
        await meanwhile(new(node), acknowledged);
        await heal();
        await CountAsync("accepted after", handler => senders.Accepted += handler, after, cancellation);
        senders.IsDone = true;
        await sending;
        node.Stop();
        if (await node.GoneAsync(cancellation) is var code and not 0) _ledger.Break($"told to stop, the node ended with {code}: {node.Said}");
        await LogAsync(cycle.Number, async _ => await ProveAsync(cancellation) with { Sent = senders.Sent, Acknowledged = senders.Acknowledged });
        return [.. senders.Codes.Distinct()];
    }

    /// <summary>Removes what the run left on the machine.</summary>
    public void Remove()
    {
        _store.Database.Of(_data).Drop();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_data, recursive: true);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_registry is not null) await _registry.DisposeAsync();
    }

    private async Task CountAsync(string what, Action<Action> listen, int times, CancellationToken cancellation)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        listen(() =>
        {
            if (Interlocked.Decrement(ref times) == 0) reached.TrySetResult();
        });
        try
        {
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellation);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Within a minute too few submissions were {what}: {times} more were to be. {string.Join("; ", _ledger.Broken)}");
        }
    }

    private async Task PrepareAsync()
    {
        if (_store.IsRegistryElsewhere)
        {
            _registry = await FaultRegistry.StartAsync(Seed, Enumerable.Range(0, Patients).Select(SubmissionTemplate.PatientIdOf));
            (_start, _isFed) = (_start with { Registry = _registry.Address }, true);
        }

        _start = _start with { Settings = [.. await _store.SettingsAsync(_data), .. _registry?.Settings ?? ["documents.sweepAfterMinutes=0.02"], .. _options.Settings] };
    }

    private async Task LogAsync(int number, Func<Stopwatch, Task<FaultLine>> work)
    {
        var (watch, before) = (Stopwatch.StartNew(), _ledger.Broken.Count);
        FaultLine line;
        try
        {
            line = await work(watch);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _ledger.Break($"the node does not do what is asked of it: {failure}");
            line = new() { Store = _store.Name, Cycle = number };
        }

        line = line with { Cycle = number, Broken = _ledger.Broken.Count - before, Seconds = watch.Elapsed.TotalSeconds };
        _journal.Add(line);
        foreach (var sentence in _ledger.Broken.Skip(before)) _options.Say($"{_store.Name} seed {_options.Seed} cycle {number} ({line.Kill ?? "all proved"}): BROKEN: {sentence}");
    }

    private async Task<FaultLine> KillAsync(FaultCycle cycle, Stopwatch watch, CancellationToken cancellation)
    {
        var line = new FaultLine { Store = _store.Name, Cycle = cycle.Number };
        await using var node = NodeProcess.Begin(_start with
        {
            Settings = [.. _start.Settings, $"documents.rowBytes={cycle.RowBytes}"],
            Environment = cycle.Step is null ? _start.Environment : Dying(cycle),
        });
        await using var death = new Timer(_ => node.Kill());
        if (cycle.Kill == Kill.WhileStarting) death.Change(cycle.After, Timeout.InfiniteTimeSpan);
        Senders? senders = null;
        Aftermath? aftermath = null;
        try
        {
            await node.ReadyAsync(cancellation);
            senders = new(node, _ledger);
            aftermath = new(node, senders, _ledger);
            await FeedAsync(node, cancellation);
            await CalmAsync(cancellation);
            await aftermath.SettleAsync(cycle.Choose, cancellation);
            // What a bad registry leaves open is found out after the next start.
            if (_registry is not null) _registry.IsBad = senders.IsDisturbed = true;
            if (cycle.AfterFirst) senders.FirstAcknowledged += () => death.Change(cycle.After, Timeout.InfiniteTimeSpan);
            else if (cycle.Kill != Kill.WhileStarting) death.Change(cycle.After, Timeout.InfiniteTimeSpan);
            await senders.RunAsync(cycle, _run, Patients, cancellation);
        }
        catch (Exception) when (!cancellation.IsCancellationRequested && node.Ended)
        {
            // It died while it was asked; the next one will be asked the same.
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            if (!await node.EndsWithinAsync(TimeSpan.FromSeconds(5))) _ledger.Break($"the node lives and yet: {failure}");
        }
        finally
        {
            senders?.Dispose();
        }

        var isKilled = node.IsKilled;
        node.Kill();
        var code = await node.GoneAsync(cancellation);
        if (code != 137) _ledger.Break($"the node ended by itself with {code}: {node.Said}");
        return line with
        {
            Kill = cycle.Step is { } step && !isKilled ? step : cycle.Kill == Kill.WhileStarting ? nameof(Kill.WhileStarting) : nameof(Kill.UnderLoad),
            Sent = senders?.Sent ?? 0,
            Acknowledged = senders?.Acknowledged ?? 0,
            Octets = senders?.Octets ?? 0,
            Whole = aftermath?.Whole ?? 0,
            Nothing = aftermath?.Nothing ?? 0,
            Again = aftermath?.Again ?? 0,
            Proved = aftermath?.Proved ?? 0,
        };
    }

    private async Task<FaultLine> ProveAsync(CancellationToken cancellation)
    {
        await CalmAsync(cancellation);
        return await new FaultProof(_store, _start, _ledger, _options.Seed).RunAsync(FeedAsync, cancellation);
    }

    private async Task CalmAsync(CancellationToken cancellation)
    {
        if (_registry is null) return;
        _registry.IsBad = false;
        await _registry.QuietAsync(cancellation);
    }

    private async Task FeedAsync(NodeProcess node, CancellationToken cancellation)
    {
        for (var patient = 0; patient < Patients && !_isFed; patient++) await node.FeedAsync(SubmissionTemplate.PatientIdOf(patient), A.Profile().AffinityDomain.Namespace, cancellation);
        _isFed = true;
    }

    private static Dictionary<string, string> Dying(FaultCycle cycle) => new()
    {
        ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
        [StartupHook.DieAt] = string.Create(CultureInfo.InvariantCulture, $"{cycle.Step}:{cycle.StepCount}"),
    };
}
