using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>The codes of the affinity domain: each coded attribute is open or closed by itself.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class CodeSetSpecs(TestDatabase database)
{
    private static readonly Code Foreign = new("ZZZ", "2.999.7", "Foreign");

    private static readonly Code Listed = A.Code("SUM", "サマリー");

    private static readonly Dictionary<string, Func<Code, RegistryObject[]>> Uses = new()
    {
        ["classCode"] = code => [A.DocumentEntry() with { ClassCode = code }],
        ["typeCode"] = code => [A.DocumentEntry() with { TypeCode = code }],
        ["formatCode"] = code => [A.DocumentEntry() with { FormatCode = code }],
        ["practiceSettingCode"] = code => [A.DocumentEntry() with { PracticeSettingCode = code }],
        ["healthcareFacilityTypeCode"] = code => [A.DocumentEntry() with { HealthcareFacilityTypeCode = code }],
        ["confidentialityCode"] = code => [A.DocumentEntry() with { ConfidentialityCodes = [Listed, code] }],
        ["eventCodeList"] = code => [A.DocumentEntry() with { EventCodes = [Listed, code] }],
        ["contentTypeCode"] = code => [A.SubmissionSet() with { ContentTypeCode = code }, A.DocumentEntry()],
        ["codeList"] = code => [A.Folder() with { Codes = [Listed, code] }],
        ["associationDocumentation"] = code => Documented(code),
        ["mimeType"] = code => [A.DocumentEntry() with { MimeType = code.Value == Listed.Value ? "TEXT/xml" : "video/x-foreign" }],
    };

    private static IEnumerable<string> Attributes => [.. CodeSets.Attributes, "mimeType"];

    [TestCaseSource(nameof(Attributes)), Spec("ITI TF-2 3.42.4.1.3.3.3"), Spec("ITI TF-2 3.42.4.1.3.3.4")]
    public async Task A_closed_attribute_takes_listed_codes_only_and_an_open_one_any(string attribute)
    {
        using var closed = await TestRegistry.WithPatientAsync(database, Closing(attribute));
        using var open = await TestRegistry.WithPatientAsync(database, Closing([.. Attributes.Where(a => a != attribute && !IsUsedByAll(a))]));
        var right = await closed.RegisterAsync(Uses[attribute](Listed with { DisplayName = "Another name" }));
        var objects = Uses[attribute](Foreign);
        var wrong = await closed.RegisterAsync(objects);
        var sameValue = await closed.RegisterAsync(Uses[attribute](Listed with { CodingScheme = "2.999.7" }));
        var anywhere = await open.RegisterAsync(Uses[attribute](Foreign));
        Assert.Multiple(() =>
        {
            Assert.That(right, Is.EqualTo(RegistryResponse.Success));
            Assert.That(wrong.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RegistryMetadataError }));
            Assert.That(objects.Select(o => o.Id), Does.Contain(wrong.Errors[0].Location));
            Assert.That(wrong.Errors[0].CodeContext, Does.Contain($", {attribute}: ").And.Contain(attribute == "mimeType" ? "video/x-foreign" : "ZZZ^^2.999.7"));
            Assert.That(wrong.Errors[0].CodeContext, Does.Contain(attribute == "mimeType" ? "text/xml" : Listed.ToQueryValue()), "the sentence says what is listed");
            if (attribute != "mimeType") Assert.That(sameValue.Errors[0].CodeContext, Does.Contain($"has this value as {Listed.ToQueryValue()}"));
            Assert.That(anywhere, Is.EqualTo(RegistryResponse.Success));
        });
    }

    [Test, Spec("ITI TF-3 4.2.3.1.2")]
    public async Task A_code_without_its_scheme_is_told_once_where_only_listed_codes_are_taken()
    {
        using var closed = await TestRegistry.WithPatientAsync(database, Closing("classCode"));
        var form = SubmissionForm.Of(A.Submission(Uses["classCode"](Listed)));
        SubmissionForm.Classification(form.Entry, Vocabulary.DocumentEntrySchemes.ClassCode).Elements(EbrimNames.Rim + "Slot").Remove();
        var response = await closed.RegisterAsync(form.Read());
        Assert.That(response.Errors.Select(e => e.CodeContext), Has.One.Contains(", classCode: ").And.Exactly(1).Items);
    }

    [Test, Spec("ITI TF-3 4.2.3.1.2")]
    public async Task Every_code_has_value_scheme_and_display_name_even_where_any_code_is_taken()
    {
        using var registry = await TestRegistry.WithPatientAsync(database);
        foreach (var attribute in Attributes.Where(a => a != "mimeType"))
        {
            foreach (var code in new[] { Foreign with { DisplayName = null }, Foreign with { DisplayName = " " }, Foreign with { CodingScheme = "" }, Foreign with { Value = "" } })
            {
                var response = await registry.RegisterAsync(Uses[attribute](code));
                Assert.That(response.Errors.Select(e => e.CodeContext), Has.One.Contains($", {attribute}: ").And.Exactly(1).Items);
            }
        }
    }

    private static RegistryObject[] Documented(Code code)
    {
        var (first, second) = (A.DocumentEntry(), A.DocumentEntry());
        return [first, second, A.Relationship(Vocabulary.Append, first, second.Id) with { Documentation = code }];
    }

    // Attributes that every sample entry or set fills with codes of its own.
    private static bool IsUsedByAll(string attribute) => attribute is not ("eventCodeList" or "associationDocumentation" or "codeList");

    private static NodeProfile Closing(params string[] attributes)
    {
        var profile = A.Profile();
        return profile with
        {
            AffinityDomain = profile.AffinityDomain with { ClosedAttributes = [.. attributes] },
            Codes = new() { Codes = attributes.Where(a => a != "mimeType").ToDictionary(a => a, _ => (ValueList<Code>)[Listed]), MimeTypes = ["text/xml"] },
        };
    }
}
