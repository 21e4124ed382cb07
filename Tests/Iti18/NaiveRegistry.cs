using System.Text;
using IheNode.Core;
using static IheNode.Core.Vocabulary;

namespace IheNode.Tests;

/// <summary>
/// The stored queries as the standard words them (<c>ITI TF-2 3.18.4.1.2.3</c>, <c>3.51.4.1.2.1</c>), over all objects of a registry in memory and without any haste.
/// It shares nothing with what the product makes of them but the objects.
/// </summary>
internal sealed class NaiveRegistry(IReadOnlyCollection<RegistryObject> all)
{
    /// <summary>Every registered object, whatever its status and version.</summary>
    public IReadOnlyCollection<RegistryObject> All => all;

    public IEnumerable<DocumentEntry> Entries => all.OfType<DocumentEntry>();

    public IEnumerable<Folder> Folders => all.OfType<Folder>();

    public IEnumerable<SubmissionSet> Sets => all.OfType<SubmissionSet>();

    public IEnumerable<Association> Associations => all.OfType<Association>();

    /// <summary>What the query returns; null when it has to be refused because it would give whole objects of several patients.</summary>
    public IReadOnlyCollection<RegistryObject>? Answer(AdhocQueryRequest request)
    {
        var asked = new Asked(request);
        var found = Find(asked).Distinct().ToList();
        var mustBeOnePatient = request.ReturnType == ReturnType.LeafClass && request.QueryId is
            StoredQueryIds.GetDocuments or StoredQueryIds.GetFolders or StoredQueryIds.GetDocumentsAndAssociations or StoredQueryIds.GetSubmissionSets
            or StoredQueryIds.GetSubmissionSetAndContents or StoredQueryIds.GetFolderAndContents;
        return request.ReturnType == ReturnType.LeafClass && mustBeOnePatient && found.OfType<PatientObject>().Select(o => o.PatientId).Distinct().Count() > 1 ? null : found;
    }

    private IEnumerable<RegistryObject> Find(Asked asked) => asked.Request.QueryId switch
    {
        StoredQueryIds.FindDocuments or StoredQueryIds.FindDocumentsByReferenceId or StoredQueryIds.FindDocumentsForMultiplePatients =>
            Entries.Where(e => OfPatient(asked, "$XDSDocumentEntryPatientId", e) && asked.Allows("$XDSDocumentEntryStatus", e.AvailabilityStatus) && Matches(asked, e)),
        StoredQueryIds.FindSubmissionSets =>
            Sets.Where(s => OfPatient(asked, "$XDSSubmissionSetPatientId", s) && asked.Allows("$XDSSubmissionSetStatus", s.AvailabilityStatus) && Matches(asked, s)),
        StoredQueryIds.FindFolders or StoredQueryIds.FindFoldersForMultiplePatients =>
            Folders.Where(f => OfPatient(asked, "$XDSFolderPatientId", f) && asked.Allows("$XDSFolderStatus", f.AvailabilityStatus) && Matches(asked, f)),
        StoredQueryIds.GetAll => GetAll(asked),
        StoredQueryIds.GetDocuments => Named<DocumentEntry>(asked, "$XDSDocumentEntry").Where(e => IsShown(asked, e)),
        StoredQueryIds.GetFolders => Named<Folder>(asked, "$XDSFolder").Where(f => IsShown(asked, f)),
        StoredQueryIds.GetAssociations => Touching(asked, asked.Values("$uuid")),
        StoredQueryIds.GetDocumentsAndAssociations => WithAssociations(asked, Named<DocumentEntry>(asked, "$XDSDocumentEntry").Where(e => IsShown(asked, e))),
        StoredQueryIds.GetSubmissionSets => GetSubmissionSets(asked),
        StoredQueryIds.GetSubmissionSetAndContents => SetAndContents(asked),
        StoredQueryIds.GetFolderAndContents => FolderAndContents(asked),
        StoredQueryIds.GetFoldersForDocument =>
            from entry in Named<DocumentEntry>(asked, "$XDSDocumentEntry")
            from membership in Memberships(asked)
            where membership.TargetId == entry.Id
            from folder in Folders
            where folder.Id == membership.SourceId && IsShown(asked, folder)
            select folder,
        StoredQueryIds.GetRelatedDocuments => RelatedDocuments(asked),
        _ => throw new ArgumentException($"{asked.Request.QueryId} is no stored query."),
    };

    private IEnumerable<RegistryObject> GetAll(Asked asked)
    {
        IEnumerable<RegistryObject> entries = Entries.Where(e => asked.Allows("$XDSDocumentEntryStatus", e.AvailabilityStatus) && Passes(asked, e) && IsShown(asked, e));
        IEnumerable<RegistryObject> sets = Sets.Where(s => asked.Allows("$XDSSubmissionSetStatus", s.AvailabilityStatus));
        IEnumerable<RegistryObject> folders = Folders.Where(f => asked.Allows("$XDSFolderStatus", f.AvailabilityStatus) && IsLatest(asked, f));
        return WithAssociations(asked, entries.Concat(sets).Concat(folders).Where(o => OfPatient(asked, "$patientId", (PatientObject)o)));
    }

    private IEnumerable<RegistryObject> GetSubmissionSets(Asked asked)
    {
        foreach (var membership in Memberships(asked).Where(m => asked.Values("$uuid").Contains(m.TargetId)))
        {
            if (Sets.SingleOrDefault(s => s.Id == membership.SourceId) is not { } set) continue;
            yield return set;
            yield return membership;
        }
    }

    private List<RegistryObject> SetAndContents(Asked asked)
    {
        var found = new List<RegistryObject>(Named<SubmissionSet>(asked, "$XDSSubmissionSet"));
        var memberships = MembershipsOf(asked, found);
        var members = memberships.Select(m => all.Single(o => o.Id == m.TargetId)).ToList();
        found.AddRange(members.OfType<DocumentEntry>().Where(e => Passes(asked, e) && IsShown(asked, e)));
        found.AddRange(members.OfType<Folder>().Where(f => IsShown(asked, f)));
        var ends = found.Select(o => o.Id).ToHashSet();
        found.AddRange(members.OfType<Association>().Where(a => Counts(asked, a) && ends.Contains(a.SourceId) && ends.Contains(a.TargetId)));
        found.AddRange(memberships.Where(m => found.Any(o => o.Id == m.TargetId)).ToList());
        return found;
    }

    private List<RegistryObject> FolderAndContents(Asked asked)
    {
        var found = new List<RegistryObject>(Named<Folder>(asked, "$XDSFolder").Where(f => IsShown(asked, f)));
        var memberships = MembershipsOf(asked, found);
        found.AddRange(Entries.Where(e => memberships.Any(m => m.TargetId == e.Id) && Passes(asked, e) && IsShown(asked, e)));
        found.AddRange(memberships.Where(m => found.Any(o => o.Id == m.TargetId)).ToList());
        return found;
    }

    private IEnumerable<RegistryObject> RelatedDocuments(Asked asked)
    {
        var named = Named<DocumentEntry>(asked, "$XDSDocumentEntry").Select(e => e.Id).ToHashSet();
        foreach (var association in Associations.Where(a => Counts(asked, a) && asked.Values("$AssociationTypes").Contains(a.Type)))
        {
            if (!named.Contains(association.SourceId) && !named.Contains(association.TargetId)) continue;
            var ends = Entries.Where(e => e.Id == association.SourceId || e.Id == association.TargetId).ToList();
            if (ends.Count < 2) continue;
            yield return association;
            foreach (var end in ends.Where(e => IsOfType(asked, e) && IsShown(asked, e))) yield return end;
        }
    }

    private IEnumerable<RegistryObject> WithAssociations(Asked asked, IEnumerable<RegistryObject> found)
    {
        var list = found.ToList();
        return [.. list, .. Touching(asked, list.Select(o => o.Id).ToHashSet())];
    }

    private IEnumerable<Association> Touching(Asked asked, HashSet<string> ids) =>
        Associations.Where(a => Counts(asked, a) && (ids.Contains(a.SourceId) || ids.Contains(a.TargetId)));

    private IEnumerable<Association> Memberships(Asked asked) => Associations.Where(a => a.Type == HasMember && Counts(asked, a));

    private List<Association> MembershipsOf(Asked asked, IReadOnlyCollection<RegistryObject> holders) =>
        [.. Memberships(asked).Where(m => holders.Any(h => h.Id == m.SourceId))];

    private IEnumerable<T> Named<T>(Asked asked, string prefix) where T : PatientObject => all.OfType<T>().Where(o =>
        asked.Values($"{prefix}EntryUUID").Contains(o.Id) || asked.Values($"{prefix}UniqueId").Contains(o.UniqueId!)
        || asked.Values($"{prefix}LogicalID").Contains(o.LogicalId!));

    private static bool OfPatient(Asked asked, string parameter, PatientObject value) => asked.Allows(parameter, value.PatientId!.Value.Text);

    // ITI TF-2 3.18.4.1.2.3.5.1.1 (Metadata Update).
    private bool IsShown(Asked asked, DocumentEntry entry) => asked.Level == 2 || (IsLatest(asked, entry) && entry.DocumentAvailability != Offline);

    private bool IsShown(Asked asked, Folder folder) => asked.Level == 2 || (IsLatest(asked, folder) && folder.AvailabilityStatus == Approved);

    private bool IsLatest(Asked asked, RegistryObject value) => asked.Level == 2
        || !all.Any(other => other.LogicalId == value.LogicalId && other.GetType() == value.GetType() && int.Parse(other.Version!, null) > int.Parse(value.Version!, null));

    private static bool Counts(Asked asked, Association association) =>
        (asked.Level == 2 || association.AvailabilityStatus == Approved) && asked.Allows("$XDSAssociationStatus", association.AvailabilityStatus);

    private bool Matches(Asked asked, DocumentEntry entry) =>
        asked.Allows("$XDSDocumentEntryClassCode", entry.ClassCode) && asked.Allows("$XDSDocumentEntryTypeCode", entry.TypeCode)
        && asked.Allows("$XDSDocumentEntryPracticeSettingCode", entry.PracticeSettingCode)
        && asked.Allows("$XDSDocumentEntryHealthcareFacilityTypeCode", entry.HealthcareFacilityTypeCode)
        && asked.Slots("$XDSDocumentEntryEventCodeList").All(slot => entry.EventCodes.Any(code => slot.Contains(code.ToQueryValue())))
        && (entry.ObjectType == OnDemandDocument || asked.IsWithin("$XDSDocumentEntryCreationTime", entry.CreationTime))
        && (entry.ServiceStartTime is null || asked.IsWithin("$XDSDocumentEntryServiceStartTime", entry.ServiceStartTime))
        && (entry.ServiceStopTime is null || asked.IsWithin("$XDSDocumentEntryServiceStopTime", entry.ServiceStopTime))
        && asked.Slots("$XDSDocumentEntryAuthorPerson").All(slot => entry.Authors.Any(a => slot.Any(pattern => IsLike(a.Person, pattern))))
        && asked.Slots("$XDSDocumentEntryReferenceIdList").All(slot => entry.ReferenceIds.Any(id => slot.Any(pattern => IsLike(id, pattern))))
        && asked.Allows("$XDSDocumentEntryDocumentAvailability", entry.DocumentAvailability ?? Online)
        && Passes(asked, entry) && IsShown(asked, entry);

    private static bool Matches(Asked asked, SubmissionSet set) =>
        asked.Allows("$XDSSubmissionSetSourceId", set.SourceId) && asked.Allows("$XDSSubmissionSetContentType", set.ContentTypeCode)
        && asked.IsWithin("$XDSSubmissionSetSubmissionTime", set.SubmissionTime)
        && asked.Slots("$XDSSubmissionSetAuthorPerson").All(slot => set.Authors.Any(a => slot.Any(pattern => IsLike(a.Person, pattern))));

    private bool Matches(Asked asked, Folder folder) =>
        asked.IsWithin("$XDSFolderLastUpdateTime", folder.LastUpdateTime) && IsLatest(asked, folder)
        && asked.Slots("$XDSFolderCodeList").All(slot => folder.Codes.Any(code => slot.Contains(code.ToQueryValue())));

    // What several queries let the contents of a set, a folder or a patient pass.
    private static bool Passes(Asked asked, DocumentEntry entry) =>
        asked.Allows("$XDSDocumentEntryFormatCode", entry.FormatCode) && IsOfType(asked, entry)
        && asked.Slots("$XDSDocumentEntryConfidentialityCode").All(slot => entry.ConfidentialityCodes.Any(code => slot.Contains(code.ToQueryValue())));

    private static bool IsOfType(Asked asked, DocumentEntry entry) =>
        asked.Has("$XDSDocumentEntryType") ? asked.Values("$XDSDocumentEntryType").Contains(entry.ObjectType) : entry.ObjectType == StableDocument;

    private static bool IsLike(string? text, string pattern) => text is not null && IsLike([.. text.EnumerateRunes()], [.. pattern.EnumerateRunes()]);

    private static bool IsLike(ReadOnlySpan<Rune> text, ReadOnlySpan<Rune> pattern)
    {
        if (pattern.IsEmpty) return text.IsEmpty;
        if (pattern[0].Value == '%') return IsLike(text, pattern[1..]) || (!text.IsEmpty && IsLike(text[1..], pattern));
        return !text.IsEmpty && (pattern[0].Value == '_' || pattern[0] == text[0]) && IsLike(text[1..], pattern[1..]);
    }

    /// <summary>What a request says of its parameters.</summary>
    private sealed record Asked(AdhocQueryRequest Request)
    {
        public int Level => Values("$MetadataLevel").Contains("2") ? 2 : 1;

        public bool Has(string name) => Slots(name).Any();

        public IEnumerable<ValueList<string>> Slots(string name) => Request.Parameters.Where(p => p.Name == name).Select(p => p.Values);

        public HashSet<string> Values(string name) => Slots(name).SelectMany(values => values).ToHashSet();

        public bool Allows(string name, Code? code) => Allows(name, code?.ToQueryValue());

        public bool Allows(string name, string? value) => !Has(name) || (value is not null && Values(name).Contains(value));

        // A time is the earliest instant that it can mean; the lower bound belongs to the range, the upper one does not.
        public bool IsWithin(string name, Hl7Time? time)
        {
            var (from, to) = (Values($"{name}From").SingleOrDefault(), Values($"{name}To").SingleOrDefault());
            if (from is null && to is null) return true;
            return time is { } given && (from is null || string.CompareOrdinal(Padded(from), Padded(given.Text)) <= 0)
                && (to is null || string.CompareOrdinal(Padded(given.Text), Padded(to)) < 0);
        }

        private static string Padded(string time) => time + "00000101000000"[time.Length..];
    }
}
