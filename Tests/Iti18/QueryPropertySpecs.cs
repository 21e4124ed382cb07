using FsCheck;
using FsCheck.Fluent;
using IheNode.Core;
using IheNode.Registry;

namespace IheNode.Tests;

/// <summary>
/// Whatever is registered and whatever is asked, the registry answers as the standard words it. The contents and the queries are drawn by lot from a seed, which
/// a failure tells; <c>IHENODE_TEST_SEED=…</c> draws them again.
/// </summary>
[TestFixtureSource(typeof(Databases))]
public sealed class QueryPropertySpecs(TestDatabase database)
{
    private const int Registries = 4;
    private const int QueriesEach = 500;

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7"), Spec("ITI TF-2 3.51.4.1.2.1"), Spec("ITI TF-2 3.18.4.1.2.3.5.1.1")]
    public async Task The_registry_finds_what_a_naive_reading_of_the_standard_finds()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("IHENODE_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        var answers = new HashSet<(string, bool)>();
        for (var n = 0; n < Registries; n++)
        {
            using var filled = await RandomRegistry.FillAsync(database, new Random(seed + n));
            var queries = Arb.From(new RandomQueries(filled).All, RandomQueries.Smaller);
            var config = Config.QuickThrowOnFailure.WithMaxTest(QueriesEach).WithReplay((ulong)(seed + n), 1);
            try
            {
                Prop.ForAll(queries, request => AssertAsync(filled, request, answers).GetAwaiter().GetResult()).Check(config);
            }
            catch (Exception failure) when (failure is not ResultStateException)
            {
                Assert.Fail($"IHENODE_TEST_SEED={seed} (registry {n}): {failure.Message}\n{failure.InnerException?.Message}");
            }
        }

        var neverFound = StoredQueries.All.Values.Concat(MultiPatientQueries.All.Values).Where(q => !answers.Contains((q.Id, true))).Select(q => q.Name);
        Assert.That(neverFound, Is.Empty, "each query found something at least once, else nothing is proved of it");
    }

    private static async Task AssertAsync(RandomRegistry filled, AdhocQueryRequest request, HashSet<(string Query, bool Found)> answers)
    {
        var expected = filled.Contents.Answer(request);
        var ask = MultiPatientQueries.All.ContainsKey(request.QueryId) ? (Answer<AdhocQueryRequest, AdhocQueryResponse>)filled.Registry.Actor.MultiPatientStoredQuery : filled.Registry.Actor.StoredQuery;
        var answer = await ask(request, A.Exchange(), CancellationToken.None);
        answers.Add((request.QueryId, expected is { Count: > 0 }));
        if (expected is null)
        {
            Expect(answer.Errors.Select(e => e.Code).SequenceEqual([XdsErrorCode.ResultNotSinglePatient]), "whole objects of several patients are refused", answer);
            return;
        }

        Expect(answer.Status == ResponseStatus.Success, "the query succeeds", answer);
        if (request.ReturnType == ReturnType.ObjectRef)
        {
            Expect(answer.Objects.Objects.Count == 0 && Same(answer.Objects.ObjectRefs.Select(r => r.Id), expected.Select(o => o.Id)),
                $"the references are [{string.Join(", ", expected.Select(o => o.Id))}]", answer);
            return;
        }

        Expect(Same(answer.Objects.Objects.Select(o => o.Id), expected.Select(o => o.Id)), $"the objects are [{string.Join(", ", expected.Select(Told))}]", answer);
        Expect(answer.Objects.Objects.All(expected.Contains), "each object is as it was registered", answer);
    }

    private static bool Same(IEnumerable<string> one, IEnumerable<string> other) => one.Order(StringComparer.Ordinal).SequenceEqual(other.Order(StringComparer.Ordinal));

    private static void Expect(bool holds, string what, AdhocQueryResponse answer)
    {
        if (holds) return;
        var given = answer.Objects.Objects.Select(Told).Concat(answer.Objects.ObjectRefs.Select(r => r.Id));
        throw new InvalidOperationException($"expected that {what}; it gave {answer.Status} {string.Join(", ", answer.Errors)} [{string.Join(", ", given)}]");
    }

    private static string Told(RegistryObject value) => $"{value.GetType().Name} {value.Id}";
}
