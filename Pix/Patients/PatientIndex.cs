using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Pix;

/// <summary>A row of the patient index: one id with its demographics, or an id that the network issued.</summary>
internal sealed class PatientRecord
{
    public long RecordId { get; init; }

    /// <summary>The person to whom the record belongs; 0 until it is grouped.</summary>
    public long PersonId { get; init; }

    public string Id { get; init; } = "";

    public string Authority { get; init; } = "";

    public bool Issued { get; init; }

    /// <summary>The record into which this one was merged.</summary>
    public long? SurvivorId { get; init; }

    public string? Source { get; init; }

    public string Body { get; init; } = "";

    public Patient Patient => PatientBody.Read(Body);
}

/// <summary>Reads and writes records and their comparison keys within one transaction.</summary>
internal sealed class PatientIndex(DbConnection connection, DbTransaction? transaction, Dialect dialect)
{
    public const string Columns =
        "record_id AS RecordId, person_id AS PersonId, id AS Id, authority AS Authority, issued AS Issued, survivor_id AS SurvivorId, source AS Source, body AS Body";

    /// <summary>
    /// Lets one feed after another change who is the same person as whom, also where several nodes share the index: the row of person 0, who is nobody, is
    /// what they hold.
    /// </summary>
    public Task HoldAsync() => connection.ExecuteAsync(dialect.SelectForUpdate("person_id", "pix_person", "person_id = 0"), transaction: transaction);

    /// <summary>The record of an id, merged away or not.</summary>
    public Task<PatientRecord?> FindAsync(string id, string authority) => connection.QuerySingleOrDefaultAsync<PatientRecord>(
        $"SELECT {Columns} FROM pix_record WHERE id = @id AND authority = @authority", new { id, authority }, transaction);

    public async Task<IReadOnlyList<PatientRecord>> ReadAsync(IEnumerable<long> recordIds) => (await connection.QueryAsync<PatientRecord>(
        $"SELECT {Columns} FROM pix_record WHERE record_id IN (SELECT n.value FROM {dialect.Numbers("@recordIds", "n")})",
        new { recordIds = JsonSerializer.Serialize(recordIds) }, transaction).ConfigureAwait(false)).AsList();

    /// <summary>Adds a record that belongs to nobody yet.</summary>
    public async Task<long> InsertAsync(string id, string authority, Patient patient, string? source, DateTimeOffset now)
    {
        var recordId = await connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO pix_record (person_id, id, authority, issued, source, updated, body) VALUES (0, @id, @authority, 0, @source, '', '{}');
            SELECT record_id FROM pix_record WHERE id = @id AND authority = @authority
            """,
            new { id, authority, source }, transaction).ConfigureAwait(false);
        await UpdateAsync(recordId, patient, source, now).ConfigureAwait(false);
        return recordId;
    }

    /// <summary>Replaces the demographics of a record and their keys.</summary>
    public async Task UpdateAsync(long recordId, Patient patient, string? source, DateTimeOffset now)
    {
        var keys = PatientKeys.Of(patient);
        await connection.ExecuteAsync(
            """
            UPDATE pix_record SET source = @source, updated = @updated, body = @body, birth_from = @from, birth_to = @to, gender = @gender,
              account_key = @account, mother_family_key = @motherFamily, mother_given_key = @motherGiven
            WHERE record_id = @recordId
            """,
            new
            {
                recordId,
                source,
                // Which of a person's records was fed last must show within one second too.
                updated = now.UtcDateTime.ToString("yyyyMMddHHmmssfffffff", CultureInfo.InvariantCulture),
                body = PatientBody.Write(patient),
                from = keys.Birth?.From,
                to = keys.Birth?.To,
                gender = ComparisonKey.Of(patient.Gender) is { Length: > 0 } gender ? gender : null,
                account = keys.Account,
                motherFamily = keys.Mother?.Family,
                motherGiven = keys.Mother?.Given,
            },
            transaction).ConfigureAwait(false);
        await RemoveKeysAsync(recordId).ConfigureAwait(false);
        await WriteKeysAsync(recordId, keys).ConfigureAwait(false);
    }

    /// <summary>Makes one record part of another for good: it keeps its row, so that its id is known to be gone, and answers nothing.</summary>
    public async Task MergeAsync(long subsumed, long survivor)
    {
        await connection.ExecuteAsync(
            "UPDATE pix_record SET survivor_id = @survivor WHERE record_id = @subsumed OR survivor_id = @subsumed",
            new { survivor, subsumed }, transaction).ConfigureAwait(false);
        await RemoveKeysAsync(subsumed).ConfigureAwait(false);
    }

    /// <summary>Records that share a whole name and the birth day with these keys.</summary>
    public async Task<IReadOnlyList<PatientRecord>> CandidatesAsync(long recordId, PatientKeys keys)
    {
        var names = keys.Names.Where(name => name.IsWhole).Select(name => name.Full).Distinct().ToArray();
        if (names.Length == 0 || keys.Birth is not { IsExact: true }) return [];
        var found = await connection.QueryAsync<PatientRecord>(
            $"""
            SELECT {Columns} FROM pix_record WHERE record_id IN
              (SELECT record_id FROM pix_name
               WHERE full_key IN (SELECT v.value FROM {dialect.Values("@names", "v")}) AND birth = @birth AND record_id <> @recordId)
            """,
            new { names = JsonSerializer.Serialize(names), birth = keys.Birth.From, recordId }, transaction).ConfigureAwait(false);
        return found.AsList();
    }

    private Task<int> RemoveKeysAsync(long recordId) => connection.ExecuteAsync(
        """
        DELETE FROM pix_name WHERE record_id = @recordId;
        DELETE FROM pix_telecom WHERE record_id = @recordId;
        DELETE FROM pix_address WHERE record_id = @recordId;
        """,
        new { recordId }, transaction);

    private async Task WriteKeysAsync(long recordId, PatientKeys keys)
    {
        await connection.ExecuteAsync(
            """
            INSERT INTO pix_name (record_id, position, full_key, family_key, given_key, middle_key, birth)
            VALUES (@recordId, @position, @Full, @Family, @Given, @Middle, @birth)
            """,
            keys.Names.Select((name, position) => new { recordId, position, name.Full, name.Family, name.Given, name.Middle, birth = keys.Birth?.From }),
            transaction).ConfigureAwait(false);
        await connection.ExecuteAsync(
            "INSERT INTO pix_telecom (telecom_key, record_id) VALUES (@key, @recordId)",
            keys.Telecoms.Select(key => new { key, recordId }), transaction).ConfigureAwait(false);
        await connection.ExecuteAsync(
            """
            INSERT INTO pix_address (record_id, position, whole_key, street_key, city_key, state_key, postal_key, country_key)
            VALUES (@recordId, @position, @Whole, @Street, @City, @State, @Postal, @Country)
            """,
            keys.Addresses.Select((a, position) => new { recordId, position, a.Whole, a.Street, a.City, a.State, a.Postal, a.Country }),
            transaction).ConfigureAwait(false);
    }
}
