using System.Runtime.CompilerServices;
using System.Text.Json;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Rows of the tables that find objects, which lead to no such object. They are looked for only when there are more of them than the objects explain.</summary>
internal sealed class StrayKeys(Database database)
{
    private const int Page = 2000;

    /// <summary>entryUUIDs.</summary>
    public IAsyncEnumerable<Finding> UuidsAsync(CancellationToken cancellation) => PagesAsync<ObjectKey>(
        state => $"select uuid, number, kind from registry_object where uuid > @Uuid order by uuid {state.Dialect.Limit($"{Page}")}",
        new ObjectKey(),
        (key, value) => value is null || RegistryStore.UuidBytes(value.Id).AsSpan().SequenceEqual(key.Uuid) ? null : new(
            "uuid-index", $"entryUUID {key.EntryUuid}", "It leads to no such object.", new("delete from registry_object where uuid = @Uuid", new { key.Uuid })),
        key => (key.Number, (ObjectKind)key.Kind), cancellation);

    /// <summary>uniqueIds.</summary>
    public IAsyncEnumerable<Finding> UniqueIdsAsync(CancellationToken cancellation) => PagesAsync<UniqueIdKey>(
        state => $"""
            select unique_id as UniqueId, number, kind from registry_unique_id
            where unique_id >= @UniqueId and (unique_id > @UniqueId or number > @Number) order by unique_id, number {state.Dialect.Limit($"{Page}")}
            """,
        new UniqueIdKey { Number = -1 },
        (key, value) => value is null || (value as PatientObject)?.UniqueId == key.UniqueId ? null : new(
            "unique-id", $"uniqueId {key.UniqueId}", "It leads to no such object.", new(
                "delete from registry_unique_id where unique_id = @UniqueId and number = @Number", new { key.UniqueId, key.Number })),
        key => (key.Number, (ObjectKind)key.Kind), cancellation);

    /// <summary>Event codes.</summary>
    public IAsyncEnumerable<Finding> EventCodesAsync(CancellationToken cancellation) => PagesAsync<EventCodeKey>(
        state => $"""
            select code, patient, number from registry_event_code
            where code >= @Code and (code > @Code or patient > @Patient or (patient = @Patient and number > @Number))
            order by code, patient, number {state.Dialect.Limit($"{Page}")}
            """,
        new EventCodeKey { Patient = -1 },
        (key, value) => value is null || (value as DocumentEntry)?.EventCodes.Any(c => c.ToQueryValue() == key.Code) == true ? null : new(
            "event-codes", $"event code {key.Code} of DocumentEntry number {key.Number}", "It leads to no entry that has it.", new(
                "delete from registry_event_code where code = @Code and patient = @Patient and number = @Number", new { key.Code, key.Patient, key.Number })),
        key => (key.Number, ObjectKind.DocumentEntry), cancellation);

    // An object of null in judge means a row whose body cannot be read, which is told of elsewhere; Nothing, that there is no row.
    private async IAsyncEnumerable<Finding> PagesAsync<TKey>(
        Func<CheckedState, string> select, TKey start, Func<TKey, RegistryObject?, Finding?> judge, Func<TKey, (long Number, ObjectKind Kind)> end,
        [EnumeratorCancellation] CancellationToken cancellation) where TKey : notnull
    {
        var last = start;
        while (true)
        {
            var (keys, findings) = await database.ReadAsync(
                async connection =>
                {
                    var state = new CheckedState(connection, null, database.Dialect);
                    var page = await state.QueryAsync<TKey>(select(state), last).ConfigureAwait(false);
                    var objects = await ObjectsAsync(state, page.ConvertAll(key => end(key))).ConfigureAwait(false);
                    return (page, page.ConvertAll(key => judge(key, objects.GetValueOrDefault(end(key), Nothing))));
                },
                cancellation).ConfigureAwait(false);
            foreach (var finding in findings.OfType<Finding>()) yield return finding;
            if (keys.Count < Page) yield break;
            last = keys[^1];
        }
    }

    private static readonly Association Nothing = new() { Id = EntryUuid.From(Guid.Empty), Type = "", SourceId = "", TargetId = "" };

    private static async Task<Dictionary<(long, ObjectKind), RegistryObject?>> ObjectsAsync(CheckedState state, List<(long Number, ObjectKind Kind)> ends)
    {
        var found = new Dictionary<(long, ObjectKind), RegistryObject?>();
        foreach (var kind in ends.Distinct().Where(e => Enum.IsDefined(e.Kind)).GroupBy(e => e.Kind, e => e.Number))
        {
            foreach (var (number, body) in await state.QueryAsync<(long, byte[])>(
                $"""
                select o.number, o.body from {Tables.Name(kind.Key)} o
                where o.patient in (select n.value from {state.Dialect.Numbers("@patients", "n")}) and o.number in (select n.value from {state.Dialect.Numbers("@numbers", "n")})
                """,
                new { patients = JsonSerializer.Serialize(kind.Select(ObjectNumber.Patient).Distinct()), numbers = JsonSerializer.Serialize(kind) }).ConfigureAwait(false))
                found[(number, kind.Key)] = CheckedPage.Decode(body, out _);
        }

        return found;
    }

    private sealed class EventCodeKey
    {
        public string Code { get; set; } = "";

        public long Patient { get; set; }

        public long Number { get; set; }
    }
}
