using System.Data.Common;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Answers ITI-42 and ITI-61 (<c>ITI TF-2 3.42.4.1.3</c>): every rule, then all of the submission or nothing; <paramref name="ofEntries"/> are the rules that only one of the two has.</summary>
internal sealed class RegisterDocumentSet(
    NodeProfile profile, Database database, TimeProvider clock, IReadOnlyList<SubmissionRule<NodeProfile>> ofEntries)
{
    public async Task<RegistryResponse> AnswerAsync(SubmitObjectsRequest request, Exchange exchange, CancellationToken cancellation)
    {
        var submission = new Submission(request.Objects);
        var message = MessageDigest.Of(request, exchange);
        XdsError[] faults = [.. request.Errors, .. SubmissionRules.OfMessage.Concat(ofEntries).SelectMany(rule => rule.Check(submission, profile))];

        // A submission that is refused in any case does not wait for the writers; it only learns what else is wrong.
        return faults.Any(f => !f.IsWarning)
            ? await database.ReadAsync(connection => RefuseAsync(submission, message, faults, connection), cancellation).ConfigureAwait(false)
            : await database.WriteAsync(
                $"{submission.Set!.PatientId}", (connection, transaction) => RegisterAsync(submission, message, faults, connection, transaction), cancellation).ConfigureAwait(false);
    }

    private async Task<RegistryResponse> RefuseAsync(Submission submission, byte[] message, XdsError[] faults, DbConnection connection)
    {
        var registered = await RegisteredState.LoadAsync(submission, profile, new RegistryStore(connection, database.Dialect)).ConfigureAwait(false);
        return registered.FirstAnswer(message) ?? RegistryResponse.From([.. faults, .. Judge(submission, registered)]);
    }

    private async Task<RegistryResponse> RegisterAsync(
        Submission submission, byte[] message, XdsError[] warnings, DbConnection connection, DbTransaction transaction)
    {
        var store = new RegistryStore(connection, database.Dialect, transaction);
        var registered = await RegisteredState.LoadAsync(submission, profile, store, toWrite: true).ConfigureAwait(false);
        // Whoever did not get the answer sends the same message again; it was heard, so it is not a duplicate.
        if (registered.FirstAnswer(message) is { } first) return first;
        XdsError[] found = [.. warnings, .. Judge(submission, registered)];
        if (found.Any(f => !f.IsWarning)) return RegistryResponse.From(found);

        var now = clock.GetUtcNow();
        // Ids in order of time keep the index of entryUUIDs growing at its end.
        var effects = await SubmissionEffects.OfAsync(
            submission, registered, store, () => EntryUuid.From(Guid.CreateVersion7(now)), new Receipt(message, [.. found])).ConfigureAwait(false);
        var patient = registered.Patient(submission.Set!.PatientId!.Value)!;
        if (patient.Objects + effects.Objects.Count > ObjectNumber.PlacesPerPatient)
        {
            return RegistryResponse.From([.. found, Fault.Of(
                XdsErrorCode.RegistryOutOfResources, submission.Set, "patientId",
                $"A patient can have {ObjectNumber.PlacesPerPatient} registered objects; this submission would pass that.")]);
        }

        await new RegistryWriter(connection, transaction, Hl7Time.From(now)).ApplyAsync(patient, effects).ConfigureAwait(false);
        return RegistryResponse.From(found);
    }

    private static IEnumerable<XdsError> Judge(Submission submission, RegisteredState registered) =>
        SubmissionRules.OfRegistry.SelectMany(rule => rule.Check(submission, registered));
}
