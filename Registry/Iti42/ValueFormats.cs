using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>The forms that values must have (<c>ITI TF-3 4.2.3.1.7</c>), and their length. HL7 length limits are not enforced, as the standard demands.</summary>
internal static class ValueFormats
{
    private static readonly Form PatientIdForm = new("id^^^&OID&ISO", MetadataTypes.IsCx);
    private static readonly Form TimeForm = new("YYYY[MM[DD[hh[mm[ss]]]]] in UTC", text => new Hl7Time(text).IsValid);
    private static readonly Form OidForm = new("an OID of at most 64 characters", Oid.IsValid);
    private static readonly Form HashForm = new("40 hexadecimal digits (SHA-1)", text => text.Length == 40 && text.All(char.IsAsciiHexDigit));
    private static readonly Form SizeForm = new("a number of octets", text => text.Length is > 0 and < 19 && text.All(char.IsAsciiDigit));
    private static readonly Form LanguageForm = new("an RFC 5646 language tag", MetadataTypes.IsLanguage);
    private static readonly Form MimeForm = new("type/subtype", MetadataTypes.IsMimeType);
    private static readonly Form HomeForm = new("urn:oid: and an OID", Oid.IsValidUrn);
    private static readonly Form ReferenceForm = new("id^^^authority^type (CXi), as its type asks", MetadataTypes.IsCxi);
    private static readonly Form PatientInfoForm = new("PID-n|value, with CX in PID-3 and DTM in PID-7", MetadataTypes.IsPatientField);
    private static readonly Form PersonForm = new("an XCN with an id or a family name and, if any, the assigning authority &OID&ISO", MetadataTypes.IsXcn);
    private static readonly Form InstitutionForm = new("an XON: name^^^^^&OID&ISO^^^^id, or name^^^^^^^^^OID, or only the name", MetadataTypes.IsXon);
    private static readonly Form TelecommunicationForm = new("an XTN: ^^Internet^address, or ^type^equipment^^country^area^number^extension", MetadataTypes.IsXtn);
    private static readonly Form RecipientForm = new("organization|person|telecommunication (XON|XCN|XTN) with at least one of them", MetadataTypes.IsRecipient);
    private static readonly Form UriForm = new("a URI", MetadataTypes.IsUri);
    private static readonly Form FilledForm = new("a text that is not empty", text => !string.IsNullOrWhiteSpace(text));
    private static readonly Form AvailabilityForm = new("a documentAvailability URN", text => text is Vocabulary.Online or Vocabulary.Offline);

    private static readonly Attribute<RegistryObject>[] OfAny = [new("homeCommunityId", HomeForm, o => [o.HomeCommunityId])];

    private static readonly Attribute<DocumentEntry>[] OfEntry =
    [
        new("patientId", PatientIdForm, e => [e.PatientId?.Text]),
        new("uniqueId", FilledForm, e => [e.UniqueId]),
        new("sourcePatientId", PatientIdForm, e => [e.SourcePatientId?.Text]),
        new("creationTime", TimeForm, e => [e.CreationTime?.Text]),
        new("serviceStartTime", TimeForm, e => [e.ServiceStartTime?.Text]),
        new("serviceStopTime", TimeForm, e => [e.ServiceStopTime?.Text]),
        new("hash", HashForm, e => [e.Hash]),
        new("size", SizeForm, e => [e.Size]),
        new("languageCode", LanguageForm, e => [e.LanguageCode]),
        new("mimeType", MimeForm, e => [e.MimeType]),
        new("repositoryUniqueId", OidForm, e => [e.RepositoryUniqueId]),
        new("legalAuthenticator", PersonForm, e => [e.LegalAuthenticator]),
        new("referenceIdList", ReferenceForm, e => [.. e.ReferenceIds]),
        new("sourcePatientInfo", PatientInfoForm, e => [.. e.SourcePatientInfo]),
        new("URI", UriForm, e => [e.Uri]),
        new("documentAvailability", AvailabilityForm, e => [e.DocumentAvailability]),
    ];

    private static readonly Attribute<SubmissionSet>[] OfSubmissionSet =
    [
        new("patientId", PatientIdForm, s => [s.PatientId?.Text]),
        new("uniqueId", OidForm, s => [s.UniqueId]),
        new("sourceId", OidForm, s => [s.SourceId]),
        new("submissionTime", TimeForm, s => [s.SubmissionTime?.Text]),
        new("intendedRecipient", RecipientForm, s => [.. s.IntendedRecipients]),
    ];

    private static readonly Attribute<Folder>[] OfFolder =
    [
        new("patientId", PatientIdForm, f => [f.PatientId?.Text]),
        new("uniqueId", OidForm, f => [f.UniqueId]),
    ];

    private static readonly Attribute<Author>[] OfAuthor =
    [
        new("authorPerson", PersonForm, a => [a.Person]),
        new("authorInstitution", InstitutionForm, a => [.. a.Institutions]),
        new("authorRole", FilledForm, a => [.. a.Roles]),
        new("authorSpecialty", FilledForm, a => [.. a.Specialties]),
        new("authorTelecommunication", TelecommunicationForm, a => [.. a.Telecommunications]),
    ];

    public static IEnumerable<XdsError> Check(Submission submission, NodeProfile profile) =>
    [
        .. Wrong(submission.Objects, OfAny), .. Wrong(submission.Entries, OfEntry),
        .. Wrong(submission.SubmissionSets, OfSubmissionSet), .. Wrong(submission.Folders, OfFolder),
    ];

    public static IEnumerable<XdsError> Authors(Submission submission, NodeProfile profile)
    {
        foreach (var item in submission.PatientObjects)
        {
            foreach (var author in item is DocumentEntry entry ? entry.Authors : item is SubmissionSet set ? set.Authors : [])
            {
                if (author.Person is null && author.Institutions.Count == 0 && author.Telecommunications.Count == 0)
                    yield return Fault.Metadata(item, "author", "An author has at least one of authorPerson, authorInstitution and authorTelecommunication.");
                foreach (var fault in Wrong(item, author, OfAuthor)) yield return fault;
            }
        }
    }

    public static IEnumerable<XdsError> ServiceTimes(Submission submission, NodeProfile profile)
    {
        foreach (var entry in submission.Entries)
        {
            if (entry is not { ServiceStartTime: { IsValid: true, Text: var start }, ServiceStopTime: { IsValid: true, Text: var stop } }) continue;
            var common = Math.Min(start.Length, stop.Length);
            if (string.CompareOrdinal(start, 0, stop, 0, common) > 0)
                yield return Fault.Metadata(entry, "serviceStartTime", $"{start} is later than serviceStopTime {stop}.");
        }
    }

    public static IEnumerable<XdsError> PatientInfo(Submission submission, NodeProfile profile) =>
        from entry in submission.Entries
        from field in new[] { "PID-7", "PID-8" }
        where entry.SourcePatientInfo.Count(value => value.StartsWith(field + "|", StringComparison.Ordinal)) > 1
        select Fault.Metadata(entry, "sourcePatientInfo", $"{field} stands in more than one value.");

    private static IEnumerable<XdsError> Wrong<T>(IEnumerable<T> items, Attribute<T>[] attributes) where T : RegistryObject =>
        items.SelectMany(item => Wrong(item, item, attributes));

    private static IEnumerable<XdsError> Wrong<T>(RegistryObject item, T owner, Attribute<T>[] attributes)
    {
        foreach (var attribute in attributes)
        {
            foreach (var value in attribute.Values(owner))
            {
                if (value is null) continue;
                var fault = Lengths.Excess(value) ?? (attribute.Form.Fits(value) ? null : $"The value must be {attribute.Form.Name}.");
                if (fault is not null) yield return Fault.Metadata(item, attribute.Name, fault);
            }
        }
    }

    private sealed record Form(string Name, Func<string, bool> Fits);

    private sealed record Attribute<T>(string Name, Form Form, Func<T, string?[]> Values);
}
