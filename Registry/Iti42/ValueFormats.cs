using System.Text.RegularExpressions;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>The forms that values must have (<c>ITI TF-3 4.2.3.1.7</c>). HL7 length limits are not enforced, as the standard demands.</summary>
internal static partial class ValueFormats
{
    private static readonly Form PatientIdForm = new("id^^^&OID&ISO", text => new PatientId(text).IsValid);
    private static readonly Form TimeForm = new("YYYY[MM[DD[hh[mm[ss]]]]] in UTC", text => new Hl7Time(text).IsValid);
    private static readonly Form OidForm = new("an OID of at most 64 characters", Oid.IsValid);
    private static readonly Form HashForm = new("40 hexadecimal digits (SHA-1)", text => text.Length == 40 && text.All(char.IsAsciiHexDigit));
    private static readonly Form SizeForm = new("a number of octets", text => text.Length is > 0 and < 19 && text.All(char.IsAsciiDigit));
    private static readonly Form LanguageForm = new("an RFC 5646 language tag", LanguageTag().IsMatch);
    private static readonly Form MimeForm = new("type/subtype", MimeType().IsMatch);
    private static readonly Form HomeForm = new("urn:oid: and an OID", Oid.IsValidUrn);
    private static readonly Form ReferenceForm = new("id^^^authority^type (CXi)", ReferenceId().IsMatch);
    private static readonly Form PatientInfoForm = new("PID-n|value", PatientInfo().IsMatch);
    private static readonly Form PersonForm = new("an XCN with an id or a family name", IsPerson);
    private static readonly Form RecipientForm = new("organization|person|telecommunication with at least one of them", text => text.Trim('|', ' ').Length > 0);
    private static readonly Form AvailabilityForm = new("a documentAvailability URN", text =>
        text is Vocabulary.Online or Vocabulary.Offline);

    private static readonly Attribute<RegistryObject>[] OfAny = [new("homeCommunityId", HomeForm, o => [o.HomeCommunityId])];

    private static readonly Attribute<DocumentEntry>[] OfEntry =
    [
        new("patientId", PatientIdForm, e => [e.PatientId?.Text]),
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
                if (author.Person is { } person && !IsPerson(person))
                    yield return Fault.Metadata(item, "authorPerson", $"The value must be {PersonForm.Name}.");
                if (author.Institutions.Any(i => i.Split('^')[0].Length == 0))
                    yield return Fault.Metadata(item, "authorInstitution", "An XON begins with the institution's name.");
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

    private static IEnumerable<XdsError> Wrong<T>(IEnumerable<T> items, Attribute<T>[] attributes) where T : RegistryObject =>
        from item in items
        from attribute in attributes
        from value in attribute.Values(item)
        where value is not null && !attribute.Form.Fits(value)
        select Fault.Metadata(item, attribute.Name, $"The value must be {attribute.Form.Name}.");

    private static bool IsPerson(string text) => text.Split('^') is [var id, .. var names] && (id.Length > 0 || names is [{ Length: > 0 }, ..]);

    [GeneratedRegex(@"^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\z", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();

    [GeneratedRegex(@"^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+( *;.*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex MimeType();

    [GeneratedRegex(@"^[^^]+\^\^\^[^^]*\^[^^]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ReferenceId();

    [GeneratedRegex(@"^PID-[0-9]+\|", RegexOptions.CultureInvariant)]
    private static partial Regex PatientInfo();

    private sealed record Form(string Name, Func<string, bool> Fits);

    private sealed record Attribute<T>(string Name, Form Form, Func<T, string?[]> Values);
}
