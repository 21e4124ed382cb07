using Kind = IheNode.Registry.ObjectKind;

namespace IheNode.Registry;

/// <summary>
/// The steps of which stored queries are made. <c>{named}</c> stands for the numbers of what the request names, <c>{found}</c> for those of what earlier steps
/// found. Each way starts from these numbers and goes by an index, whatever the size of the registry.
/// </summary>
internal static class QuerySteps
{
    private const int HasMember = (int)AssociationType.HasMember;

    public static QueryStep AssociationsTouchingFound { get; } = run => run.AddAsync(Kind.Association, From("o.source", "{found}"), From("o.target", "{found}"));

    public static QueryStep AssociationsTouchingNamed { get; } = run => run.AddAsync(Kind.Association, From("o.source", "{named}"), From("o.target", "{named}"));

    public static QueryStep MembershipsOfNamedInSets { get; } = run => run.AddAsync(
        Kind.Association, $"{From("o.target", "{named}")} and o.type = {HasMember} join registry_submission_set s on {Is("s", "o.source")}");

    public static QueryStep SetsOfFoundMemberships { get; } = run => run.AddAsync(
        Kind.SubmissionSet, $"join registry_association a on {Is("o", "a.source")} join {{found}} n on {Is("a", "n.value")}");

    /// <summary>What the answer does not show is not gone into any further.</summary>
    public static QueryStep OnlyFromFound { get; } = run =>
    {
        run.NameFound();
        return Task.CompletedTask;
    };

    /// <summary>The associations that a named set holds as members and whose both ends were found.</summary>
    public static QueryStep AssociationsHeldByNamed { get; } = run => run.AddAsync(
        Kind.Association, $"{HeldByNamed(run)} and o.source in (select f.value from {{found}} f) and o.target in (select f.value from {{found}} f)");

    public static QueryStep MembershipsOfNamed { get; } = run => run.AddAsync(
        Kind.Association, $"{From("o.source", "{named}")} and o.type = {HasMember} and o.target in (select f.value from {{found}} f)");

    public static QueryStep FoldersOfNamed { get; } = run => run.AddAsync(
        Kind.Folder,
        $"join registry_association a on {Is("o", "a.source")} and a.type = {HasMember} and {run.Query.Counts("a")} join {{named}} n on a.target = n.value");

    public static QueryStep RelationshipsOfNamed { get; } = run => run.AddAsync(
        Kind.Association, $"{From("o.source", "{named}")} {BetweenEntries}", $"{From("o.target", "{named}")} {BetweenEntries}");

    public static QueryStep EntriesOfFoundRelationships { get; } = run => run.AddAsync(Kind.DocumentEntry, EndOfFound("a.source"), EndOfFound("a.target"));

    private static string BetweenEntries => $"join registry_document_entry s on {Is("s", "o.source")} join registry_document_entry t on {Is("t", "o.target")}";

    public static QueryStep Find(ObjectKind kind) => run => run.FindAsync(kind);

    public static QueryStep Get(ObjectKind kind) => run => run.AddAsync(kind, $"join {{named}} n on {Is("o", "n.value")}");

    public static QueryStep MembersOfNamed(ObjectKind kind) => run => run.AddAsync(kind, HeldByNamed(run));

    private static string HeldByNamed(QueryRun run) =>
        $"join registry_association a on {Is("o", "a.target")} and a.type = {HasMember} and {run.Query.Counts("a")} join {{named}} n on a.source = n.value";

    private static string EndOfFound(string end) => $"join registry_association a on {Is("o", end)} join {{found}} n on {Is("a", "n.value")}";

    private static string From(string end, string numbers) => $"join {numbers} n on {end} = n.value";

    // Rows are kept by patient and number; the number alone tells both.
    private static string Is(string row, string number) => $"{row}.patient = {ObjectNumber.PatientOf(number)} and {row}.number = {number}";
}
