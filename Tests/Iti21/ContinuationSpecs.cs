using IheNode.Core;
using static IheNode.Tests.PixBed;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class ContinuationSpecs(TestDatabase database)
{
    private static readonly PatientDemographicsQuery Query = new() { Names = [new("鈴木", "")], Quantity = 2 };

    private PixBed _bed = null!;

    [SetUp]
    public async Task Open()
    {
        _bed = new PixBed(database);
        for (var i = 1; i <= 5; i++) await _bed.Add(new() { Ids = [Clinic($"C{i}")], Names = [new("鈴木", $"第{i}子")] });
    }

    [TearDown]
    public void Close() => _bed.Dispose();

    [Test]
    [Spec("ITI TF-2 3.21.4.1.3")]
    public async Task Pages_follow_one_another_to_the_end_even_after_a_restart()
    {
        var (found, pages, query) = (new List<string>(), 0, Query);
        while (true)
        {
            var response = await _bed.Find(query);
            Assert.That(response.Total, Is.EqualTo(5));
            found.AddRange(response.Matches.Select(match => match.Patient.Ids[^1].Id));
            pages++;
            if (response.Continuation is null) break;
            query = query with { Continuation = response.Continuation, QueryId = "another", MessageId = $"{pages}", Text = $"QBP of page {pages + 1}" };
            _bed.Restart();
        }

        Assert.That(found, Is.EqualTo(new[] { "C1", "C2", "C3", "C4", "C5" }));
        Assert.That(pages, Is.EqualTo(3));
    }

    [TestCase("9")]
    [TestCase("1-0123456789abcdef")]
    [TestCase("--")]
    public async Task A_pointer_that_was_not_given_out_is_refused(string pointer)
    {
        var response = await _bed.Find(Query with { Continuation = pointer });

        Assert.That(response.Errors, Has.Count.EqualTo(1));
        Assert.That((response.Errors[0].Code, response.Errors[0].Where), Is.EqualTo((204, PatientErrorPlace.Continuation)));
    }

    [Test]
    public async Task A_pointer_does_not_fit_another_query()
    {
        var pointer = (await _bed.Find(Query)).Continuation;
        Assert.That((await _bed.Find(Query with { Names = [new("鈴木", "第5子")], Continuation = pointer })).Errors, Is.Not.Empty);
    }

    [Test]
    public async Task More_matches_than_the_limit_are_refused_not_cut()
    {
        _bed.Profile = _bed.Profile with { Limits = new() { QueryResults = 4 } };
        _bed.Restart();

        Assert.That((await _bed.Find(Query)).Errors[0].Text, Does.Contain("limits.queryResults"));
        Assert.That((await _bed.Find(Query with { Names = [new("鈴木", "第5子")] })).Total, Is.EqualTo(1));
    }
}
