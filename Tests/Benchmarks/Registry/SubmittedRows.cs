using IheNode.Core;
using IheNode.Platform;
using IheNode.Registry;

namespace IheNode.Benchmarks;

/// <summary>A registry with patients, submissions for it, and the rows that such a submission becomes.</summary>
internal sealed class SubmittedRows : IDisposable
{
    private const int Patients = 1000;

    // Numbers of patients whom the registry does not know, so that bare rows meet none of its own.
    private const long BarePatients = 1L << 30;

    private readonly Database _database;
    private readonly RegistryActor _registry;
    private long _bare;

    private SubmittedRows(Database database, RegistryActor registry) => (_database, _registry) = (database, registry);

    public static async Task<SubmittedRows> OpenAsync(DatabaseEngine engine, CancellationToken cancellation)
    {
        var database = Database.Open(engine, typeof(RegistryActor).Assembly);
        var profile = ProfileReader.Read(Path.Combine(AppContext.BaseDirectory, "profiles", "connectathon.json"), new Dictionary<string, string>(), []);
        var registry = new RegistryActor(profile, database, TimeProvider.System);
        for (var patient = 0; patient < Patients; patient++)
            await registry.PatientFeed(Sample.Feed(patient), Exchange(), cancellation).ConfigureAwait(false);
        return new(database, registry);
    }

    /// <summary>Submits one set with one entry to the registry.</summary>
    public async Task SubmitAsync()
    {
        var answer = await _registry.RegisterDocumentSet(new(new(Objects())), Exchange(), CancellationToken.None).ConfigureAwait(false);
        if (answer.Status != ResponseStatus.Success) throw new InvalidOperationException(string.Join('\n', answer.Errors));
    }

    /// <summary>The statements and values of one such submission's rows.</summary>
    public IReadOnlyList<(Statement Statement, SqlValue[] Values)> Next()
    {
        var submission = Interlocked.Increment(ref _bare);
        var patient = BarePatients + (submission % Patients);
        var number = ObjectNumber.Of(patient, submission / Patients * 3);
        var now = DateTimeOffset.UtcNow;
        var objects = Objects().Select(o => o with { Id = EntryUuid.From(Guid.CreateVersion7(now)) }).ToArray();
        var (set, entry, membership) = ((SubmissionSet)objects[0], (DocumentEntry)objects[1], (Association)objects[2] with { SourceId = objects[0].Id, TargetId = objects[1].Id });
        return
        [
            (RegistryInserts.Objects.Of(3),
            [
                RegistryStore.UuidBytes(set.Id), number, 2, RegistryStore.UuidBytes(entry.Id), number + 1, 1, RegistryStore.UuidBytes(membership.Id), number + 2, 4,
            ]),
            (RegistryInserts.UniqueIds.Of(2), [set.UniqueId, number, 2, 1, entry.UniqueId, number + 1, 1, 0]),
            (RegistryInserts.SubmissionSet.Of(1),
            [
                number, patient, ColumnValues.Sortable(set.SubmissionTime), set.SourceId, set.ContentTypeCode?.ToQueryValue(), ColumnValues.Persons(set.Authors),
                new byte[32], null as string, ColumnValues.Body(set),
            ]),
            (RegistryInserts.DocumentEntry.Of(1),
            [
                number + 1, patient, null as byte[], 1, 1, 0, entry.DocumentAvailability, ColumnValues.Sortable(entry.CreationTime),
                ColumnValues.Sortable(entry.ServiceStartTime), ColumnValues.Sortable(entry.ServiceStopTime), entry.ClassCode?.ToQueryValue(),
                entry.TypeCode?.ToQueryValue(), entry.FormatCode?.ToQueryValue(), entry.PracticeSettingCode?.ToQueryValue(),
                entry.HealthcareFacilityTypeCode?.ToQueryValue(), ColumnValues.Codes(entry.ConfidentialityCodes), ColumnValues.Codes(entry.EventCodes),
                ColumnValues.Persons(entry.Authors), ColumnValues.List(entry.ReferenceIds), ColumnValues.Body(entry),
            ]),
            (RegistryInserts.Associations.Of(1), [number + 2, patient, 1, number, number + 1, ColumnValues.Body(membership)]),
        ];
    }

    public void Dispose() => _database.Dispose();

    private static Exchange Exchange() => new() { MessageId = Core.Exchange.NewMessageId(), Time = DateTimeOffset.UtcNow, Endpoint = "http://localhost/registry" };

    private static ValueList<RegistryObject> Objects()
    {
        var serial = SoapMessage.NextSerial();
        var objects = Sample.Submission(Sample.Patient(Random.Shared.Next(Patients)), serial, [Content.Of([])]).Submission.Objects.Objects;
        return objects.Select(o => o is DocumentEntry entry
            ? entry with { Hash = "da39a3ee5e6b4b0d3255bfef95601890afd80709", Size = "0", RepositoryUniqueId = Sample.Repository }
            : o).ToValueList();
    }
}
