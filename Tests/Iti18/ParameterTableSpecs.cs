using IheNode.Core;
using IheNode.Registry;

namespace IheNode.Tests;

/// <summary>The parameters of every stored query as the tables of the standard give them, and that the registry holds requests to them.</summary>
public sealed class ParameterTableSpecs
{
    // R = required, M = several values, A = repeated Slots are further conditions.
    private const string Entry =
        "DEStatus RM, DEClassCode M, DETypeCode M, DEPracticeSettingCode M, DECreationTimeFrom, DECreationTimeTo, DEServiceStartTimeFrom, DEServiceStartTimeTo, " +
        "DEServiceStopTimeFrom, DEServiceStopTimeTo, DEHealthcareFacilityTypeCode M, DEEventCodeList MA, DEConfidentialityCode MA, DEAuthorPerson M, DEFormatCode M, DEType M";

    private static readonly Dictionary<string, string> Tables = new()
    {
        ["FindDocuments"] = $"DEPatientId R, {Entry}, DEDocumentAvailability M, $MetadataLevel",
        ["FindDocumentsByReferenceId"] = $"DEPatientId R, DEReferenceIdList RMA, {Entry}, DEDocumentAvailability M, $MetadataLevel",
        ["FindSubmissionSets"] =
            "SSPatientId R, SSSourceId M, SSSubmissionTimeFrom, SSSubmissionTimeTo, SSAuthorPerson, SSContentType M, SSStatus RM",
        ["FindFolders"] = "FDPatientId R, FDLastUpdateTimeFrom, FDLastUpdateTimeTo, FDCodeList MA, FDStatus RM, $MetadataLevel",
        ["GetAll"] = "$patientId R, DEStatus RM, SSStatus RM, FDStatus RM, DEFormatCode M, DEConfidentialityCode MA, DEType M, $XDSAssociationStatus M, $MetadataLevel",
        ["GetDocuments"] = "DEEntryUUID M, DEUniqueId M, DELogicalID M, $MetadataLevel",
        ["GetFolders"] = "FDEntryUUID M, FDUniqueId M, FDLogicalID M, $MetadataLevel",
        ["GetAssociations"] = "$uuid RM, $XDSAssociationStatus M, $MetadataLevel",
        ["GetDocumentsAndAssociations"] = "DEEntryUUID M, DEUniqueId M, $XDSAssociationStatus M, $MetadataLevel",
        ["GetSubmissionSets"] = "$uuid RM, $MetadataLevel",
        ["GetSubmissionSetAndContents"] = "SSEntryUUID, SSUniqueId, DEFormatCode M, DEConfidentialityCode MA, DEType M, $MetadataLevel",
        ["GetFolderAndContents"] = "FDEntryUUID, FDUniqueId, DEFormatCode M, DEConfidentialityCode MA, DEType M, $XDSAssociationStatus M, $MetadataLevel",
        ["GetFoldersForDocument"] = "DEEntryUUID, DEUniqueId, $XDSAssociationStatus M, $MetadataLevel",
        ["GetRelatedDocuments"] = "DEEntryUUID, DEUniqueId, $AssociationTypes RM, DEType M, $XDSAssociationStatus M, $MetadataLevel",
        ["FindDocumentsForMultiplePatients"] = $"DEPatientId M, {Entry}",
        ["FindFoldersForMultiplePatients"] = "FDPatientId M, FDLastUpdateTimeFrom, FDLastUpdateTimeTo, FDCodeList MA, FDStatus RM",
    };

    private static readonly Dictionary<string, StoredQuery> Declared =
        StoredQueries.All.Values.Concat(MultiPatientQueries.All.Values).ToDictionary(q => q.Name);

    private TestRegistry _registry = null!;

    [OneTimeSetUp]
    public async Task Open() => _registry = await TestRegistry.WithPatientAsync();

    [OneTimeTearDown]
    public void Close() => _registry.Dispose();

    private static IEnumerable<string> Queries => Tables.Keys;

    private static IEnumerable<TestCaseData> Parameters =>
        from query in Tables from parameter in Rows(query.Value) select new TestCaseData(query.Key, parameter.Name, parameter.Marks);

    [TestCaseSource(nameof(Queries)), Spec("ITI TF-2 3.18.4.1.2.3.7"), Spec("ITI TF-2 3.18.4.1.2.3.5.1.2"), Spec("ITI TF-2 3.51.4.1.2.1")]
    public void Every_query_has_the_parameters_of_its_table(string query) => Assert.That(
        Declared[query].Parameters.Select(p => (p.Name, (p.Required ? "R" : "") + (p.Multiple ? "M" : "") + (p.Repeatable ? "A" : ""))),
        Is.EquivalentTo(Rows(Tables[query])));

    [Test, Spec("ITI TF-2 3.18.4.1.2.4"), Spec("ITI TF-2 3.51.4.1.2.2")]
    public void There_are_no_other_queries() => Assert.That(Declared.Keys, Is.EquivalentTo(Tables.Keys));

    [TestCaseSource(nameof(Parameters)), Spec("ITI TF-2 3.18.4.1.2.3.5"), Spec("ITI TF-2 3.18.4.1.3")]
    public async Task A_parameter_is_missed_when_required_and_refused_when_there_are_too_many(string query, string name, string marks)
    {
        var missing = await AskAsync(query);
        var two = await AskAsync(query, (name, ["1", "2"]));
        var twice = await AskAsync(query, (name, ["1"]), (name, ["2"]));
        Assert.Multiple(() =>
        {
            Assert.That(Has(missing, XdsErrorCode.StoredQueryMissingParam), Is.EqualTo(marks.Contains('R')), "missing");
            Assert.That(Has(two, XdsErrorCode.StoredQueryParamNumber), Is.EqualTo(!marks.Contains('M') || IsCode(name)), "two values");
            Assert.That(Has(twice, XdsErrorCode.StoredQueryParamNumber), Is.EqualTo(!marks.Contains('A') || IsCode(name)), "two slots");
        });

        bool Has(AdhocQueryResponse answer, string code) => answer.Errors.Any(e => e.Code == code
            && (code == XdsErrorCode.StoredQueryMissingParam ? e.CodeContext.EndsWith($" the parameter {name}.", StringComparison.Ordinal) : e.CodeContext.Contains(name, StringComparison.Ordinal)));

        // A bare number is no code, which is refused in the same words.
        static bool IsCode(string name) => name.EndsWith("CodeList", StringComparison.Ordinal) || name.EndsWith("Code", StringComparison.Ordinal) || name.EndsWith("ContentType", StringComparison.Ordinal);
    }

    private Task<AdhocQueryResponse> AskAsync(string query, params (string, string[])[] parameters) => MultiPatientQueries.All.Values.Any(q => q.Name == query)
        ? _registry.MultiPatientQueryAsync(query, parameters)
        : _registry.QueryAsync(query, parameters);

    private static IEnumerable<(string Name, string Marks)> Rows(string table) =>
        from row in table.Split(',', StringSplitOptions.TrimEntries)
        let parts = row.Split(' ')
        select (Full(parts[0]), parts.Length > 1 ? parts[1] : "");

    private static string Full(string name) => name[..2] switch
    {
        "DE" => $"$XDSDocumentEntry{name[2..]}",
        "SS" => $"$XDSSubmissionSet{name[2..]}",
        "FD" => $"$XDSFolder{name[2..]}",
        _ => name,
    };
}
