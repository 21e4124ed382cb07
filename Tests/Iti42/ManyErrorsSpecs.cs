using System.Xml.Linq;
using IheNode.Core;
using static IheNode.Core.Vocabulary;

namespace IheNode.Tests;

/// <summary>One submission that breaks nearly every rule at once, over the wire: every error is reported, with code, object and attribute, and nothing is stored.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class ManyErrorsSpecs(TestDatabase database)
{
    private const string Metadata = XdsErrorCode.RegistryMetadataError;
    private TestNode _node = null!;
    private PatientId _patient;

    [SetUp]
    public async Task Start()
    {
        _node = await TestNode.StartAsync(database);
        _patient = await KnownAsync("IHE-4200");
    }

    [TearDown]
    public async Task Stop() => await _node.DisposeAsync();

    [Test, Spec("ITI TF-2 3.42.4.1.3"), Spec("ITI TF-2 3.42.4.1.3.1"), Spec("ITI TF-3 4.2.4.1"), Spec("ITI TF-2 3.42.5.1.2")]
    public async Task All_errors_of_a_submission_are_reported_at_once()
    {
        var other = await KnownAsync("IHE-4201");
        var registered = await RegisterAsync(_patient);
        var foreign = await RegisterAsync(other);
        var deprecated = await RegisterAsync(_patient);
        await RegisterAsync(_patient, entry => A.Relationship(Replace, entry, deprecated.Entry.Id));
        var before = await AllAsync();

        var (form, expected) = Broken(registered, foreign.Entry.Id, deprecated.Entry.Id, PatientId.Of("IHE-4299", _patient.AssigningAuthority));
        using var soap = new RawSoap(_node.Http);
        var answer = await soap.PostAsync("/xds/registry", "urn:ihe:iti:2007:RegisterDocumentSet-b", form.Message);
        var errors = answer.Body!.Descendants(EbrimNames.Rs + "RegistryError").ToList();
        Assert.Multiple(async () =>
        {
            Assert.That((string?)answer.Body.Attribute("status"), Is.EqualTo("urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure"));
            Assert.That((string?)answer.Body.Element(EbrimNames.Rs + "RegistryErrorList")!.Attribute("highestSeverity"), Does.EndWith(":Error"));
            Assert.That(errors.Select(Told), Is.EquivalentTo(expected));
            Assert.That(errors.Select(e => e.IsEmpty || e.Value.Length == 0), Is.All.True, "the body of an error is empty");
            Assert.That(await AllAsync(), Is.EqualTo(before));
            Assert.That((await LastRecordAsync())?.Attribute("EventOutcomeIndicator")?.Value, Is.EqualTo("8"));
        });
    }

    // What the errors are to say, as "code location attribute".
    private static (SubmissionForm Form, List<string> Expected) Broken(
        (DocumentEntry Entry, SubmissionSet Set) registered, string foreign, string deprecated, PatientId stranger)
    {
        var (entry, set) = registered;
        var nobody = EntryUuid.From(Guid.NewGuid());
        var bare = new DocumentEntry { Id = "bare" };
        var malformed = entry with
        {
            Id = "malformed", UniqueId = A.UniqueId(), CreationTime = new("20251301"), LanguageCode = "ja_JP", RepositoryUniqueId = "1", Hash = "x", Size = "-1", SourcePatientId = new("1"),
            LegalAuthenticator = "^^x", ReferenceIds = ["1"], SourcePatientInfo = ["x"], Uri = "a b", HomeCommunityId = "1.2", ServiceStartTime = new("2025"), ServiceStopTime = new("2024"),
            Title = [new(new string('x', 128))], MimeType = "text", ClassCode = new("NOBODY", "1.2", "x"), TypeCode = entry.TypeCode! with { DisplayName = null },
            Authors = [new() { Roles = ["r"] }, new() { Person = "^^x", Institutions = ["^x"], Telecommunications = ["x"] }],
            ExtraSlots = [new("mySlot", ["x"])], LimitedMetadata = true, DocumentAvailability = "urn:x", LogicalId = nobody,
        };
        var known = entry with { Id = entry.Id, UniqueId = A.UniqueId(), ObjectType = OnDemandDocument };
        var changed = entry with { Id = "changed", Hash = new string('0', 40), Size = "99999" };
        var unknown = entry with { Id = "unknown", UniqueId = A.UniqueId(), PatientId = stranger };
        var twin = entry with { Id = "twin", UniqueId = malformed.UniqueId };
        var loose = new Folder { Id = "loose", PatientId = entry.PatientId, UniqueId = set.UniqueId, Codes = [entry.ClassCode!], Title = [new("t")] };
        var newSet = set with { Id = "set", SubmissionTime = null, IntendedRecipients = ["||"] };
        Association Of(string id, string type, string source, string target) => new() { Id = id, Type = type, SourceId = source, TargetId = target };
        ValueList<RegistryObject> objects =
        [
            newSet, bare, malformed, known, changed, unknown, twin, loose,
            .. new[] { "bare", "malformed", entry.Id, "changed", "unknown", "twin" }.Select((id, i) => Of($"in{i}", HasMember, "set", id) with { SubmissionSetStatus = "Original" }),
            Of("a1", Replace, "changed", nobody), Of("a2", Replace, "changed", "twin"), Of("a3", Append, "changed", foreign), Of("a4", Append, "changed", deprecated),
            Of("a5", Append, nobody, "twin"), Of("a6", "urn:x", "changed", "twin"), Of("a7", UpdateAvailabilityStatus, "set", entry.Id), Of("a8", HasMember, "loose", foreign),
            Of("a9", IsSnapshotOf, "changed", deprecated), Of("a10", HasMember, "bare", "twin"),
        ];
        var form = SubmissionForm.Of(new(new(objects)));
        var first = form.Objects.Elements(EbrimNames.Rim + "ExtrinsicObject").Single(e => (string?)e.Attribute("id") == "twin");
        first.AddFirst(SubmissionForm.Slot("creationTime", "2004"));
        first.Add(new XElement(EbrimNames.Rim + "ExternalLink"));
        first.Add(new XElement(EbrimNames.Rim + "Classification", new XAttribute("classifiedObject", "twin"), new XAttribute("classificationScheme", SubmissionSetSchemes.Author)));
        form.Objects.Add(new XElement(EbrimNames.Rim + "RegistryPackage", new XAttribute("id", "nothing")));
        return (form,
        [
            $"{Metadata} twin creationTime", $"{XdsErrorCode.ExtraMetadataNotSaved} twin ExternalLink", $"{Metadata} twin Classification", $"{Metadata} nothing Classification",
            .. new[]
            {
                "classCode", "confidentialityCode", "creationTime", "formatCode", "hash", "healthcareFacilityTypeCode", "languageCode", "mimeType", "patientId", "practiceSettingCode",
                "repositoryUniqueId", "size", "sourcePatientId", "typeCode", "uniqueId",
            }.Select(attribute => $"{Metadata} bare {attribute}"),
            .. new[]
            {
                "creationTime", "languageCode", "repositoryUniqueId", "hash", "size", "sourcePatientId", "legalAuthenticator", "referenceIdList", "sourcePatientInfo", "URI",
                "homeCommunityId", "serviceStartTime", "title", "mimeType", "mimeType", "classCode", "typeCode", "author", "authorPerson", "authorInstitution", "authorTelecommunication",
                "Slot mySlot", "limitedMetadata", "documentAvailability", "logicalID",
            }.Select(attribute => $"{Metadata} malformed {attribute}"),
            $"{Metadata} {entry.Id} objectType", $"{Metadata} {entry.Id} entryUUID",
            $"{XdsErrorCode.NonIdenticalHash} changed hash", $"{XdsErrorCode.NonIdenticalSize} changed size",
            $"{XdsErrorCode.PatientIdDoesNotMatch} unknown patientId", $"{XdsErrorCode.UnknownPatientId} unknown patientId",
            $"{XdsErrorCode.RegistryDuplicateUniqueIdInMessage} twin uniqueId", $"{XdsErrorCode.RegistryDuplicateUniqueIdInMessage} loose uniqueId",
            $"{Metadata} loose HasMember", $"{Metadata} loose codeList", $"{XdsErrorCode.DuplicateUniqueIdInRegistry} loose uniqueId", $"{XdsErrorCode.DuplicateUniqueIdInRegistry} set uniqueId",
            $"{Metadata} set submissionTime", $"{Metadata} set intendedRecipient",
            $"{XdsErrorCode.UnresolvedReference} a1 targetObject", $"{XdsErrorCode.UnresolvedReference} a2 targetObject", $"{XdsErrorCode.PatientIdDoesNotMatch} a3 targetObject",
            $"{XdsErrorCode.RegistryDeprecatedDocumentError} a4 targetObject", $"{XdsErrorCode.UnresolvedReference} a5 sourceObject", $"{Metadata} a6 associationType",
            $"{Metadata} a7 associationType", $"{XdsErrorCode.PatientIdDoesNotMatch} a8 targetObject", $"{Metadata} a8 HasMember",
            $"{Metadata} a9 targetObject", $"{XdsErrorCode.RegistryDeprecatedDocumentError} a9 targetObject", $"{Metadata} a10 sourceObject", $"{Metadata} a10 HasMember",
        ]);
    }

    private static string Told(XElement error)
    {
        var context = (string?)error.Attribute("codeContext") ?? "";
        var attribute = context.Contains(", ", StringComparison.Ordinal) ? context[(context.IndexOf(", ", StringComparison.Ordinal) + 2)..].Split(": ")[0] : context;
        return $"{(string?)error.Attribute("errorCode")} {(string?)error.Attribute("location")} {attribute}";
    }

    private async Task<PatientId> KnownAsync(string id)
    {
        var patient = PatientId.Of(id, _node.Profile.AffinityDomain.AssigningAuthority);
        await _node.FeedAsync(new Patient { Ids = [patient] });
        return patient;
    }

    private async Task<(DocumentEntry Entry, SubmissionSet Set)> RegisterAsync(PatientId patient, Func<DocumentEntry, Association>? further = null)
    {
        var objects = Connectathon.Submission(_node, patient, [1, 2, 3]).Submission.Objects.Objects.Select(item => item is DocumentEntry entry
            ? entry with { Id = EntryUuid.From(Guid.NewGuid()), RepositoryUniqueId = _node.Profile.RepositoryUniqueId, Hash = new string('a', 40), Size = "3" }
            : item).ToList();
        var submitted = objects.OfType<DocumentEntry>().Single();
        objects = [.. objects.Select(item => item is Association { Type: HasMember } member ? member with { TargetId = submitted.Id } : item)];
        if (further is not null) objects.Add(further(submitted));
        Assert.That(await _node.AskAsync(Iti42.Contract, new(new(objects.ToValueList())), "/xds/registry"), Is.EqualTo(RegistryResponse.Success));
        return (submitted, objects.OfType<SubmissionSet>().Single());
    }

    private async Task<RegistryObjectList> AllAsync()
    {
        var answer = await _node.AskAsync(Iti18.Contract, new(StoredQueryIds.GetAll, ReturnType.LeafClass,
        [
            new("$patientId", [_patient.Text]), new("$XDSDocumentEntryStatus", [Approved, Deprecated]),
            new("$XDSSubmissionSetStatus", [Approved]), new("$XDSFolderStatus", [Approved]),
        ]), "/xds/registry");
        Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Success));
        return answer.Objects;
    }

    private async Task<XElement?> LastRecordAsync()
    {
        XElement? last = null;
        await foreach (var entry in Platform.AuditTrail.ReadFolderAsync(_node.DataFolder, CancellationToken.None))
        {
            var told = XElement.Parse(entry.Message).Element("EventIdentification")!;
            if (told.Elements("EventTypeCode").Any(code => (string?)code.Attribute("csd-code") == "ITI-42")) last = told;
        }
        return last;
    }
}
