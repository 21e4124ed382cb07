using System.Collections.Concurrent;
using IheNode.Core;

namespace IheNode.Xca;

/// <summary>Under which id a neighbour knows a person, for as long as such knowledge may be used again (<c>ITI TF-2 3.55.4.2.3</c>). Only what was found is kept.</summary>
internal sealed class Correlations(TimeSpan lifetime, TimeProvider clock)
{
    // Enough for the patients of a busy day; the oldest go first.
    private const int Most = 20_000;

    private readonly ConcurrentDictionary<(PatientId Own, string Home), (PatientId There, DateTimeOffset Until)> _known = new();

    public PatientId? Find(PatientId own, string home) =>
        _known.TryGetValue((own, home), out var found) && found.Until > clock.GetUtcNow() ? found.There : null;

    public void Keep(PatientId own, string home, PatientId there)
    {
        if (lifetime <= TimeSpan.Zero) return;
        if (_known.Count >= Most) MakeRoom();
        _known[(own, home)] = (there, clock.GetUtcNow() + lifetime);
    }

    public void Forget(PatientId own, string home) => _known.TryRemove((own, home), out _);

    private void MakeRoom()
    {
        foreach (var old in _known.OrderBy(known => known.Value.Until).Take(Most / 10)) _known.TryRemove(old);
    }
}
