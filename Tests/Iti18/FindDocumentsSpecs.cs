using IheNode.Core;
using NUnit.Framework;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class FindDocumentsSpecs(TestDatabase database)
{
    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Open() => _registry = await TestRegistry.WithPatientAsync(database, null, "other");

    [TearDown]
    public void Close() => _registry.Dispose();

    private static IEnumerable<TestCaseData> Differences()
    {
        yield return ByCode("ClassCode", (e, c) => e with { ClassCode = c });
        yield return ByCode("TypeCode", (e, c) => e with { TypeCode = c });
        yield return ByCode("PracticeSettingCode", (e, c) => e with { PracticeSettingCode = c });
        yield return ByCode("HealthcareFacilityTypeCode", (e, c) => e with { HealthcareFacilityTypeCode = c });
        yield return ByCode("FormatCode", (e, c) => e with { FormatCode = c });
        yield return ByCode("EventCodeList", (e, c) => e with { EventCodes = [A.Code("T14", "外傷"), c] });
        yield return ByCode("ConfidentialityCode", (e, c) => e with { ConfidentialityCodes = [A.Code("V", "要配慮"), c] });
        yield return Case("AuthorPerson", "%鈴木%", e => e with { Authors = [A.Author(), A.Author("D9^鈴木^一郎")] });
        yield return Case("CreationTimeFrom", "", e => e with { CreationTime = new("202504010931") }, "202504010931");
        yield return Case("CreationTimeTo", "", e => e with { CreationTime = new("20250401092959") }, "20250401093000");
        yield return Case("ServiceStartTimeFrom", "", e => e with { ServiceStartTime = new("2026"), ServiceStopTime = new("2027") }, "20260101");
        yield return Case("ServiceStartTimeTo", "", e => e with { ServiceStartTime = new("2024") }, "20240102");
        yield return Case("ServiceStopTimeFrom", "", e => e with { ServiceStopTime = new("2026") }, "20251231");
        yield return Case("ServiceStopTimeTo", "", e => e with { ServiceStopTime = new("202503"), ServiceStartTime = null }, "20250302");

        static TestCaseData Case(string parameter, string value, Func<DocumentEntry, DocumentEntry> change, string? other = null) =>
            new($"$XDSDocumentEntry{parameter}", other ?? value, change);

        static TestCaseData ByCode(string parameter, Func<DocumentEntry, Code, DocumentEntry> change) =>
            Case(parameter, "X1^^1.2.3.4", e => change(e, new("X1", "1.2.3.4", "独自")));
    }

    [TestCaseSource(nameof(Differences)), Spec("ITI TF-2 3.18.4.1.2.3.7.1")]
    public async Task Finds_only_the_entry_that_matches_the_parameter(string parameter, string value, Func<DocumentEntry, DocumentEntry> change)
    {
        var wanted = change(A.DocumentEntry());
        Assert.That(await _registry.RegisterAsync(A.DocumentEntry(), wanted, A.DocumentEntry()), Is.EqualTo(RegistryResponse.Success));
        await _registry.RegisterAsync(change(A.DocumentEntry(A.PatientId("other"))));
        Assert.That(UniqueIds(await _registry.FindDocumentsAsync((parameter, [value]))), Is.EqualTo(new[] { wanted.UniqueId }));
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7.1")]
    public async Task Returns_only_entries_that_match_every_given_parameter()
    {
        var both = A.DocumentEntry() with { ClassCode = A.Code("C", "c"), TypeCode = A.Code("T", "t") };
        await _registry.RegisterAsync(both, A.DocumentEntry() with { ClassCode = both.ClassCode }, A.DocumentEntry() with { TypeCode = both.TypeCode });
        var found = await _registry.FindDocumentsAsync(
            ("$XDSDocumentEntryClassCode", [both.ClassCode!.ToQueryValue()]), ("$XDSDocumentEntryTypeCode", [both.TypeCode!.ToQueryValue()]));
        Assert.That(UniqueIds(found), Is.EqualTo(new[] { both.UniqueId }));
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.5")]
    public async Task Takes_values_of_one_slot_as_alternatives_and_a_repeated_slot_as_a_further_condition()
    {
        var (a, b) = (A.Code("a", "a"), A.Code("b", "b"));
        var (onlyA, onlyB, both) = (Entry(a), Entry(b), Entry(a, b));
        await _registry.RegisterAsync(onlyA, onlyB, both, Entry());
        const string name = "$XDSDocumentEntryEventCodeList";
        var either = await _registry.FindDocumentsAsync((name, [a.ToQueryValue(), b.ToQueryValue()]));
        var each = await _registry.FindDocumentsAsync((name, [a.ToQueryValue()]), (name, [b.ToQueryValue()]));
        Assert.Multiple(() =>
        {
            Assert.That(UniqueIds(either), Is.EquivalentTo(new[] { onlyA.UniqueId, onlyB.UniqueId, both.UniqueId }));
            Assert.That(UniqueIds(each), Is.EqualTo(new[] { both.UniqueId }));
        });

        static DocumentEntry Entry(params Code[] codes) => A.DocumentEntry() with { EventCodes = [.. codes] };
    }

    [TestCase("D0001^佐藤%", 1), TestCase("%佐藤^健_^%", 1), TestCase("佐藤", 0), TestCase("%SATO%", 0), TestCase("%", 2), TestCase("*", 0), TestCase("[A-Z]%", 0)]
    [TestCase("%'; drop table registry_patient; --", 0), TestCase("S^Sato^%", 1), TestCase("s^sato^%", 0)]
    [Spec("ITI TF-2 3.18.4.1.2.3.7.1")]
    public async Task Compares_authors_as_sql_like_does(string pattern, int count)
    {
        await _registry.RegisterAsync(A.DocumentEntry(), A.DocumentEntry() with { Authors = [A.Author("S^Sato^Ken")] });
        Assert.That(UniqueIds(await _registry.FindDocumentsAsync(("$XDSDocumentEntryAuthorPerson", [pattern]))), Has.Length.EqualTo(count));
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7.1")]
    public async Task Does_not_match_a_pattern_across_two_authors()
    {
        await _registry.RegisterAsync(A.DocumentEntry() with { Authors = [A.Author("1^Abe"), A.Author("2^Baba")] });
        Assert.That(UniqueIds(await _registry.FindDocumentsAsync(("$XDSDocumentEntryAuthorPerson", ["1^%Baba"]))), Is.Empty);
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7.1")]
    public async Task Ignores_service_times_of_entries_that_have_none()
    {
        var without = A.DocumentEntry() with { ServiceStartTime = null, ServiceStopTime = null };
        await _registry.RegisterAsync(without, A.DocumentEntry());
        var found = await _registry.FindDocumentsAsync(("$XDSDocumentEntryServiceStartTimeFrom", ["2030"]), ("$XDSDocumentEntryServiceStopTimeTo", ["2000"]));
        Assert.That(UniqueIds(found), Is.EqualTo(new[] { without.UniqueId }));
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7.1")]
    public async Task Ignores_creation_times_for_on_demand_entries_only()
    {
        var onDemand = A.DocumentEntry() with { ObjectType = Vocabulary.OnDemandDocument, CreationTime = null, Hash = null, Size = null };
        var registered = await _registry.Actor.RegisterOnDemandDocumentEntry(A.Submission(onDemand), A.Exchange(), default);
        Assert.That(registered, Is.EqualTo(RegistryResponse.Success));
        await _registry.RegisterAsync(A.DocumentEntry());
        var found = await _registry.FindDocumentsAsync(
            ("$XDSDocumentEntryCreationTimeFrom", ["2030"]), ("$XDSDocumentEntryType", [Vocabulary.StableDocument, Vocabulary.OnDemandDocument]));
        Assert.That(UniqueIds(found), Is.EqualTo(new[] { onDemand.UniqueId }));
    }

    [TestCase("2025", "2026", 1), TestCase("202504", "20250402", 1), TestCase("20250401093000", "20250401093001", 1)]
    [TestCase("20250401093001", "2026", 0), TestCase("2025", "20250401093000", 0), TestCase("2025", "2025", 0)]
    [Spec("ITI TF-2 3.18.4.1.2.3.3")]
    public async Task Takes_the_lower_bound_of_a_time_into_the_range_and_the_upper_not_whatever_their_precision(string from, string until, int count)
    {
        await _registry.RegisterAsync(A.DocumentEntry() with { CreationTime = new("20250401093000") });
        var found = await _registry.FindDocumentsAsync(("$XDSDocumentEntryCreationTimeFrom", [from]), ("$XDSDocumentEntryCreationTimeTo", [until]));
        Assert.That(UniqueIds(found), Has.Length.EqualTo(count));
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7.1")]
    public async Task Filters_by_status_and_drops_statuses_that_it_does_not_know()
    {
        var original = await _registry.RegisteredAsync(A.DocumentEntry());
        var replacement = A.DocumentEntry();
        await _registry.RegisterAsync(replacement, A.Relationship(Vocabulary.Replace, replacement, original.Id));
        var approved = await ByStatusAsync(Vocabulary.Approved, "urn:unknown");
        var deprecated = await ByStatusAsync(Vocabulary.Deprecated);
        var both = await ByStatusAsync(Vocabulary.Deprecated, Vocabulary.Approved);
        var none = await ByStatusAsync("urn:unknown");
        Assert.Multiple(() =>
        {
            Assert.That(UniqueIds(approved), Is.EqualTo(new[] { replacement.UniqueId }));
            Assert.That(UniqueIds(deprecated), Is.EqualTo(new[] { original.UniqueId }));
            Assert.That(UniqueIds(both), Has.Length.EqualTo(2));
            Assert.That(none.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.StoredQueryMissingParam }));
        });

        Task<AdhocQueryResponse> ByStatusAsync(params string[] statuses) => _registry.QueryAsync(
            "FindDocuments", ("$XDSDocumentEntryPatientId", [A.PatientId().Text]), ("$XDSDocumentEntryStatus", statuses));
    }

    [TestCase(new[] { Vocabulary.OnDemandDocument }, 0), TestCase(new[] { Vocabulary.StableDocument }, 1), TestCase(new[] { "urn:uuid:other" }, 0)]
    [TestCase(new[] { Vocabulary.StableDocument, Vocabulary.OnDemandDocument }, 1)]
    [Spec("ITI TF-2 3.18.4.1.2.3.6.2")]
    public async Task Filters_by_type(string[] types, int count)
    {
        await _registry.RegisterAsync(A.DocumentEntry());
        Assert.That(UniqueIds(await _registry.FindDocumentsAsync(("$XDSDocumentEntryType", types))), Has.Length.EqualTo(count));
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.3")]
    public async Task Answers_with_references_when_asked_for_them()
    {
        var entry = await _registry.RegisteredAsync(A.DocumentEntry());
        var found = await _registry.QueryAsync(
            "FindDocuments", ReturnType.ObjectRef,
            ("$XDSDocumentEntryPatientId", [A.PatientId().Text]), ("$XDSDocumentEntryStatus", [Vocabulary.Approved]));
        Assert.That(found.Objects, Is.EqualTo(new RegistryObjectList([], [new ObjectRef(entry.Id)])));
    }

    [Test]
    public async Task Refuses_an_answer_over_the_limit_and_never_cuts_it()
    {
        using var small = await TestRegistry.WithPatientAsync(database, A.Profile() with { Limits = new() { QueryResults = 2 } });
        await small.RegisterAsync(A.DocumentEntry(), A.DocumentEntry());
        var two = await small.FindDocumentsAsync();
        await small.RegisterAsync(A.DocumentEntry());
        var three = await small.FindDocumentsAsync();
        Assert.Multiple(() =>
        {
            Assert.That(UniqueIds(two), Has.Length.EqualTo(2));
            Assert.That(three.Status, Is.EqualTo(ResponseStatus.Failure));
            Assert.That(three.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.TooManyResults }));
            Assert.That(three.Objects.Objects, Is.Empty);
        });
    }

    private static string[] UniqueIds(AdhocQueryResponse response)
    {
        Assert.That(response.Status, Is.EqualTo(ResponseStatus.Success), response.Errors.ToString());
        return [.. response.Objects.DocumentEntries.Select(e => e.UniqueId!)];
    }
}
