using System.Text.Json;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>A check of a repository beside its real registry, as an operator runs it.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RepositoryCheckCommandSpecs(TestDatabase database)
{
    private static readonly PatientId[] Patients = [PatientId.Of("CHECK-1", "1.3.6.1.4.1.21367.13.20.1000"), PatientId.Of("CHECK-2", "1.3.6.1.4.1.21367.13.20.1000")];

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Says_that_all_is_well_then_which_document_is_damaged_and_what_it_removed()
    {
        var data = Directory.CreateTempSubdirectory("ihenode-check-").FullName;
        var own = database.Of(data);
        await using (var node = await TestNode.StartAsync(database, dataFolder: data))
        {
            foreach (var (patient, size) in Patients.Zip([1000, 300_000]))
            {
                await node.FeedAsync(new Patient { Ids = [patient], Names = [new("CHECK", patient.Id, NameRepresentation.Alphabetic)] });
                Assert.That((await node.AskAsync(Iti41.Contract, Connectathon.Submission(node, patient, new byte[size]), "/xds/repository")).Errors, Is.Empty);
            }
        }

        var well = await RunAsync(data, own);
        var stored = Directory.EnumerateFiles(Path.Combine(data, "documents"), "*", SearchOption.AllDirectories).Single();
        await File.AppendAllTextAsync(stored, "x");
        var stray = Path.Combine(Path.GetDirectoryName(stored)!, Path.GetFileName(stored)[..3] + new string('0', 61));
        await File.WriteAllTextAsync(stray, "nobody's");
        var broken = await RunAsync(data, own, "--repair", "--json");
        var lines = broken.Output.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That((well.ExitCode, well.Output.Trim()), Is.EqualTo((0, "2 contents (301,000 octets), 2 documents and 2 entries checked: no breaks")));
            Assert.That(broken.ExitCode, Is.EqualTo(1));
            Assert.That(lines[..^1].Select(line => (line.GetProperty("check").GetString(), line.GetProperty("repaired").GetBoolean())),
                Is.EquivalentTo(new[] { ("stray-content", true), ("damaged-content", false) }));
            Assert.That((lines[^1].GetProperty("breaks").GetInt64(), lines[^1].GetProperty("repaired").GetInt64()), Is.EqualTo((2L, 1L)));
            Assert.That(File.Exists(stray), Is.False);
        });
        own.Drop();
        Directory.Delete(data, recursive: true);
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Verifies_what_is_stored_also_where_the_registry_is_another_nodes()
    {
        var data = Directory.CreateTempSubdirectory("ihenode-check-").FullName;
        var own = database.Of(data);
        await using (var node = await TestNode.StartAsync(database, dataFolder: data))
        {
            await node.FeedAsync(new Patient { Ids = [Patients[0]], Names = [new("CHECK", "TARO", NameRepresentation.Alphabetic)] });
            Assert.That((await node.AskAsync(Iti41.Contract, Connectathon.Submission(node, Patients[0], new byte[300_000]), "/xds/repository")).Errors, Is.Empty);
        }

        string[] elsewhere = ["--set", "registry.address=https://registry.example/xds/registry"];
        var well = await RunAsync(data, own, elsewhere);
        File.Delete(Directory.EnumerateFiles(Path.Combine(data, "documents"), "*", SearchOption.AllDirectories).Single());
        var broken = await RunAsync(data, own, elsewhere);
        Assert.Multiple(() =>
        {
            Assert.That((well.ExitCode, well.Output.Trim()), Is.EqualTo((0, "1 contents (300,000 octets), 1 documents and 0 entries checked: no breaks")));
            Assert.That(well.Complaints, Does.Contain("registry.address"));
            Assert.That(broken.ExitCode, Is.EqualTo(1));
            Assert.That(broken.Output, Does.Contain("missing-content"));
        });
        own.Drop();
        Directory.Delete(data, recursive: true);
    }

    private static Task<Ihenode.Outcome> RunAsync(string data, OwnDatabase own, params string[] options) => Ihenode.RunAsync(
        ["repository", "check", "--profile", "profiles/connectathon.json", "--data", data, .. own.Settings.SelectMany(setting => new[] { "--set", setting }), .. options]);
}
