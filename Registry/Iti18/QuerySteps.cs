using Kind = IheNode.Registry.ObjectKind;

namespace IheNode.Registry;

/// <summary>The steps of which stored queries are made; <c>named</c> is what the request names, <c>found</c> what earlier steps found.</summary>
internal static class QuerySteps
{
    private const int HasMember = (int)AssociationType.HasMember;

    public static QueryStep AssociationsTouchingFound { get; } = run => run.AddAsync(Kind.Association, Touching("{found}"));

    public static QueryStep AssociationsTouchingNamed { get; } = run => run.AddAsync(Kind.Association, Touching("{named}"));

    public static QueryStep MembershipsOfNamedInSets { get; } = run => run.AddAsync(
        Kind.Association, $"o.type = {HasMember} and o.target in {{named}} and o.source in (select s.number from registry_submission_set s)");

    public static QueryStep SetsOfFoundMemberships { get; } = run => run.AddAsync(
        Kind.SubmissionSet, "o.number in (select a.source from registry_association a where a.number in {found})");

    /// <summary>The folder memberships that a named set filed and whose both ends were found.</summary>
    public static QueryStep FolderMembershipsFiledByNamed { get; } = run => run.AddAsync(
        Kind.Association, $"o.type = {HasMember} and o.number in {MemberNumbers} and o.source in {{found}} and o.target in {{found}}");

    public static QueryStep MembershipsOfNamed { get; } = run => run.AddAsync(
        Kind.Association, $"o.type = {HasMember} and o.source in {{named}} and o.target in {{found}}");

    public static QueryStep FoldersOfNamed { get; } = run => run.AddAsync(
        Kind.Folder, $"o.number in (select a.source from registry_association a where a.type = {HasMember} and a.target in {{named}})");

    public static QueryStep RelationshipsOfNamed { get; } = run => run.AddAsync(
        Kind.Association,
        $"""
        ({Touching("{named}")})
        and exists (select 1 from registry_document_entry e where e.number = o.source)
        and exists (select 1 from registry_document_entry e where e.number = o.target)
        """);

    public static QueryStep EntriesOfFoundRelationships { get; } = run => run.AddAsync(
        Kind.DocumentEntry,
        """
        o.number in (select a.source from registry_association a where a.number in {found}
          union select a.target from registry_association a where a.number in {found})
        """);

    private static string MemberNumbers => $"(select a.target from registry_association a where a.type = {HasMember} and a.source in {{named}})";

    public static QueryStep Find(ObjectKind kind) => run => run.FindAsync(kind);

    public static QueryStep Get(ObjectKind kind) => run => run.AddAsync(kind, "o.number in {named}");

    public static QueryStep MembersOfNamed(ObjectKind kind) => run => run.AddAsync(kind, $"o.number in {MemberNumbers}");

    // Two look-ups by index; one condition joined by "or" would read the whole table on some databases.
    private static string Touching(string numbers) =>
        $"""
        o.number in (select a.number from registry_association a where a.source in {numbers}
          union select a.number from registry_association a where a.target in {numbers})
        """;
}
