using System.Data.Common;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>
/// Answers ITI-64 (<c>ITI TF-2 3.64.4.1.3</c>): approved documents of a local id get new versions under the right patient, as a metadata update would make
/// them; all of them or none. Deprecated objects stay as and where they are. What cannot be kept together without joining two patients is parted
/// (<c>3.64.4.1.3.2</c>): see <see cref="LinkChangeEffects"/>.
/// </summary>
internal sealed class NotifyLinkChange(NodeProfile profile, Database database, TimeProvider clock)
{
    private const int DataTypeError = 102;
    private const int UnknownKeyIdentifier = 204;
    private const int ApplicationError = 207;

    public Task<LinkChangeResponse> AnswerAsync(LinkChange change, CancellationToken cancellation)
    {
        ValueList<PatientError> errors = [.. Faults(change)];
        return errors.Count > 0
            ? Task.FromResult(new LinkChangeResponse(errors))
            : database.WriteAsync(change.Current.Text, (connection, transaction) => ApplyAsync(change, connection, transaction), cancellation);
    }

    private IEnumerable<PatientError> Faults(LinkChange change)
    {
        var affinity = profile.AffinityDomain.AssigningAuthority;
        if (change.Current.AssigningAuthority != affinity)
            yield return new(UnknownKeyIdentifier, "The new id is not of the affinity domain.", PatientErrorPlace.PatientId);
        if (change.Previous.AssigningAuthority != affinity)
            yield return new(UnknownKeyIdentifier, "The previous id is not of the affinity domain.", PatientErrorPlace.SubsumedId);
        if (change.SubsumedLocal is { } subsumed && subsumed.AssigningAuthority != change.Local.AssigningAuthority)
            yield return new(UnknownKeyIdentifier, "The subsumed local id is of another assigning authority than the local id.", PatientErrorPlace.SubsumedId, 2);
        if (change.SubsumedLocal == change.Local)
            yield return new(DataTypeError, "The subsumed local id is the local id.", PatientErrorPlace.SubsumedId, 2);
        if (change.SubsumedLocal is null && change.Current == change.Previous)
            yield return new(DataTypeError, "The new and the previous id are equal and no local id is subsumed, so that nothing has changed.", PatientErrorPlace.SubsumedId);
    }

    private async Task<LinkChangeResponse> ApplyAsync(LinkChange change, DbConnection connection, DbTransaction transaction)
    {
        var rows = new LinkChangeRows(connection, transaction, database.Dialect);
        var store = new RegistryStore(connection, database.Dialect, transaction);
        var (current, previous) = (KnownPatient.Canonical(change.Current)!, KnownPatient.Canonical(change.Previous)!);
        var patients = await store.HoldWithMergedAsync(current, previous).ConfigureAwait(false);
        var patient = patients.SingleOrDefault(p => p.Id == current);
        var former = patients.SingleOrDefault(p => p.Id == previous);
        ValueList<PatientError> errors =
        [
            .. Unknown(patient, "new", PatientErrorPlace.PatientId), .. Unknown(former, "previous", PatientErrorPlace.SubsumedId),
        ];
        if (errors.Count > 0) return new(errors);

        var limit = profile.Limits.LinkChangeEntries;
        var ofFormer = patients.Where(p => (p.Survivor ?? p.Patient) == former!.Patient).Select(p => p.Patient).ToHashSet();
        var entries = await rows.EntriesAsync(
            patients.Select(p => p.Patient), (entry, owner) => Concerns(change, entry, ofFormer.Contains(owner)), limit + 1).ConfigureAwait(false);
        if (entries.Count == 0) return new();
        if (entries.Count > limit)
            return Refuse($"The change concerns more than the {limit} documents that one message may change (limits.linkChangeEntries).");

        var now = clock.GetUtcNow();
        var state = await LinkChangeState.LoadAsync(entries, rows, store).ConfigureAwait(false);
        var effects = LinkChangeEffects.Of(change, patient!.Patient, state, SetOf(change, now), () => EntryUuid.From(Guid.CreateVersion7(now)));
        if (patient.Objects + effects.Objects.Count > ObjectNumber.PlacesPerPatient)
            return Refuse($"A patient can have {ObjectNumber.PlacesPerPatient} registered objects; this change would pass that.");
        await new RegistryWriter(connection, transaction, Hl7Time.From(now)).ApplyAsync(patient, effects).ConfigureAwait(false);
        return new(default, effects.Objects[0].Id);
    }

    // Documents of the local id under the previous id, and those of a subsumed one under either.
    private static bool Concerns(LinkChange change, DocumentEntry entry, bool isUnderPrevious) =>
        KnownPatient.Canonical(entry.SourcePatientId) is { } source
        && (source == KnownPatient.Canonical(change.SubsumedLocal)
            || (isUnderPrevious && change.Current != change.Previous && source == KnownPatient.Canonical(change.Local)));

    private SubmissionSet SetOf(LinkChange change, DateTimeOffset now)
    {
        var uuid = Guid.CreateVersion7(now);
        var codes = profile.AffinityDomain.LinkChangeContentType.Split('^');
        return new()
        {
            Id = EntryUuid.From(uuid),
            PatientId = change.Current,
            UniqueId = Oid.Of(uuid),
            SourceId = change.SourceId,
            SubmissionTime = Hl7Time.From(now),
            ContentTypeCode = new(codes[0], codes[2], codes[1]),
        };
    }

    private static PatientError[] Unknown(KnownPatient? patient, string which, PatientErrorPlace where) => patient switch
    {
        null => [new(UnknownKeyIdentifier, $"The {which} id is not known to the registry.", where)],
        { IsActive: false } => [new(UnknownKeyIdentifier, $"The {which} id was merged into another.", where)],
        _ => [],
    };

    private static LinkChangeResponse Refuse(string sentence) => new([new PatientError(ApplicationError, sentence)]);
}
