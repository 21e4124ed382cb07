using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>
/// Valid values of an invented Japanese network, each fresh: <c>A.DocumentEntry() with { … }</c> changes what a test is about.
/// Ids are symbolic (as a document source writes them), uniqueIds are new with every call.
/// </summary>
public static class A
{
    /// <summary>The affinity domain of <see cref="Profile"/>.</summary>
    public const string AffinityDomain = "1.2.392.100495.20.3.51.9";

    /// <summary>The repository of <see cref="Profile"/>.</summary>
    public const string Repository = "1.2.392.100495.20.3.51.8.1";

    /// <summary>The coding scheme of every code that <see cref="Code"/> makes.</summary>
    public const string Scheme = "1.2.392.100495.20.2.51";

    private static long _last = 1000;

    /// <summary>A patient id of the affinity domain; every test that gives no id speaks of the same patient.</summary>
    public static PatientId PatientId(string id = "0000012345") => Core.PatientId.Of(id, AffinityDomain);

    /// <summary>An OID that no other call gave.</summary>
    public static string UniqueId() => $"1.2.392.100495.20.3.51.7.{Interlocked.Increment(ref _last)}";

    /// <summary>A code of the sample scheme.</summary>
    public static Code Code(string value, string name) => new(value, Scheme, name);

    /// <summary>A document's author: a physician of a hospital.</summary>
    public static Author Author(string person = "D0001^佐藤^健一^^^^^^&1.2.392.100495.20.3.51.6&ISO") => new()
    {
        Person = person,
        Institutions = ["大和西和病院^^^^^&1.2.392.100495.20.3.51&ISO^^^^1310000001"],
        Roles = ["医師"],
        Specialties = ["内科"],
        Telecommunications = ["^NET^Internet^sato@example.jp"],
    };

    /// <summary>A stable entry as the repository sends it to the registry (hash, size and repositoryUniqueId filled): a discharge summary.</summary>
    public static DocumentEntry DocumentEntry(PatientId? patient = null)
    {
        var uniqueId = UniqueId();
        return new()
        {
            Id = $"Document{uniqueId}",
            PatientId = patient ?? PatientId(),
            UniqueId = uniqueId,
            Title = [new("退院時サマリー", "ja-JP", "UTF-8")],
            Comments = [new("経過は良好", "ja-JP", "UTF-8")],
            Authors = [Author()],
            ClassCode = Code("SUM", "サマリー"),
            TypeCode = new("18842-5", "2.16.840.1.113883.6.1", "退院時サマリー"),
            FormatCode = new("urn:ihe:pcc:xds-ms:2007", "1.3.6.1.4.1.19376.1.2.3", "診療サマリー"),
            ConfidentialityCodes = [new("N", "2.16.840.1.113883.5.25", "通常")],
            EventCodes = [],
            HealthcareFacilityTypeCode = Code("HOSP", "病院"),
            PracticeSettingCode = Code("01", "内科"),
            CreationTime = new("20250401093000"),
            ServiceStartTime = new("20250320"),
            ServiceStopTime = new("20250331"),
            LanguageCode = "ja-JP",
            MimeType = "text/xml",
            Hash = "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            Size = "0",
            RepositoryUniqueId = Repository,
            SourcePatientId = Core.PatientId.Of("M-778", "1.2.392.100495.20.3.51.1.1310000001"),
            SourcePatientInfo = ["PID-3|M-778^^^&1.2.392.100495.20.3.51.1.1310000001&ISO", "PID-5|山田^花子^^^^^L^I", "PID-7|19560527", "PID-8|F"],
        };
    }

    /// <summary>An on-demand entry as its source sends it to the registry (ITI-61).</summary>
    public static DocumentEntry OnDemandEntry(PatientId? patient = null) =>
        DocumentEntry(patient) with { ObjectType = Vocabulary.OnDemandDocument, CreationTime = null, Hash = null, Size = null };

    /// <summary>A submission set without members.</summary>
    public static SubmissionSet SubmissionSet(PatientId? patient = null)
    {
        var uniqueId = UniqueId();
        return new()
        {
            Id = $"SubmissionSet{uniqueId}",
            PatientId = patient ?? PatientId(),
            UniqueId = uniqueId,
            SourceId = "1.2.392.100495.20.3.51.5",
            SubmissionTime = new("20250401100000"),
            ContentTypeCode = Code("REF", "紹介"),
            Title = [new("退院に伴う提供", "ja-JP", "UTF-8")],
            Authors = [Author()],
        };
    }

    /// <summary>A folder without members.</summary>
    public static Folder Folder(PatientId? patient = null)
    {
        var uniqueId = UniqueId();
        return new()
        {
            Id = $"Folder{uniqueId}",
            PatientId = patient ?? PatientId(),
            UniqueId = uniqueId,
            Title = [new("糖尿病連携", "ja-JP", "UTF-8")],
            Codes = [Code("DM", "糖尿病連携パス")],
        };
    }

    /// <summary>Membership of a new document or folder in its submission set, or of an entry in a folder.</summary>
    public static Association HasMember(RegistryObject source, RegistryObject target) => new()
    {
        Id = $"Association{UniqueId()}",
        Type = Vocabulary.HasMember,
        SourceId = source.Id,
        TargetId = target.Id,
        SubmissionSetStatus = source is SubmissionSet && target is DocumentEntry ? "Original" : null,
    };

    /// <summary>A relationship between entries; its target may be the entryUUID of a registered one.</summary>
    public static Association Relationship(string type, DocumentEntry source, string targetId) => new()
    {
        Id = $"Association{UniqueId()}",
        Type = type,
        SourceId = source.Id,
        TargetId = targetId,
    };

    /// <summary>
    /// A complete submission: a new set of the first object's patient, these objects, and the set's membership of every entry, folder and folder membership among them.
    /// Without objects it submits one <see cref="DocumentEntry"/>.
    /// </summary>
    public static SubmitObjectsRequest Submission(params RegistryObject[] objects)
    {
        if (objects.Length == 0) objects = [DocumentEntry()];
        var set = objects.OfType<SubmissionSet>().FirstOrDefault()
            ?? SubmissionSet(objects.OfType<PatientObject>().FirstOrDefault()?.PatientId);
        var others = objects.Where(o => !ReferenceEquals(o, set));
        var members = others.Where(o => o is Core.DocumentEntry or Core.Folder || IsFolderMembership(o, objects)).Select(o => HasMember(set, o));
        return new(new([set, .. others, .. members]));
    }

    /// <summary>An exchange for handlers that are called directly.</summary>
    public static Exchange Exchange() => new()
    {
        MessageId = EntryUuid.From(Guid.NewGuid()),
        Time = new DateTimeOffset(2025, 4, 1, 1, 0, 0, TimeSpan.Zero),
        Endpoint = "http://localhost/test",
    };

    /// <summary>A profile in which every code is accepted.</summary>
    public static NodeProfile Profile() => new()
    {
        Network = new() { Id = "test", NameJa = "試験ネットワーク", NameEn = "Test Network", HomeCommunityId = "urn:oid:2.999.51" },
        RepositoryUniqueId = Repository,
        DeviceId = "2.999.51.1",
        AffinityDomain = new() { AssigningAuthority = AffinityDomain, Namespace = "TESTAD" },
    };

    private static bool IsFolderMembership(RegistryObject candidate, RegistryObject[] objects) =>
        candidate is Association { Type: Vocabulary.HasMember } member && objects.OfType<SubmissionSet>().All(s => s.Id != member.SourceId);
}
