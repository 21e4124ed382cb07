using IheNode.Core;
using IheNode.Registry;

namespace IheNode.Tests;

/// <summary>
/// A registry with contents drawn by lot: submissions of every kind for several patients, merges of patients, and then what Metadata Update leaves behind:
/// versions, entries that are offline, associations and folders that are deprecated.
/// </summary>
internal sealed class RandomRegistry(TestRegistry registry, Random random) : IDisposable
{
    private const int Submissions = 30;

    /// <summary>Codes that any coded attribute may have.</summary>
    public static readonly Code[] Codes = [A.Code("a", "a"), A.Code("b", "b"), A.Code("c", "c"), new("a", "1.2.3", "a of another scheme"), new("o'b", "1.2.3", "with a quote")];

    /// <summary>Times of every precision, several of them the same instant.</summary>
    public static readonly string[] Times =
        ["2024", "202401", "20240101", "2024061512", "202406151230", "20240615123000", "20240615123001", "20241231235959", "2025", "20250401030000"];

    /// <summary>Persons, some of whom a pattern may take for another.</summary>
    public static readonly string[] Persons = ["D1^佐藤^健一", "D2^Sato^Ken", "d2^sato^ken", "D3^𠮷田^太郎", "D4^O'Brien^[x]*?", "D5^100%^a_b"];

    /// <summary>Reference ids.</summary>
    public static readonly string[] ReferenceIds =
        ["A-1^^^&1.2.3&ISO^urn:ihe:iti:xds:2013:accession", "A-2^^^&1.2.3&ISO^urn:ihe:iti:xds:2013:accession", "A-1^^^&1.2.4&ISO^urn:ihe:iti:xds:2013:order"];

    private static readonly string[] Relationships =
        [Vocabulary.Replace, Vocabulary.Append, Vocabulary.Transform, Vocabulary.TransformAndReplace, Vocabulary.Signs];

    private readonly List<PatientId> _patients = [.. Enumerable.Range(0, 5).Select(n => A.PatientId($"P{n}"))];

    /// <summary>The registry.</summary>
    public TestRegistry Registry => registry;

    /// <summary>The patients that were not merged into another.</summary>
    public IReadOnlyList<PatientId> Patients => _patients;

    /// <summary>Patients that were merged into another, and one who was never heard of.</summary>
    public List<PatientId> OtherPatients { get; } = [A.PatientId("nobody")];

    /// <summary>All that is registered, as the registry shows it.</summary>
    public NaiveRegistry Contents { get; private set; } = new([]);

    public static async Task<RandomRegistry> FillAsync(TestDatabase database, Random random)
    {
        var filled = new RandomRegistry(new TestRegistry(database), random);
        foreach (var patient in filled._patients) await filled.Registry.AddPatientAsync(patient);
        var accepted = 0;
        for (var n = 0; n < Submissions; n++)
        {
            filled.Registry.Clock.Now += TimeSpan.FromSeconds(random.Next(3));
            if (n % 5 == 4) await filled.ReadAsync();
            if (n % 10 == 9) await filled.MergeAsync();
            if ((await filled.SubmitAsync()).Status == ResponseStatus.Success) accepted++;
        }

        Assert.That(accepted, Is.GreaterThan(Submissions / 2), "submissions drawn by lot are seldom refused");
        await filled.ReadAsync();
        await filled.UpdateAsync();
        await filled.ReadAsync();
        return filled;
    }

    public void Dispose() => registry.Dispose();

    // What GetAll leaves out or adds, the other queries show to be wrong, since each must give what stands here and nothing else.
    private async Task ReadAsync()
    {
        string[] statuses = [Vocabulary.Approved, Vocabulary.Deprecated];
        var all = new List<RegistryObject>();
        foreach (var patient in _patients)
        {
            var answer = await registry.QueryAsync(
                "GetAll",
                ("$patientId", [patient.Text]), ("$XDSDocumentEntryStatus", statuses), ("$XDSSubmissionSetStatus", statuses), ("$XDSFolderStatus", statuses),
                ("$XDSDocumentEntryType", [Vocabulary.StableDocument, Vocabulary.OnDemandDocument]), ("$MetadataLevel", ["2"]));
            Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Success), answer.Errors.ToString());
            all.AddRange(answer.Objects.Objects);
        }

        Contents = new([.. all.DistinctBy(o => o.Id)]);
    }

    private Task<RegistryResponse> SubmitAsync()
    {
        var patient = Pick(_patients);
        var known = Contents.Entries.Where(e => e.PatientId == patient && e.AvailabilityStatus == Vocabulary.Approved).ToList();
        var objects = new List<RegistryObject> { Set(patient) };
        var entries = Enumerable.Range(0, random.Next(4)).Select(_ => Entry(patient, known)).ToList();
        objects.AddRange(entries);
        if (Chance(3)) objects.Add(A.Folder(patient) with { Codes = Some(Codes) });
        foreach (var folder in objects.OfType<Folder>().ToList()) objects.AddRange(entries.Where(_ => Chance(2)).Select(e => A.HasMember(folder, e)));
        if (known.Count > 0 && entries.Count > 0 && Chance(2)) objects.Add(A.Relationship(Pick(Relationships), entries[0], Pick(known).Id));
        var folders = Contents.Folders.Where(f => f.PatientId == patient && f.AvailabilityStatus == Vocabulary.Approved).ToList();
        if (folders.Count > 0 && known.Count > 0 && Chance(3)) objects.Add(A.HasMember(Pick(folders), Pick(known)));
        var referred = Contents.Entries.Where(e => e.AvailabilityStatus == Vocabulary.Approved).ToList();
        if (referred.Count > 0 && Chance(3)) objects.Add(A.HasMember(objects[0], Pick(referred)) with { SubmissionSetStatus = Vocabulary.Reference });
        return registry.RegisterAsync([.. objects]);
    }

    private SubmissionSet Set(PatientId patient) => A.SubmissionSet(patient) with
    {
        SubmissionTime = new(Pick(Times)), ContentTypeCode = Pick(Codes), Authors = Some(Persons).Select(A.Author).ToValueList(), SourceId = $"1.2.3.{random.Next(3)}",
    };

    private DocumentEntry Entry(PatientId patient, List<DocumentEntry> known)
    {
        var entry = A.DocumentEntry(patient) with
        {
            ClassCode = Pick(Codes),
            TypeCode = Pick(Codes),
            PracticeSettingCode = Pick(Codes),
            HealthcareFacilityTypeCode = Pick(Codes),
            FormatCode = Pick(Codes),
            EventCodes = Some(Codes),
            ConfidentialityCodes = [Pick(Codes), .. Some(Codes)],
            CreationTime = new(Pick(Times)),
            ServiceStartTime = Chance(3) ? null : new(Pick(Times)),
            ServiceStopTime = null,
            Authors = Some(Persons).Select(A.Author).ToValueList(),
            ReferenceIds = Some(ReferenceIds),
        };
        // A stop before its start would be refused.
        if (Chance(2)) entry = entry with { ServiceStopTime = new("2026") };
        else if (entry.ServiceStartTime is null && Chance(2)) entry = entry with { ServiceStopTime = new(Pick(Times)) };
        return known.Count > 0 && Chance(5) ? entry with { UniqueId = Pick(known).UniqueId } : entry;
    }

    private async Task MergeAsync()
    {
        var (subsumed, survivor) = (Pick(_patients), Pick(_patients));
        if (subsumed == survivor) return;
        Assert.That((await registry.MergeAsync(subsumed, survivor)).Errors, Is.Empty);
        _patients.Remove(subsumed);
        OtherPatients.Add(subsumed);
        await ReadAsync();
    }

    // Written to the rows themselves, so that states come about that take many updates in life.
    private async Task UpdateAsync()
    {
        foreach (var patient in Contents.Entries.GroupBy(e => e.PatientId)) await MakeVersionsAsync("registry_document_entry", [.. patient]);
        foreach (var patient in Contents.Folders.GroupBy(f => f.PatientId)) await MakeVersionsAsync("registry_folder", [.. patient]);
        foreach (var entry in Contents.Entries.Where(_ => Chance(4)))
            await WriteAsync("registry_document_entry", "availability = @value", entry, Pick([Vocabulary.Online, Vocabulary.Offline]));
        foreach (var entry in Contents.Entries.Where(_ => Chance(4)))
        {
            var onDemand = entry with { ObjectType = Vocabulary.OnDemandDocument, CreationTime = null, Hash = null, Size = null };
            await WriteAsync("registry_document_entry", "on_demand = 1, creation_time = null, body = @value", entry, ObjectBody.Encode(onDemand));
        }

        foreach (var association in Contents.Associations.Where(_ => Chance(6))) await WriteAsync("registry_association", "status = @value", association, 2L);
        foreach (var folder in Contents.Folders.Where(_ => Chance(4))) await WriteAsync("registry_folder", "status = @value", folder, 2L);
    }

    private async Task MakeVersionsAsync(string table, RegistryObject[] objects)
    {
        if (objects.Length < 3) return;
        random.Shuffle(objects);
        var (first, second, third) = (objects[0], objects[1], objects[2]);
        await WriteAsync(table, "latest = 0, status = 2, version = @value", first, 1L);
        await WriteAsync(table, "latest = 0, status = 2, version = 2, logical_id = @value", second, RegistryStore.UuidBytes(first.Id));
        await WriteAsync(table, "latest = 1, version = 3, logical_id = @value", third, RegistryStore.UuidBytes(first.Id));
    }

    private Task WriteAsync(string table, string change, RegistryObject of, object value) => registry.Database.ChangeAsync(table, change, of.Id, value);

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    private ValueList<T> Some<T>(IReadOnlyList<T> items) => items.Where(_ => Chance(3)).ToValueList();
}
