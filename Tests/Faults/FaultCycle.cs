using System.Globalization;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>When a node is killed.</summary>
internal enum Kill
{
    /// <summary>At a random moment while submissions come in.</summary>
    UnderLoad,

    /// <summary>At a random moment after its process was started, mostly before it is ready.</summary>
    WhileStarting,

    /// <summary>When it comes for the n-th time to a named step of the crash protocol.</summary>
    AtStep,
}

/// <summary>One life of a node: what is sent to it and when it dies. All of it follows from the seed; how the threads of the node meet does not.</summary>
internal sealed class FaultCycle
{
    /// <summary>The steps of the crash protocol, as the repository tells them.</summary>
    public static readonly string[] Steps = ["received", "staged", "placed", "registering", "joined", "registered", "kept", "discarded", "answered"];

    private const int SharedContents = 12;
    private readonly Random _random;
    private readonly int _largest, _refused;
    private bool _whale;
    private int _sent;

    public FaultCycle(int seed, int number, Kill? kill = null, string? step = null, int? stepCount = null, IReadOnlyList<string>? steps = null)
    {
        (Seed, Number) = (seed, number);
        _random = new(unchecked((int)SeededOctets.Mixed(((ulong)(uint)seed << 32) | (uint)number)));
        var chance = _random.Next(100);
        Kill = kill ?? (chance < 50 ? Kill.AtStep : chance < 94 ? Kill.UnderLoad : Kill.WhileStarting);
        Step = Kill == Kill.AtStep ? step ?? Any(steps ?? Steps) : null;
        StepCount = stepCount ?? (Step is "discarded" ? 1 + _random.Next(4) : 1 + _random.Next(_random.Next(4) == 0 ? 100 : 20));
        After = TimeSpan.FromMilliseconds(Kill switch
        {
            Kill.WhileStarting => 40 + _random.Next(600),
            Kill.UnderLoad => _random.Next(900),
            _ => 20_000,
        });
        AfterFirst = Kill == Kill.UnderLoad && _random.Next(10) < 8;
        Clients = 4 + _random.Next(9);
        RowBytes = _random.Next(3) switch { 0 => 1_500, 1 => 16 << 10, _ => 64 << 10 };
        var weather = _random.Next(100);
        // Small documents are not staged, so these steps are rare without large ones, and some without refusals.
        if (Step is "staged" or "placed" or "discarded") weather = Math.Max(weather, 60);
        _refused = Step is "discarded" ? 40 : 6;
        _largest = weather < 60 ? 32 << 10 : weather < 92 ? 1 << 20 : 10 << 20;
        _whale = _random.Next(100) < 8;
    }

    public int Seed { get; }

    public int Number { get; }

    public Kill Kill { get; }

    /// <summary>The step at which the node dies, if it dies at one.</summary>
    public string? Step { get; }

    /// <summary>At the how-manieth time.</summary>
    public int StepCount { get; }

    /// <summary>How long after its process, its load, or the first acknowledgement began the node is killed; at a step: if it has not come to it by then.</summary>
    public TimeSpan After { get; }

    /// <summary>Whether the time is counted from the first acknowledgement: most kills are to come when there is something to lose.</summary>
    public bool AfterFirst { get; }

    /// <summary>The largest document that this life of the node keeps in a row.</summary>
    public int RowBytes { get; }

    /// <summary>How many send at the same time.</summary>
    public int Clients { get; }

    /// <summary>The next submission; called by one at a time.</summary>
    public SentSubmission Next(string run, int patients)
    {
        var serial = string.Create(CultureInfo.InvariantCulture, $"{run}{Number:0000}{_sent++:00000}");
        var isKnown = _random.Next(100) >= _refused;
        var count = _random.Next(10) < 7 ? 1 : 2 + _random.Next(SubmissionTemplate.MostDocuments - 1);
        var patient = SubmissionTemplate.PatientIdOf(isKnown ? _random.Next(patients) : 999_999);
        return new(serial, patient, isKnown, [.. Enumerable.Range(1, count).Select(place => Document(SentSubmission.UniqueIdOf(serial, place), patient))]);
    }

    /// <summary>A number below a bound.</summary>
    public int Choose(int bound) => _random.Next(bound);

    private string Any(IReadOnlyList<string> steps) => steps[_random.Next(steps.Count)];

    private SentDocument Document(string uniqueId, PatientId patient)
    {
        // Some contents come under many ids: one that goes must not take away another's.
        if (_random.Next(100) < 15)
        {
            var shared = (ulong)_random.Next(SharedContents);
            return new(uniqueId, patient, shared, shared < 8 ? 2_000 + (long)shared : 300_000 + (long)shared);
        }

        return new(uniqueId, patient, (ulong)_random.NextInt64(), Size());
    }

    private long Size()
    {
        if (_whale)
        {
            _whale = false;
            return _random.Next(20 << 20, 50 << 20);
        }

        // As many between 1 KB and 2 KB as between 512 KB and 1 MB would be far too many octets: small ones are the mass.
        var share = Math.Pow(_random.NextDouble(), 3);
        return (long)(1_000 * Math.Pow(_largest / 1_000.0, share));
    }
}
