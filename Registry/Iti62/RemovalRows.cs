using System.Data.Common;
using System.Text.Json;
using Dapper;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>An association as its row joins two objects.</summary>
internal sealed class AssociationEnds
{
    public long Number { get; set; }

    public long Type { get; set; }

    public long Source { get; set; }

    public long Target { get; set; }

    public byte[] Body { get; set; } = [];
}

/// <summary>What a removal needs to know of the rows around the objects that are to go.</summary>
internal sealed class RemovalRows(DbConnection connection, DbTransaction? transaction, Dialect dialect)
{
    private const string Columns = "a.number, a.type, a.source, a.target, a.body";

    /// <summary>The patients of these objects and of whatever the associations among them join.</summary>
    public async Task<IEnumerable<long>> PatientsAsync(IReadOnlyList<ObjectKey> objects) =>
        PatientsOf(objects, await AssociationsAsync(objects).ConfigureAwait(false));

    /// <summary>The patients of objects and of the ends of associations.</summary>
    public static IEnumerable<long> PatientsOf(IEnumerable<ObjectKey> objects, IEnumerable<AssociationEnds> associations) =>
        objects.Select(o => o.Number).Concat(associations.SelectMany(a => new[] { a.Source, a.Target })).Select(ObjectNumber.Patient).Distinct();

    /// <summary>The associations among these objects.</summary>
    public Task<List<AssociationEnds>> AssociationsAsync(IReadOnlyList<ObjectKey> objects)
    {
        var numbers = objects.Where(o => o.Kind == (long)ObjectKind.Association).Select(o => o.Number).ToArray();
        return QueryAsync<AssociationEnds>(
            $"select {Columns} from registry_association a where {In("a.number", "numbers")} and {In("a.patient", "patients")}",
            new { numbers = Json(numbers), patients = Json(numbers.Select(ObjectNumber.Patient).Distinct()) });
    }

    /// <summary>The associations that join one of these objects and are not among them.</summary>
    public Task<List<AssociationEnds>> RemainingReferencesAsync(IReadOnlyList<ObjectKey> objects) => QueryAsync<AssociationEnds>(
        $"""
        select {Columns} from registry_association a where {In("a.source", "numbers")} and not {In("a.number", "numbers")}
        union all
        select {Columns} from registry_association a where {In("a.target", "numbers")} and not {In("a.number", "numbers")}
        """,
        new { numbers = Json(objects.Select(o => o.Number)) });

    /// <summary>Which of these numbers are submission sets'.</summary>
    public async Task<HashSet<long>> SubmissionSetsAsync(IReadOnlyCollection<long> numbers) => [.. await QueryAsync<long>(
        $"select s.number from registry_submission_set s where {In("s.number", "numbers")} and {In("s.patient", "patients")}",
        new { numbers = Json(numbers), patients = Json(numbers.Select(ObjectNumber.Patient).Distinct()) }).ConfigureAwait(false)];

    /// <summary>Which of these sets have no association left when those objects are gone.</summary>
    public Task<List<long>> WithoutMembersAsync(IReadOnlyCollection<long> sets, IReadOnlyList<ObjectKey> gone) => QueryAsync<long>(
        $"""
        select s.value from {dialect.Numbers("@sets", "s")}
        where not exists (select 1 from registry_association a where a.source = s.value and not {In("a.number", "gone")})
        """,
        new { sets = Json(sets), gone = Json(gone.Select(o => o.Number)) });

    /// <summary>Which of these objects no submission set has as a member when those objects are gone.</summary>
    public Task<List<long>> UnfiledAsync(IReadOnlyCollection<long> members, IReadOnlyList<ObjectKey> gone) => QueryAsync<long>(
        $"""
        select m.value from {dialect.Numbers("@members", "m")}
        where not exists (
          select 1 from registry_association a join registry_submission_set s on s.patient = a.patient and s.number = a.source
          where a.target = m.value and a.type = @member and not {In("a.number", "gone")})
        """,
        new { members = Json(members), gone = Json(gone.Select(o => o.Number)), member = (long)AssociationType.HasMember });

    private string In(string column, string parameter) => $"{column} in (select n.value from {dialect.Numbers("@" + parameter, "n")})";

    private async Task<List<T>> QueryAsync<T>(string sql, object values) => (await connection.QueryAsync<T>(sql, values, transaction).ConfigureAwait(false)).AsList();

    private static string Json(IEnumerable<long> numbers) => JsonSerializer.Serialize(numbers);
}
