using System.Data.Common;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Answers ITI-57 (<c>ITI TF-2 3.57.4.1.3</c>) and ITI-92 (<c>ITI TF-2 3.92.4.1.3</c>): every rule, then all of the update or nothing.</summary>
internal sealed class UpdateDocumentSet(NodeProfile profile, Database database, TimeProvider clock, UpdateRules rules)
{
    public async Task<RegistryResponse> AnswerAsync(SubmitObjectsRequest request, Exchange exchange, CancellationToken cancellation)
    {
        var plan = UpdatePlanReader.Read(new Submission(request.Objects)) with { HomeCommunityId = request.HomeCommunityId };
        var message = MessageDigest.Of(request, exchange);
        var faults = Fault.Together(request.Errors, rules.OfMessage.SelectMany(rule => rule.Check(plan, profile)));

        // As with submissions, one that is refused in any case does not wait for the writers.
        return faults.Any(f => !f.IsWarning)
            ? await database.ReadAsync(connection => RefuseAsync(plan, message, faults, connection), cancellation).ConfigureAwait(false)
            : await database.WriteAsync(
                KnownPatient.Canonical(plan.Submission.Set?.PatientId) ?? "",
                (connection, transaction) => UpdateAsync(plan, message, faults, connection, transaction), cancellation).ConfigureAwait(false);
    }

    private async Task<RegistryResponse> RefuseAsync(UpdatePlan plan, byte[] message, XdsError[] faults, DbConnection connection)
    {
        var state = await LoadAsync(plan, connection, transaction: null).ConfigureAwait(false);
        return state.Registered.FirstAnswer(message) ?? RegistryResponse.From([.. faults, .. Judge(plan, state)]);
    }

    private async Task<RegistryResponse> UpdateAsync(UpdatePlan plan, byte[] message, XdsError[] warnings, DbConnection connection, DbTransaction transaction)
    {
        var state = await LoadAsync(plan, connection, transaction).ConfigureAwait(false);
        if (state.Registered.FirstAnswer(message) is { } first) return first;
        XdsError[] found = [.. warnings, .. Judge(plan, state)];
        if (found.Any(f => !f.IsWarning)) return RegistryResponse.From(found);

        var now = clock.GetUtcNow();
        var effects = UpdateEffects.Of(plan, state, () => EntryUuid.From(Guid.CreateVersion7(now)), new Receipt(message, [.. found]));
        var set = plan.Submission.Set!;
        var patient = state.Registered.Patient(set.PatientId!.Value)!;
        if (patient.Objects + effects.Objects.Count > ObjectNumber.PlacesPerPatient)
        {
            return RegistryResponse.From([.. found, Fault.Of(
                XdsErrorCode.RegistryOutOfResources, set, "patientId",
                $"A patient can have {ObjectNumber.PlacesPerPatient} registered objects; this update would pass that.")]);
        }

        await new RegistryWriter(connection, transaction, Hl7Time.From(now)).ApplyAsync(patient, effects).ConfigureAwait(false);
        return RegistryResponse.From(found);
    }

    private Task<UpdateState> LoadAsync(UpdatePlan plan, DbConnection connection, DbTransaction? transaction) => UpdateState.LoadAsync(
        plan, profile, new(connection, database.Dialect, transaction), new(connection, database.Dialect, transaction), toWrite: transaction is not null);

    private IEnumerable<XdsError> Judge(UpdatePlan plan, UpdateState state) => rules.OfRegistry.SelectMany(rule => rule.Check(plan, state));
}
