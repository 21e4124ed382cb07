using IheNode.Core;

namespace IheNode.Tests;

/// <summary>What one query may ask at most, so that every database can answer it.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class QueryLimitSpecs(TestDatabase database)
{
    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Open()
    {
        _registry = await TestRegistry.WithPatientAsync(database);
        Assert.That(await _registry.RegisterAsync(A.DocumentEntry() with { Authors = [A.Author("D1^aaa^b")] }), Is.EqualTo(RegistryResponse.Success));
    }

    [TearDown]
    public void Close() => _registry.Dispose();

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.5")]
    public async Task A_parameter_is_repeated_as_often_as_the_profile_allows()
    {
        var response = await _registry.FindDocumentsAsync(EventCodes(101));
        Assert.Multiple(async () =>
        {
            Assert.That(response.Errors.Single().Code, Is.EqualTo(XdsErrorCode.StoredQueryParamNumber));
            Assert.That(response.Errors.Single().CodeContext, Does.Contain("$XDSDocumentEntryEventCodeList").And.Contain("limits.queryConditions"));
            Assert.That((await _registry.FindDocumentsAsync(EventCodes(100))).Status, Is.EqualTo(ResponseStatus.Success));
        });

        static (string, string[])[] EventCodes(int count) => [.. Enumerable.Range(0, count).Select(n => ("$XDSDocumentEntryEventCodeList", new[] { $"{n}^^1.2.3" }))];
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.5")]
    public async Task A_pattern_is_as_long_as_the_profile_allows()
    {
        var response = await FindAsync(60_000);
        Assert.Multiple(async () =>
        {
            Assert.That(response.Errors.Single().Code, Is.EqualTo(XdsErrorCode.RegistryError));
            Assert.That(response.Errors.Single().CodeContext, Does.Contain("$XDSDocumentEntryAuthorPerson").And.Contain("limits.queryPatternLength"));
            Assert.That((await FindAsync(1024)).Objects.Objects, Has.Count.EqualTo(1));
        });

        Task<AdhocQueryResponse> FindAsync(int length) => _registry.FindDocumentsAsync(("$XDSDocumentEntryAuthorPerson", ["D1^aaa^b" + new string('%', length - 8)]));
    }
}
