using System.Data.Common;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Answers ITI-42 and ITI-61 (<c>ITI TF-2 3.42.4.1.3</c>): every rule, then all of the submission or nothing; <paramref name="ofEntries"/> are the rules that only one of the two has.</summary>
internal sealed class RegisterDocumentSet(
    NodeProfile profile, Database database, TimeProvider clock, IReadOnlyList<SubmissionRule<NodeProfile>> ofEntries)
{
    public async Task<RegistryResponse> AnswerAsync(SubmitObjectsRequest request, CancellationToken cancellation)
    {
        var submission = new Submission(request.Objects);
        XdsError[] faults = [.. request.Errors, .. SubmissionRules.OfMessage.Concat(ofEntries).SelectMany(rule => rule.Check(submission, profile))];

        // A submission that is refused in any case does not wait for the writers; it only learns what else is wrong.
        if (faults.Any(f => !f.IsWarning))
        {
            return await database.ReadAsync(
                async connection => RegistryResponse.From([.. faults, .. (await JudgeAsync(submission, connection).ConfigureAwait(false)).Faults]),
                cancellation).ConfigureAwait(false);
        }

        return await database.WriteAsync(
            async (connection, transaction) =>
            {
                var (registered, further) = await JudgeAsync(submission, connection).ConfigureAwait(false);
                if (further.Length == 0) further = await WriteAsync(submission, registered, connection, transaction).ConfigureAwait(false);
                return RegistryResponse.From([.. faults, .. further]);
            },
            cancellation).ConfigureAwait(false);
    }

    private async Task<(RegisteredState Registered, XdsError[] Faults)> JudgeAsync(Submission submission, DbConnection connection)
    {
        var registered = await RegisteredState.LoadAsync(submission, profile, new RegistryStore(connection, database.Dialect)).ConfigureAwait(false);
        return (registered, [.. SubmissionRules.OfRegistry.SelectMany(rule => rule.Check(submission, registered))]);
    }

    private async Task<XdsError[]> WriteAsync(Submission submission, RegisteredState registered, DbConnection connection, DbTransaction transaction)
    {
        var now = clock.GetUtcNow();
        var store = new RegistryStore(connection, database.Dialect);
        // Ids in order of time keep the index of entryUUIDs growing at its end.
        var effects = await SubmissionEffects.OfAsync(submission, registered, store, () => EntryUuid.From(Guid.CreateVersion7(now))).ConfigureAwait(false);
        var patient = registered.Patient(submission.Set!.PatientId!.Value)!;
        if (patient.Objects + effects.Objects.Count > ObjectNumber.PlacesPerPatient)
        {
            return [Fault.Of(
                XdsErrorCode.RegistryOutOfResources, submission.Set, "patientId",
                $"A patient can have {ObjectNumber.PlacesPerPatient} registered objects; this submission would pass that.")];
        }

        await new RegistryWriter(connection, transaction, Hl7Time.From(now)).ApplyAsync(patient, effects).ConfigureAwait(false);
        return [];
    }
}
