using System.Diagnostics;
using IheNode.Core;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class QueryTimeLimitSpecs(TestDatabase database)
{
    // Each pattern is compared with each author, which takes any database minutes.
    private static readonly string[] Patterns = [.. Enumerable.Range(0, 60_000).Select(n => $"%a%b%{n}%c%")];

    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Open()
    {
        _registry = await TestRegistry.WithPatientAsync(database, A.Profile() with { Limits = new() { QuerySeconds = 1 } });
        var authors = Enumerable.Range(0, 50).Select(n => A.Author($"D{n}^abababababababab^{n}")).ToValueList();
        Assert.That(await _registry.RegisterAsync([.. Enumerable.Range(0, 40).Select(_ => A.DocumentEntry() with { Authors = authors })]), Is.EqualTo(RegistryResponse.Success));
    }

    [TearDown]
    public void Close() => _registry.Dispose();

    [Test, Spec("ITI TF-3 Table 4.2.4.1-2")]
    public async Task Says_that_it_is_busy_when_a_query_takes_too_long_and_the_database_stops_working_on_it()
    {
        var watch = Stopwatch.StartNew();
        var response = await _registry.FindDocumentsAsync(("$XDSDocumentEntryAuthorPerson", Patterns));
        Assert.Multiple(() =>
        {
            Assert.That(response.Status, Is.EqualTo(ResponseStatus.Failure));
            Assert.That(response.Errors.Single().Code, Is.EqualTo(XdsErrorCode.RegistryBusy));
            Assert.That(response.Errors.Single().CodeContext, Does.Contain("limits.querySeconds"));
            Assert.That(response.Objects.Objects, Is.Empty, "never a cut list");
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
        });
        Assert.That((await _registry.FindDocumentsAsync()).Objects.Objects, Has.Count.EqualTo(40), "the next query is not disturbed");
    }

    [Test]
    public void Whoever_gives_up_asking_ends_the_query_too()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        AdhocQueryRequest request = new(Vocabulary.StoredQueryIds.FindDocuments, ReturnType.LeafClass,
        [
            new("$XDSDocumentEntryPatientId", [A.PatientId().Text]), new("$XDSDocumentEntryStatus", [Vocabulary.Approved]),
            new("$XDSDocumentEntryAuthorPerson", [.. Patterns]),
        ]);
        Assert.That(() => _registry.Actor.StoredQuery(request, A.Exchange(), patience.Token), Throws.InstanceOf<OperationCanceledException>());
    }
}
