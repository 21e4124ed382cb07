using System.Data.Common;
using Dapper;
using IheNode.Platform;
using NUnit.Framework;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class DatabaseSpecs(TestDatabase kind)
{
    private string _folder = null!;
    private OwnDatabase _own = null!;
    private Database _database = null!;

    [SetUp]
    public async Task Open()
    {
        _folder = Directory.CreateTempSubdirectory("ihenode-sql-").FullName;
        _own = kind.Of(_folder);
        _database = Database.Open(_own.Engine);
        await _database.WriteAsync("item", (c, t) => c.ExecuteAsync("create table item (id bigint primary key)", transaction: t), default);
    }

    [TearDown]
    public void Close()
    {
        _database.Dispose();
        _own.Drop();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Keeps_what_waiting_writers_wrote_and_nothing_of_those_that_failed()
    {
        var held = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var first = Task.Run(() => _database.WriteAsync(
            "item",
            async (connection, transaction) =>
            {
                begun.SetResult();
                await held.Task;
                return await InsertAsync(connection, transaction, 0);
            },
            default));
        await begun.Task;
        // These wait for the first, so they share the next commit.
        var rest = Enumerable.Range(1, 100).Select(i => _database.WriteAsync(
            "item",
            async (connection, transaction) =>
            {
                await InsertAsync(connection, transaction, i);
                return i % 3 == 0 ? throw new InvalidOperationException($"{i}") : i;
            },
            default)).ToArray();
        held.SetResult();
        await first;
        var failures = 0;
        for (var i = 1; i <= 100; i++)
        {
            if (i % 3 == 0)
            {
                Assert.That(async () => await rest[i - 1], Throws.InvalidOperationException.With.Message.EqualTo($"{i}"));
                failures++;
            }
            else
            {
                Assert.That(await rest[i - 1], Is.EqualTo(i));
            }
        }

        var ids = await IdsAsync();
        Assert.That(ids, Has.Count.EqualTo(101 - failures).And.None.Matches<long>(id => id > 0 && id % 3 == 0));
    }

    [Test]
    public async Task Undoes_a_write_that_fails_alone_and_goes_on()
    {
        Assert.That(
            async () => await _database.WriteAsync<int>(
                "item",
                async (connection, transaction) =>
                {
                    await InsertAsync(connection, transaction, 1);
                    throw new InvalidOperationException("no");
                },
                default),
            Throws.InvalidOperationException);
        await _database.WriteAsync("item", (c, t) => InsertAsync(c, t, 2), default);
        Assert.That(await IdsAsync(), Is.EqualTo(new[] { 2L }));
    }

    [Test]
    public async Task Does_not_begin_a_write_that_was_cancelled_while_it_waited()
    {
        using var cancel = new CancellationTokenSource();
        var held = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var first = Task.Run(() => _database.WriteAsync(
            "item",
            async (_, _) =>
            {
                begun.SetResult();
                await held.Task;
                return 0;
            },
            default));
        await begun.Task;
        var second = _database.WriteAsync("item", (c, t) => InsertAsync(c, t, 1), cancel.Token);
        await cancel.CancelAsync();
        held.SetResult();
        await first;
        Assert.Multiple(async () =>
        {
            Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
            Assert.That(await IdsAsync(), Is.Empty);
        });
    }

    [Test]
    public async Task Reads_one_moment_however_many_statements_it_takes()
    {
        var counts = await _database.ReadAsync(
            async connection =>
            {
                var before = await connection.ExecuteScalarAsync<long>("select count(*) from item");
                await _database.WriteAsync("item", (c, t) => InsertAsync(c, t, 1), default);
                return (before, after: await connection.ExecuteScalarAsync<long>("select count(*) from item"));
            },
            default);
        Assert.Multiple(async () =>
        {
            Assert.That(counts, Is.EqualTo((0L, 0L)));
            Assert.That(await IdsAsync(), Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task Runs_a_write_again_that_lost_to_another_without_its_caller_seeing_it()
    {
        var runs = 0;
        await _database.WriteAsync("item", (c, t) => InsertAsync(c, t, 7), default);
        // Whoever looks first and then inserts is what a unique index stops when another does the same.
        var looked = await _database.WriteAsync(
            "other",
            async (connection, transaction) =>
            {
                var there = runs++ > 0 && await connection.ExecuteScalarAsync<long>("select count(*) from item where id = 7", transaction: transaction) > 0;
                if (!there && kind != TestDatabase.Sqlite) await InsertAsync(connection, transaction, 7);
                return there;
            },
            default);
        Assert.That((looked, runs), Is.EqualTo(kind == TestDatabase.Sqlite ? (false, 1) : (true, 2)));
    }

    [Test]
    public async Task Settles_writes_that_wait_for_each_other_in_a_circle()
    {
        if (kind == TestDatabase.Sqlite)
        {
            Assert.That(new Sqlite("").WriteLanes, Is.EqualTo(1), "Only one writes at a time, so there is no circle.");
            return;
        }

        await _database.WriteAsync("item", async (c, t) => await InsertAsync(c, t, 1) + await InsertAsync(c, t, 2), default);
        using var both = new Barrier(2);
        async Task<int> WriteAsync(int first, int second)
        {
            var met = false;
            return await _database.WriteAsync(
                async (connection, transaction) =>
                {
                    await connection.ExecuteAsync("update item set id = id where id = @first", new { first }, transaction);
                    if (!met) both.SignalAndWait(TimeSpan.FromSeconds(20));
                    met = true;
                    return await connection.ExecuteAsync("update item set id = id where id = @second", new { second }, transaction);
                },
                default);
        }

        Assert.That(await Task.WhenAll(Task.Run(() => WriteAsync(1, 2)), Task.Run(() => WriteAsync(2, 1))), Is.EqualTo(new[] { 1, 1 }));
    }

    private static Task<int> InsertAsync(DbConnection connection, DbTransaction transaction, int id) =>
        connection.ExecuteAsync("insert into item (id) values (@id)", new { id }, transaction);

    private Task<IReadOnlyList<long>> IdsAsync() =>
        _database.ReadAsync<IReadOnlyList<long>>(async c => (await c.QueryAsync<long>("select id from item order by id")).AsList(), default);
}
