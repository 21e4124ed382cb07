using System.Data.Common;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>
/// Lets submissions that wait at the same time share a transaction, its round trips and its commit: those that have nothing to do with one another are read,
/// judged and written together, the others one after the other. None is answered before the common commit is on disk.
/// </summary>
internal sealed class RegistrationGroups(
    Database database, Func<IReadOnlyList<Registration>, DbConnection, DbTransaction, Task<JointAnswer[]>> register)
{
    // While one group commits, the next is written, where the database lets them.
    private const int Groups = 2;
    private const int Largest = 64;

    private readonly Queue<Registration> _waiting = new();
    private int _working;

    /// <summary>Answers when the submission is on disk, or refused.</summary>
    public Task<JointAnswer> AddAsync(Registration registration)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(registration);
            if (_working == Groups) return registration.Answer;
            _working++;
        }

        _ = Task.Run(WorkAsync);
        return registration.Answer;
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            // Whoever was just answered may submit again: work that is ready goes first, so that more come together.
            await Task.Yield();
            if (TakeNext() is not { } group) return;
            group.RemoveAll(registration => registration.GiveUpIfCancelled());
            if (group.Count == 0) continue;
            if (!await TryAsync(group).ConfigureAwait(false))
            {
                // One of them fails; the others are not to suffer from it.
                foreach (var registration in group) await TryAsync([registration]).ConfigureAwait(false);
            }
        }
    }

    private List<Registration>? TakeNext()
    {
        lock (_waiting)
        {
            var group = new List<Registration>();
            while (group.Count < Largest && _waiting.TryDequeue(out var next)) group.Add(next);
            if (group.Count > 0) return group;
            _working--;
            return null;
        }
    }

    private async Task<bool> TryAsync(List<Registration> group)
    {
        try
        {
            var answers = await database.WriteAsync((connection, transaction) => WriteAsync(group, connection, transaction), CancellationToken.None)
                .ConfigureAwait(false);
            foreach (var (registration, answer) in answers) registration.Complete(answer);
            return true;
        }
        catch (Exception failure) when (group.Count == 1)
        {
            group[0].Fail(failure);
            return true;
        }
        catch
        {
            return false;
        }
    }

    private async Task<List<(Registration, JointAnswer)>> WriteAsync(List<Registration> group, DbConnection connection, DbTransaction transaction)
    {
        var answers = new List<(Registration, JointAnswer)>(group.Count);
        for (var rest = group; rest.Count > 0;)
        {
            var (together, later) = Part(rest);
            answers.AddRange(together.Zip(await register(together, connection, transaction).ConfigureAwait(false)));
            rest = later;
        }

        return answers;
    }

    // In the order of their patients, so that two groups do not lock them crosswise.
    private static (List<Registration> Together, List<Registration> Later) Part(List<Registration> rest)
    {
        var (together, later) = (new List<Registration>(rest.Count), new List<Registration>());
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var registration in rest)
        {
            var free = !registration.Concerns.Any(taken.Contains);
            (free ? together : later).Add(registration);
            // What comes later is not overtaken by what concerns the same.
            taken.UnionWith(registration.Concerns);
        }

        together.Sort((a, b) => string.CompareOrdinal(a.Patient, b.Patient));
        return (together, later);
    }
}

/// <summary>A submission that broke no rule of the message and is to be registered.</summary>
/// <param name="submission">It.</param>
/// <param name="message">By what its message is known (<see cref="MessageDigest"/>).</param>
/// <param name="warnings">What its message was found to lack.</param>
/// <param name="companion">What another actor writes with it.</param>
/// <param name="cancellation">Whether its sender has gone before it was begun.</param>
internal sealed class Registration(
    Submission submission, byte[] message, XdsError[] warnings, ICompanion? companion, CancellationToken cancellation)
{
    private readonly TaskCompletionSource<JointAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Submission Submission { get; } = submission;

    public byte[] Message { get; } = message;

    public XdsError[] Warnings { get; } = warnings;

    public ICompanion? Companion { get; } = companion;

    /// <summary>The id of its patient.</summary>
    public string Patient { get; } = KnownPatient.Canonical(submission.Set?.PatientId) ?? "";

    /// <summary>Its patient, its uniqueIds, its entryUUIDs and what its companion depends on: two that share none of them have nothing to do with one another.</summary>
    public IReadOnlyList<string> Concerns { get; } =
    [
        $"{KnownPatient.Canonical(submission.Set?.PatientId)}", .. submission.EntryUuids, .. submission.PatientObjects.Select(o => o.UniqueId).OfType<string>(),
        .. companion?.Concerns ?? [],
    ];

    /// <summary>Its answer, once it is on disk.</summary>
    public Task<JointAnswer> Answer => _answer.Task;

    public void Complete(JointAnswer answer) => _answer.TrySetResult(answer);

    public void Fail(Exception failure) => _answer.TrySetException(failure);

    public bool GiveUpIfCancelled() => cancellation.IsCancellationRequested && _answer.TrySetCanceled(cancellation);
}
