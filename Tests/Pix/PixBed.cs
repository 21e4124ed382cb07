using IheNode.Core;
using IheNode.Pix;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>A PIX actor on a real database, with a registry that writes down what it is told.</summary>
public sealed class PixBed : IDisposable
{
    public const string AffinityOid = "2.999.1.1";
    public const string HospitalOid = "1.2.392.100495.20.3.51.12910000001";
    public const string ClinicOid = "1.2.392.100495.20.3.51.12910000002";
    public const string CardOid = "2.999.1.9";
    public const string SourceA = "TEST|TEST_HARNESS_A";
    public const string SourceB = "TEST|TEST_HARNESS_B";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ihenode-pix");
    private readonly OwnDatabase _own;

    public PixBed(TestDatabase database, bool issuesIds = true)
    {
        _own = database.Of(_folder.FullName);
        Profile = ProfileOf(issuesIds);
        Database = Database.Open(_own.Engine, typeof(PixActor).Assembly);
        Pix = Start();
    }

    public NodeProfile Profile { get; set; }

    public Database Database { get; private set; }

    public PixActor Pix { get; private set; }

    /// <summary>What the registry was told: <c>+id</c> for a new id, <c>old&gt;new</c> for a merge.</summary>
    public List<string> Registry { get; } = [];

    /// <summary>What the registry was told of links: <c>local: previous&gt;current</c>, and before it <c>subsumed&gt;</c> where local ids became one.</summary>
    public List<string> LinkChanges { get; } = [];

    /// <summary>What the registry says to the next feed; null = it accepts.</summary>
    public Func<PatientFeed, PatientFeedResponse>? RegistryAnswers { get; set; }

    /// <summary>A second actor on the same database, as after a restart.</summary>
    public PixActor Start() => new(
        Profile, Database,
        new(
        (feed, _, _) =>
        {
            var response = RegistryAnswers?.Invoke(feed) ?? new PatientFeedResponse();
            Registry.Add(feed.Subsumed is { } old ? $"{old.Id}>{feed.Patient.Ids[0].Id}" : $"+{feed.Patient.Ids[0].Id}");
            return Task.FromResult(response);
        },
        (change, _, _) =>
        {
            LinkChanges.Add($"{change.SubsumedLocal?.Id}{(change.SubsumedLocal is null ? "" : ">")}{change.Local.Id}: {change.Previous.Id}>{change.Current.Id}");
            return Task.FromResult(new LinkChangeResponse());
        }),
        TimeProvider.System);

    public void Restart()
    {
        Pix.Dispose();
        Pix = Start();
    }

    public Task<PatientFeedResponse> Send(PatientFeed feed) => Pix.Feed(feed, AnExchange(), CancellationToken.None);

    public Task<PatientFeedResponse> Add(Patient patient, string? source = null) => Send(new(PatientFeedEvent.Add, patient, null, source));

    public Task<PatientFeedResponse> Revise(Patient patient, string? source = null) => Send(new(PatientFeedEvent.Revise, patient, null, source));

    public Task<PatientFeedResponse> Merge(PatientId survivor, PatientId subsumed, string? source = null) =>
        Send(new(PatientFeedEvent.Merge, new Patient { Ids = [survivor] }, subsumed, source));

    public Task<PixQueryResponse> Ask(PatientId id, params string[] domains) =>
        Pix.Query(new PixQuery(id, domains.ToValueList()), AnExchange(), CancellationToken.None);

    public Task<PatientDemographicsQueryResponse> Find(PatientDemographicsQuery query) => Pix.FindPatients(query, AnExchange(), CancellationToken.None);

    /// <summary>The other ids of a person, <c>id@OID</c>.</summary>
    public async Task<string[]> IdsOf(PatientId id, params string[] domains) =>
        [.. (await Ask(id, domains)).Ids.Select(other => $"{other.Id}@{other.AssigningAuthority}")];

    public static PatientId Hospital(string id) => PatientId.Of(id, HospitalOid);

    public static PatientId Clinic(string id) => PatientId.Of(id, ClinicOid);

    public static PatientId Card(string id) => PatientId.Of(id, CardOid);

    public static PatientId Affinity(string id) => PatientId.Of(id, AffinityOid);

    /// <summary>Yamada Hanako, as her hospital writes her.</summary>
    public static Patient Hanako(params PatientId[] ids) => new()
    {
        Ids = ids.ToValueList(),
        Names = [new("山田", "花子", NameRepresentation.Ideographic), new("ヤマダ", "ハナコ", NameRepresentation.Phonetic), new("Yamada", "Hanako", NameRepresentation.Alphabetic)],
        BirthTime = new("19580312"),
        Gender = "F",
        Addresses = [new("立野南１丁目２番３号", "生駒郡三郷町", "奈良県", "636-0812", "JPN")],
        Telecoms = ["0745-12-3456"],
    };

    /// <summary>The same woman, as a clinic with an old system writes her.</summary>
    public static Patient HanakoAtClinic(params PatientId[] ids) => new()
    {
        Ids = ids.ToValueList(),
        Names = [new("ﾔﾏﾀﾞ", "ﾊﾅｺ")],
        BirthTime = new("19580312"),
        Gender = "F",
        Addresses = [new("奈良県生駒郡三郷町立野南1-2-3")],
    };

    public static Exchange AnExchange() => new() { MessageId = "1", Time = DateTimeOffset.UnixEpoch, Endpoint = "test" };

    public void Dispose()
    {
        Pix.Dispose();
        Database.Dispose();
        _own.Drop();
        _folder.Delete(recursive: true);
    }

    private static NodeProfile ProfileOf(bool issuesIds) => new()
    {
        Network = new() { Id = "yamato", NameJa = "やまと", NameEn = "Yamato", HomeCommunityId = "urn:oid:2.999.1" },
        RepositoryUniqueId = "2.999.1.2",
        DeviceId = "2.999.1.3",
        AffinityDomain = new() { AssigningAuthority = AffinityOid, Namespace = "YAMATO", IssuesIds = issuesIds },
        Facilities =
        [
            new() { Code = "2910000001", NameJa = "病院", NameEn = "Hospital", Kind = "hospital", AssigningAuthority = HospitalOid, FeedSources = ["HIS|HOSPITAL"] },
            new() { Code = "2910000002", NameJa = "医院", NameEn = "Clinic", Kind = "medical_clinic", AssigningAuthority = ClinicOid },
        ],
        AssigningAuthorities =
        [
            new() { Oid = CardOid, Namespace = "CARD" },
            new() { Oid = "2.16.840.1.113883.3.72.5.9.1", Namespace = "TEST" },
            new() { Oid = "2.16.840.1.113883.3.72.5.9.2", Namespace = "TEST_A", FeedSources = ["TEST_HARNESS_A"] },
            new() { Oid = "2.16.840.1.113883.3.72.5.9.3", Namespace = "TEST_B", FeedSources = ["TEST_HARNESS_B"] },
        ],
    };
}
