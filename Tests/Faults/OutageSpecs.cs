using IheNode.Core;

namespace IheNode.Tests;

/// <summary>Something that the node needs goes away under load and comes back; the node does not go with it.</summary>
public sealed class OutageSpecs
{
    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("ihenode-outage-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test, CancelAfter(120_000), Spec("ITI TF-2 3.41.4.1.3")]
    public async Task While_its_database_is_away_the_node_refuses_and_when_it_is_back_the_node_goes_on_and_nothing_is_lost(CancellationToken cancellation)
    {
        if (PostgreSqlCluster.Binaries is null) Assert.Ignore("PostgreSQL is not installed: there is no database that could be stopped.");
        var server = PostgreSqlCluster.New();
        await using var run = Run(new("postgresql", "PostgreSQL that stops, files", TestDatabase.On(server)), _folder);
        var codes = await run.DisturbAsync(new(run.Seed, 0, Kill.UnderLoad), () => Task.Run(server.Stop), (_, _) => Task.CompletedTask, () => Task.Run(server.Start), cancellation);
        TestContext.Out.WriteLine($"refused meanwhile with {string.Join(", ", codes)}");
        Assert.That(run.Broken, Is.Empty);
        run.Remove();
    }

    [Test, CancelAfter(120_000), Spec("ITI TF-2 3.41.4.1.3")]
    public async Task While_the_disk_is_full_the_node_refuses_and_with_room_it_goes_on_and_nothing_is_lost(CancellationToken cancellation)
    {
        var disk = Path.Combine(_folder, "disk");
        await MountedAsync(disk);
        try
        {
            var ballast = Path.Combine(disk, "ballast");
            await using var run = Run(FaultStore.Of("sqlite"), disk, "documents.freeBytes=0");
            var codes = await run.DisturbAsync(
                new(run.Seed, 0, Kill.UnderLoad), () => FillAsync(ballast, cancellation),
                // Nor are questions answered, since nothing is that cannot be audited.
                (_, _) => Task.CompletedTask, () => Task.Run(() => File.Delete(ballast)), cancellation);
            TestContext.Out.WriteLine($"refused meanwhile with {string.Join(", ", codes)}");
            Assert.That(run.Broken, Is.Empty);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            await Tool.RunAsync("umount", [disk]);
        }
    }

    [Test, CancelAfter(120_000), Spec("ITI TF-3 Table 4.2.4.1-2")]
    public async Task With_less_room_than_the_reserve_submissions_are_refused_documents_are_found_and_given_and_with_room_again_submissions_go_on(CancellationToken cancellation)
    {
        const long reserve = 128 << 20, left = 100 << 20;
        var disk = Path.Combine(_folder, "disk");
        await MountedAsync(disk);
        try
        {
            var ballast = Path.Combine(disk, "ballast");
            await using var run = Run(FaultStore.Of("sqlite"), disk, $"documents.freeBytes={reserve}");
            var given = 0;
            var codes = await run.DisturbAsync(
                new(run.Seed, 0, Kill.UnderLoad), () => FillAsync(ballast, cancellation, left),
                async (judge, acknowledged) =>
                {
                    Assert.That(await judge.MissingAsync(acknowledged, cancellation), Is.Empty, "ITI-18 finds and ITI-43 gives what was acknowledged");
                    given = acknowledged.Count;
                },
                () => Task.Run(() => File.Delete(ballast)), cancellation);
            Assert.That(given, Is.GreaterThanOrEqualTo(30));
            Assert.That(codes, Does.Contain(XdsErrorCode.RepositoryOutOfResources));
            Assert.That(codes.Except([XdsErrorCode.RepositoryOutOfResources, XdsErrorCode.UnknownPatientId]), Is.Empty, "no other reason to refuse");
            Assert.That(run.Broken, Is.Empty);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            await Tool.RunAsync("umount", [disk]);
        }
    }

    private static FaultRun Run(FaultStore store, string folder, params string[] settings) => new(
        store, new(folder, TestContext.CurrentContext.Random.Next(1, 1_000_000), 100, null, TestContext.Out.WriteLine) { Settings = settings }, new(Path.Combine(folder, "journal.tsv")));

    private static async Task MountedAsync(string disk)
    {
        Directory.CreateDirectory(disk);
        if (!Environment.IsPrivilegedProcess || (await Tool.RunAsync("mount", ["-t", "tmpfs", "-o", "size=1g", "tmpfs", disk])).ExitCode != 0)
            Assert.Ignore("This account may not mount a small disk, which is to be filled.");
    }

    // To the last octet, if none are to be left.
    private static async Task FillAsync(string ballast, CancellationToken cancellation, long left = 0)
    {
        var disk = new DriveInfo(Path.GetDirectoryName(ballast)!);
        await using var file = new FileStream(ballast, FileMode.Create, FileAccess.Write, FileShare.None, 1);
        var piece = new byte[64 * 1024];
        try
        {
            while (left == 0 || disk.AvailableFreeSpace > left) await file.WriteAsync(piece, cancellation);
        }
        catch (IOException)
        {
            // It is full.
        }
    }
}
