using FsCheck;
using FsCheck.Fluent;
using IheNode.Core;
using IheNode.Registry;

namespace IheNode.Tests;

/// <summary>Queries of every kind whose values are drawn from what a registry holds, so that they often find something.</summary>
internal sealed class RandomQueries(RandomRegistry filled)
{
    private static readonly string[] Statuses = [Vocabulary.Approved, Vocabulary.Deprecated];

    private readonly NaiveRegistry _contents = filled.Contents;

    /// <summary>Queries of ITI-18 and ITI-51.</summary>
    public Gen<AdhocQueryRequest> All => Gen.Elements(StoredQueries.All.Values.Concat(MultiPatientQueries.All.Values).ToArray()).SelectMany(Of);

    /// <summary>The same query with less in it, as far as it is still a query that must be answered.</summary>
    public static IEnumerable<AdhocQueryRequest> Smaller(AdhocQueryRequest request)
    {
        foreach (var parameter in request.Parameters)
        {
            if (!IsNeeded(parameter)) yield return request with { Parameters = request.Parameters.Where(p => p != parameter).ToValueList() };
            foreach (var value in parameter.Values)
            {
                if (parameter.Values.Count == 1) continue;
                var less = parameter with { Values = parameter.Values.Where(v => v != value).ToValueList() };
                yield return request with { Parameters = request.Parameters.Select(p => p == parameter ? less : p).ToValueList() };
            }
        }
    }

    private static bool IsNeeded(QueryParameter parameter) => parameter.Name is "$uuid" or "$AssociationTypes"
        || (parameter.Name.EndsWith("Status", StringComparison.Ordinal) && parameter.Name != "$XDSAssociationStatus")
        || parameter.Name.EndsWith("atientId", StringComparison.Ordinal) || parameter.Name.EndsWith("UUID", StringComparison.Ordinal)
        || parameter.Name.EndsWith("UniqueId", StringComparison.Ordinal) || parameter.Name.EndsWith("LogicalID", StringComparison.Ordinal)
        || parameter.Name.EndsWith("ReferenceIdList", StringComparison.Ordinal);

    private Gen<AdhocQueryRequest> Of(StoredQuery query) =>
        from returnType in Gen.Elements(ReturnType.LeafClass, ReturnType.ObjectRef)
        from id in Gen.Elements(Ways(query).DefaultIfEmpty("").ToArray())
        from parameters in Gen.CollectToList(query.Parameters.Where(p => !IsWay(p) || p.Name == id), Slots)
        select new AdhocQueryRequest(query.Id, returnType, parameters.SelectMany(slots => slots).ToValueList());

    private static IEnumerable<string> Ways(StoredQuery query) => query.Parameters.Where(IsWay).Select(p => p.Name);

    private static bool IsWay(Parameter parameter) => parameter.Comparison is Comparison.EntryUuid or Comparison.UniqueId or Comparison.LogicalId;

    private Gen<List<QueryParameter>> Slots(Parameter parameter)
    {
        var slot = Values(parameter).Select(values => new QueryParameter(parameter.Name, values));
        // Every further filter makes it less likely that anything is found.
        var count = parameter.Required || IsWay(parameter) || parameter is { Comparison: Comparison.Patient } ? Gen.Constant(1)
            : parameter.Repeatable ? Gen.Frequency((8, Gen.Constant(0)), (2, Gen.Constant(1)), (1, Gen.Constant(2)))
            : Gen.Frequency((5, Gen.Constant(0)), (1, Gen.Constant(1)));
        return count.SelectMany(n => slot.ListOf(n)).Select(slots => slots.ToList());
    }

    private Gen<ValueList<string>> Values(Parameter parameter)
    {
        var pool = Pool(parameter);
        return parameter.Multiple
            ? from count in Gen.Choose(1, 3) from values in Gen.Elements(pool).ListOf(count) select values.Distinct().ToValueList()
            : Gen.Elements(pool).Select(value => new[] { value }.ToValueList());
    }

    private string[] Pool(Parameter parameter) => parameter switch
    {
        { Name: "$MetadataLevel" } => ["1", "2", "2"],
        { Name: "$XDSSubmissionSetSourceId" } => ["1.2.3.0", "1.2.3.1", "1.2"],
        { Name: "$uuid" } => [.. _contents.All.Select(o => o.Id), EntryUuid.From(Guid.NewGuid())],
        { Name: "$XDSDocumentEntryReferenceIdList" } => [.. RandomRegistry.ReferenceIds, "A-1%", "%accession", "A-_^^^&1.2.3&ISO%", "%"],
        { Comparison: Comparison.Patient } => [.. filled.Patients.Concat(filled.Patients).Concat(filled.OtherPatients).Select(p => p.Text)],
        { Comparison: Comparison.Status or Comparison.AssociationStatus } => [.. Statuses, Vocabulary.Approved],
        { Comparison: Comparison.EntryType } => [Vocabulary.StableDocument, Vocabulary.OnDemandDocument, Vocabulary.OnDemandDocument],
        { Comparison: Comparison.Availability } => [Vocabulary.Online, Vocabulary.Offline],
        { Comparison: Comparison.Code or Comparison.EachCode } => [.. RandomRegistry.Codes.Select(c => c.ToQueryValue()), "z^^1.2.3"],
        { Comparison: Comparison.From or Comparison.Until } => [.. RandomRegistry.Times, "20250401030010", "2026"],
        { Comparison: Comparison.Like } => [.. RandomRegistry.Persons, "%", "D_^%", "%ato%", "D3^_田%", "%[x]%", "%*?", "D5^100_^%", "%'%", "d%", "%\\%"],
        { Comparison: Comparison.AssociationType } =>
            [Vocabulary.Replace, Vocabulary.Append, Vocabulary.Transform, Vocabulary.TransformAndReplace, Vocabulary.Signs, Vocabulary.HasMember, "urn:unknown"],
        { Comparison: Comparison.EntryUuid } => [.. OfKind(parameter.Kind).Select(o => o.Id), _contents.Sets.First().Id],
        { Comparison: Comparison.UniqueId } => [.. OfKind(parameter.Kind).Select(o => o.UniqueId!), _contents.Sets.First().UniqueId!],
        { Comparison: Comparison.LogicalId } => [.. OfKind(parameter.Kind).Select(o => o.LogicalId!), EntryUuid.From(Guid.NewGuid())],
        _ => throw new ArgumentException($"No values are known for {parameter.Name}."),
    };

    private IEnumerable<PatientObject> OfKind(ObjectKind kind) => kind switch
    {
        ObjectKind.DocumentEntry => _contents.Entries,
        ObjectKind.Folder => _contents.Folders,
        _ => _contents.Sets,
    };
}
