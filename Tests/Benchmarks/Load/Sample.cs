using IheNode.Core;

namespace IheNode.Benchmarks;

/// <summary>Patients and submissions of the connectathon domain, with as much metadata as a Japanese hospital sends.</summary>
internal static class Sample
{
    /// <summary>Assigning authority of the affinity domain of <c>profiles/connectathon.json</c>.</summary>
    public const string AffinityDomain = "1.3.6.1.4.1.21367.13.20.1000";

    /// <summary>The repository of <c>profiles/connectathon.json</c>.</summary>
    public const string Repository = "2.999.100.1.3";

    private const string Loinc = "2.16.840.1.113883.6.1";
    private const string Snomed = "2.16.840.1.113883.6.96";

    /// <summary>The id of the n-th patient.</summary>
    public static PatientId Patient(int n) => PatientId.Of($"LOAD{n:D6}", AffinityDomain);

    /// <summary>The feed that makes the n-th patient known.</summary>
    public static PatientFeed Feed(int n) => new(
        PatientFeedEvent.Add,
        new Patient
        {
            Ids = [Patient(n)],
            Names = [new PersonName("山田", $"花子{n}", NameRepresentation.Ideographic, Type: "L"), new PersonName("ヤマダ", $"ハナコ{n}", NameRepresentation.Phonetic, Type: "L")],
            BirthTime = new Hl7Time("19560527"),
            Gender = "F",
        })
    { Trigger = "A04" };

    /// <summary>A submission of documents, whose uniqueIds are the prefix, their place and the serial.</summary>
    public static ProvideAndRegisterDocumentSetRequest Submission(PatientId patient, string serial, IReadOnlyList<Content> documents)
    {
        var set = new SubmissionSet
        {
            Id = "SubmissionSet01",
            PatientId = patient,
            UniqueId = UniqueId(0, serial),
            SourceId = "2.999.100.7",
            SubmissionTime = new("20261122090000"),
            ContentTypeCode = new("225728007", Snomed, "Accident and Emergency department"),
            Title = [new("退院に伴う提供", "ja-JP", "UTF-8")],
            Authors = [Author],
        };
        var entries = documents.Select((_, index) => Entry(patient, index + 1, serial)).ToList();
        var members = entries.Select((entry, index) => new Association
        {
            Id = $"Membership{index + 1:D2}",
            Type = Vocabulary.HasMember,
            SourceId = set.Id,
            TargetId = entry.Id,
            SubmissionSetStatus = "Original",
        });
        ValueList<RegistryObject> objects = [set, .. entries, .. members];
        return new(
            new SubmitObjectsRequest(new RegistryObjectList(objects)), [.. documents.Select((document, index) => new AttachedDocument(entries[index].Id, document))]);
    }

    /// <summary>uniqueId of the document at a one-based place of a submission.</summary>
    public static string UniqueId(int place, string serial) => $"2.999.100.8.{place}.{serial}";

    private static Author Author => new()
    {
        Person = "D0001^佐藤^健一^^^^^^&2.999.100.6&ISO",
        Institutions = ["大和西和病院^^^^^&2.999.100.5&ISO^^^^1310000001"],
        Roles = ["医師"],
        Specialties = ["内科"],
        Telecommunications = ["^NET^Internet^sato@example.jp"],
    };

    /// <summary>A discharge summary's entry.</summary>
    public static DocumentEntry Entry(PatientId patient, int place, string serial) => new()
    {
        Id = $"Document{place:D2}",
        PatientId = patient,
        UniqueId = UniqueId(place, serial),
        Title = [new("退院時サマリー", "ja-JP", "UTF-8")],
        Comments = [new("経過は良好", "ja-JP", "UTF-8")],
        Authors = [Author],
        ClassCode = new("SUMMARIES", "1.3.6.1.4.1.19376.1.2.6.1", "Summaries"),
        TypeCode = new("18842-5", Loinc, "Discharge summary"),
        FormatCode = new("urn:ihe:pcc:xds-ms:2007", "1.3.6.1.4.1.19376.1.2.3", "PCC XDS-MS"),
        ConfidentialityCodes = [new("N", "2.16.840.1.113883.5.25", "normal")],
        HealthcareFacilityTypeCode = new("22232009", Snomed, "Hospital"),
        PracticeSettingCode = new("309927009", Snomed, "General medical department (environment)"),
        CreationTime = new("20260401093000"),
        ServiceStartTime = new("20260320"),
        ServiceStopTime = new("20260331"),
        LanguageCode = "ja-JP",
        MimeType = "text/plain",
        SourcePatientId = PatientId.Of("M-778", "1.2.392.100495.20.3.51.1.1310000001"),
        SourcePatientInfo = ["PID-3|M-778^^^&1.2.392.100495.20.3.51.1.1310000001&ISO", "PID-5|山田^花子^^^^^L^I", "PID-7|19560527", "PID-8|F"],
    };
}
