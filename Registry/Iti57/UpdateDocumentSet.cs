using System.Data.Common;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Answers ITI-57 (<c>ITI TF-2 3.57.4.1.3</c>) and ITI-92 (<c>ITI TF-2 3.92.4.1.3</c>): every rule, then all of the update or nothing.</summary>
internal sealed class UpdateDocumentSet(NodeProfile profile, Database database, TimeProvider clock, UpdateRules rules)
{
    public async Task<RegistryResponse> AnswerAsync(SubmitObjectsRequest request, CancellationToken cancellation)
    {
        var plan = UpdatePlanReader.Read(new Submission(request.Objects));
        XdsError[] faults = [.. request.Errors, .. rules.OfMessage.SelectMany(rule => rule.Check(plan, profile))];
        if (faults.Any(f => !f.IsWarning))
        {
            return await database.ReadAsync(
                async connection => RegistryResponse.From([.. faults, .. (await JudgeAsync(plan, connection).ConfigureAwait(false)).Faults]),
                cancellation).ConfigureAwait(false);
        }

        return await database.WriteAsync(
            async (connection, transaction) =>
            {
                var (state, further) = await JudgeAsync(plan, connection).ConfigureAwait(false);
                if (further.Length == 0) further = await WriteAsync(plan, state, connection, transaction).ConfigureAwait(false);
                return RegistryResponse.From([.. faults, .. further]);
            },
            cancellation).ConfigureAwait(false);
    }

    private async Task<(UpdateState State, XdsError[] Faults)> JudgeAsync(UpdatePlan plan, DbConnection connection)
    {
        var state = await UpdateState.LoadAsync(plan, profile, connection, database.Dialect).ConfigureAwait(false);
        return (state, [.. rules.OfRegistry.SelectMany(rule => rule.Check(plan, state))]);
    }

    private async Task<XdsError[]> WriteAsync(UpdatePlan plan, UpdateState state, DbConnection connection, DbTransaction transaction)
    {
        var now = clock.GetUtcNow();
        var effects = UpdateEffects.Of(plan, state, () => EntryUuid.From(Guid.CreateVersion7(now)));
        var set = plan.Submission.Set!;
        var patient = state.Registered.Patient(set.PatientId!.Value)!;
        if (patient.Objects + effects.Objects.Count > ObjectNumber.PlacesPerPatient)
        {
            return [Fault.Of(
                XdsErrorCode.RegistryOutOfResources, set, "patientId",
                $"A patient can have {ObjectNumber.PlacesPerPatient} registered objects; this update would pass that.")];
        }

        await new RegistryWriter(connection, transaction, Hl7Time.From(now)).ApplyAsync(patient, effects).ConfigureAwait(false);
        return [];
    }
}
