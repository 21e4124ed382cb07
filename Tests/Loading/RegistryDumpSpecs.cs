using System.Xml.Linq;
using IheNode.Core;
using IheNode.Registry;

namespace IheNode.Tests;

/// <summary>What a dump writes, the reader reads as what the registry shows.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RegistryDumpSpecs(TestDatabase database)
{
    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Fill()
    {
        _registry = await TestRegistry.WithPatientAsync(database, null, "other", "third");
        var (entry, folder) = (A.DocumentEntry(), A.Folder());
        await _registry.RegisterAsync(entry, folder, A.HasMember(folder, entry));
        await _registry.RegisterAsync(A.DocumentEntry(A.PatientId("other")));
        await _registry.RegisterAsync(A.DocumentEntry(A.PatientId("third")));
        await _registry.MergeAsync(A.PatientId("third"), A.PatientId("other"));
    }

    [TearDown]
    public void Close() => _registry.Dispose();

    [Test, Spec("ITI TF-3 4.2")]
    public async Task Writes_everything_as_it_is_now()
    {
        var (objects, count) = await ReadAsync(async (dump, output) => await dump.WriteAllAsync(output, CancellationToken.None));
        var shown = (await _registry.GetAllAsync()).Objects.Objects.Concat((await _registry.GetAllAsync(A.PatientId("other"))).Objects.Objects);
        Assert.That(objects, Is.EquivalentTo(shown));
        Assert.That(count, Is.EqualTo(objects.Count));
    }

    [Test]
    public async Task Writes_a_patient_with_whoever_was_merged_into_it()
    {
        var (objects, _) = await ReadAsync(async (dump, output) => (await dump.WritePatientAsync(output, A.PatientId("other"), CancellationToken.None))!.Value);
        Assert.That(objects, Is.EquivalentTo((await _registry.GetAllAsync(A.PatientId("other"))).Objects.Objects));
        Assert.That(await new RegistryDump(_registry.Database).WritePatientAsync(Stream.Null, A.PatientId("nobody"), CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task Writes_single_objects_by_either_id_and_says_which_ids_nothing_has()
    {
        var all = (await _registry.GetAllAsync()).Objects;
        IReadOnlyList<string> unknown = [];
        var (objects, _) = await ReadAsync(async (dump, output) =>
        {
            var written = await dump.WriteAsync(output, [all.Folders.Single().Id, all.DocumentEntries.Single().UniqueId!, "1.2.3", "urn:uuid:x"], CancellationToken.None);
            unknown = written.Unknown;
            return written.Objects;
        });
        Assert.That(objects, Is.EquivalentTo(new RegistryObject[] { all.Folders.Single(), all.DocumentEntries.Single() }));
        Assert.That(unknown, Is.EqualTo(new[] { "1.2.3", "urn:uuid:x" }));
    }

    private async Task<(IReadOnlyList<RegistryObject> Objects, long Count)> ReadAsync(Func<RegistryDump, Stream, Task<long>> write)
    {
        using var output = new MemoryStream();
        var count = await write(new RegistryDump(_registry.Database), output);
        output.Position = 0;
        var request = SubmitObjectsRequestXml.Read(XElement.Load(output));
        Assert.That(request.Errors, Is.Empty);
        return ([.. request.Objects.Objects], count);
    }
}
