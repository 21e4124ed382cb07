using System.Globalization;
using IheNode.Core;

namespace IheNode.Registry;

/// <summary>
/// What a change of a patient link makes of the registry (<c>ITI TF-2 3.64.4.1.3.1</c>): a submission set; a new version of each document; a new version of each
/// folder of which every approved document goes along; and the associations between what is then one patient's. A document that leaves others behind in its
/// folder leaves the folder; a relationship to a document of another patient is not carried on; both remain to be seen at the older versions.
/// </summary>
internal sealed class LinkChangeEffects
{
    private readonly LinkChangeState _state;
    private readonly Func<string> _newId;
    private readonly SubmissionEffects _effects;
    private readonly Dictionary<long, string> _newVersions = [];
    private readonly SubmissionSet _set;
    private readonly long _patient;

    private LinkChangeEffects(long patient, LinkChangeState state, SubmissionSet set, Func<string> newId)
    {
        (_patient, _state, _set, _newId, _effects) = (patient, state, set, newId, new(newId));
        _effects.Objects.Add(set);
    }

    /// <param name="change">The change.</param>
    /// <param name="patient">The number of the patient under whose id the documents stand from now on.</param>
    /// <param name="state">What is registered.</param>
    /// <param name="set">The set that records the change; it comes first among the effects' objects.</param>
    /// <param name="newId">Gives entryUUIDs.</param>
    public static SubmissionEffects Of(LinkChange change, long patient, LinkChangeState state, SubmissionSet set, Func<string> newId)
    {
        var effects = new LinkChangeEffects(patient, state, set, newId);
        var subsumed = KnownPatient.Canonical(change.SubsumedLocal);
        foreach (var row in state.Entries.Values)
        {
            effects.Renew(row, old => old is DocumentEntry entry && KnownPatient.Canonical(entry.SourcePatientId) == subsumed
                ? entry with { SourcePatientId = change.Local }
                : old);
        }

        var whole = state.Folders.Values.Where(folder => state.Members[folder.Number].All(m => state.Entries.ContainsKey(m.Target))).ToList();
        foreach (var folder in whole) effects.Renew(folder, same => same);
        foreach (var link in state.Links) effects.CarryOn(link);
        return effects._effects;
    }

    private void Renew(StoredRow row, Func<PatientObject, PatientObject> revise)
    {
        var old = (PatientObject)row.ToObject(_set.PatientId);
        var renewed = revise(old) with { Id = _newId(), AvailabilityStatus = null, Version = (row.Version + 1).ToString(CultureInfo.InvariantCulture) };
        _newVersions[row.Number] = renewed.Id;
        _effects.Objects.Add(renewed);
        _effects.Changes.Add(new(ObjectKinds.Of(old), row.Number, StatusNumber.Deprecated, HasNewerVersion: true));
        _effects.Objects.Add(Membership(_set.Id, renewed.Id) with
        {
            SubmissionSetStatus = renewed is DocumentEntry ? Vocabulary.Original : null,
            ExtraSlots = [new(Vocabulary.SlotNames.PreviousVersion, [row.Version.ToString(CultureInfo.InvariantCulture)])],
        });
    }

    private void CarryOn(LinkRow link)
    {
        var association = link.Association;
        if (_state.Others.ContainsKey(link.Source)) CarryOnRelationship(link, association);
        else if (_state.Folders.ContainsKey(link.Source)) CarryOnFolder(link, association);
        else if (association.SubmissionSetStatus == Vocabulary.Reference)
        {
            // The one association that may join two patients.
            _effects.Changes.Add(new(ObjectKind.Association, link.Number, StatusNumber.Deprecated));
            Join(association, Registered(association.SourceId, link.Source), _newVersions[link.Target]);
        }
    }

    private void CarryOnRelationship(LinkRow link, Association association)
    {
        if (EndOf(link.Source, association.SourceId) is { } source && EndOf(link.Target, association.TargetId) is { } target) Join(association, source, target);
    }

    private void CarryOnFolder(LinkRow link, Association association)
    {
        if (!_newVersions.TryGetValue(link.Source, out var folder))
        {
            if (!IsOfPatient(_state.Folders[link.Source])) return;
            folder = Registered(association.SourceId, link.Source);
            _effects.TouchedFolders.Add(link.Source);
        }

        _effects.Objects.Add(Membership(_set.Id, Join(association, folder, _newVersions[link.Target])));
    }

    // The new version, or an approved document that was the patient's before; null for what stays behind.
    private string? EndOf(long number, string id) =>
        _newVersions.TryGetValue(number, out var renewed) ? renewed
        : _state.Others.TryGetValue(number, out var other) && other.Status == StatusNumber.Approved && IsOfPatient(other) ? Registered(id, number)
        : null;

    private bool IsOfPatient(StoredRow row) => _state.Survivors[row.Patient].Patient == _patient;

    private string Registered(string id, long number)
    {
        _effects.Registered[id] = number;
        return id;
    }

    private string Join(Association association, string source, string target)
    {
        var joined = association with { Id = _newId(), SourceId = source, TargetId = target };
        _effects.Objects.Add(joined);
        return joined.Id;
    }

    private Association Membership(string source, string target) =>
        new() { Id = _newId(), Type = Vocabulary.HasMember, SourceId = source, TargetId = target };
}
