using System.Data.Common;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Answers ITI-42 and ITI-61 (<c>ITI TF-2 3.42.4.1.3</c>): every rule, then all of the submission or nothing.</summary>
internal sealed class RegisterDocumentSet
{
    private readonly NodeProfile _profile;
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly IReadOnlyList<SubmissionRule<NodeProfile>> _ofMessage;
    private readonly RegistrationGroups _groups;

    public RegisterDocumentSet(NodeProfile profile, Database database, TimeProvider clock, IReadOnlyList<SubmissionRule<NodeProfile>> ofEntries)
    {
        (_profile, _database, _clock) = (profile, database, clock);
        _ofMessage = [.. SubmissionRules.OfMessage, .. ofEntries];
        _groups = new(database, RegisterAsync);
    }

    public async Task<RegistryResponse> AnswerAsync(SubmitObjectsRequest request, Exchange exchange, CancellationToken cancellation) =>
        (await JoinAsync(request, exchange, companion: null, cancellation).ConfigureAwait(false)).Response;

    /// <summary>As above, with what another actor writes in the same transaction.</summary>
    public async Task<JointAnswer> JoinAsync(SubmitObjectsRequest request, Exchange exchange, ICompanion? companion, CancellationToken cancellation)
    {
        var submission = new Submission(request.Objects);
        var message = MessageDigest.Of(request, exchange);
        var faults = Fault.Together(request.Errors, _ofMessage.SelectMany(rule => rule.Check(submission, _profile)));

        // A submission that is refused in any case does not wait for the writers; it only learns what else is wrong.
        return faults.Any(f => !f.IsWarning)
            ? new(await _database.ReadAsync(connection => RefuseAsync(submission, message, faults, connection), cancellation).ConfigureAwait(false), IsJoined: false)
            : await _groups.AddAsync(new(submission, message, faults, companion, cancellation)).ConfigureAwait(false);
    }

    private async Task<RegistryResponse> RefuseAsync(Submission submission, byte[] message, XdsError[] faults, DbConnection connection)
    {
        var registered = await RegisteredState.LoadAsync([submission], _profile, new RegistryStore(connection, _database.Dialect)).ConfigureAwait(false);
        return registered.FirstAnswer(message) ?? RegistryResponse.From([.. faults, .. Judge(submission, registered)]);
    }

    // None of these has to do with another, so that all are judged by what was registered before the first of them, and all are written at once.
    private async Task<JointAnswer[]> RegisterAsync(IReadOnlyList<Registration> together, DbConnection connection, DbTransaction transaction)
    {
        var store = new RegistryStore(connection, _database.Dialect, transaction);
        var registered = await RegisteredState.LoadAsync(
            [.. together.Select(r => r.Submission)], _profile, store, toWrite: true, companions: [.. together.Select(r => r.Companion).OfType<ICompanion>()]).ConfigureAwait(false);
        var batch = new StatementBatch(connection, transaction);
        var answers = new JointAnswer[together.Count];
        for (var i = 0; i < answers.Length; i++) answers[i] = await RegisterAsync(together[i], registered, store, batch).ConfigureAwait(false);
        await batch.RunAsync().ConfigureAwait(false);
        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i].IsJoined) together[i].Companion?.Written();
        }

        return answers;
    }

    private async Task<JointAnswer> RegisterAsync(Registration registration, RegisteredState registered, RegistryStore store, StatementBatch batch)
    {
        var submission = registration.Submission;
        // Whoever did not get the answer sends the same message again; it was heard, so it is not a duplicate.
        if (registered.FirstAnswer(registration.Message) is { } first) return new(first, IsJoined: false);
        if (registration.Companion?.Faults() is { Count: > 0 } against) return Refused(against);
        XdsError[] found = [.. registration.Warnings, .. Judge(submission, registered)];
        if (found.Any(f => !f.IsWarning)) return Refused(found);

        var now = _clock.GetUtcNow();
        // Ids in order of time keep the index of entryUUIDs growing at its end.
        var effects = await SubmissionEffects.OfAsync(
            submission, registered, store, () => EntryUuid.From(Guid.CreateVersion7(now)), new Receipt(registration.Message, [.. found])).ConfigureAwait(false);
        var patient = registered.Patient(submission.Set!.PatientId!.Value)!;
        if (patient.Objects + effects.Objects.Count > ObjectNumber.PlacesPerPatient)
        {
            return Refused([.. found, Fault.Of(
                XdsErrorCode.RegistryOutOfResources, submission.Set, "patientId",
                $"A patient can have {ObjectNumber.PlacesPerPatient} registered objects; this submission would pass that.")]);
        }

        new RegistryWriter(batch, Hl7Time.From(now)).Add(patient, effects);
        registration.Companion?.Write(batch);
        return new(RegistryResponse.From(found), registration.Companion is not null);
    }

    private static JointAnswer Refused(IReadOnlyList<XdsError> found) => new(RegistryResponse.From(found), IsJoined: false);

    private static IEnumerable<XdsError> Judge(Submission submission, RegisteredState registered) =>
        SubmissionRules.OfRegistry.SelectMany(rule => rule.Check(submission, registered));
}
