using System.Text;
using System.Xml;
using IheNode.Core;
using IheNode.Registry;

namespace IheNode.Tests;

/// <summary>Submissions from files: all rules apply, order is kept where it counts, and a load that was ended goes on.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RegistryLoadSpecs(TestDatabase database)
{
    private readonly List<LoadRefusal> _refused = [];
    private TestRegistry _registry = null!;
    private string _folder = null!;

    [SetUp]
    public async Task Open()
    {
        _registry = await TestRegistry.WithPatientAsync(database);
        _folder = Directory.CreateTempSubdirectory("ihenode-load-").FullName;
        _refused.Clear();
    }

    [TearDown]
    public void Close()
    {
        _registry.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test, Spec("ITI TF-2 3.42.4.1.2")]
    public async Task Loads_requests_and_envelopes_of_any_depth()
    {
        Write("a.xml", A.Submission());
        Write("inner/deeper/b.xml", A.Submission(), envelope: true);
        Assert.That(await LoadAsync(), Is.EqualTo(new LoadProgress(2, 2, 0, 0)));
        Assert.That(await EntriesAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task Keeps_the_order_of_a_patients_submissions()
    {
        var ids = Enumerable.Range(0, 40).Select(_ => EntryUuid.From(Guid.NewGuid())).ToArray();
        for (var i = 0; i < ids.Length; i++)
        {
            var entry = A.DocumentEntry() with { Id = ids[i] };
            Write($"{i:D3}.xml", i == 0 ? A.Submission(entry) : A.Submission(entry, A.Relationship(Vocabulary.Replace, entry, ids[i - 1])));
        }

        Assert.That(await LoadAsync(), Is.EqualTo(new LoadProgress(40, 40, 0, 0)));
        var approved = (await _registry.FindDocumentsAsync()).Objects.Objects;
        Assert.That(approved.Single().Id, Is.EqualTo(ids[^1]));
    }

    [Test]
    public async Task Tells_of_each_file_that_is_refused_with_every_reason_and_loads_the_others()
    {
        Write("bad.xml", A.Submission(A.DocumentEntry() with { ClassCode = null, Hash = "x" }));
        await File.WriteAllTextAsync(Path.Combine(_folder, "broken.xml"), "<lcm:Submit");
        await File.WriteAllTextAsync(Path.Combine(_folder, "entity.xml"), "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>");
        Write("good.xml", A.Submission());
        Assert.That(await LoadAsync(), Is.EqualTo(new LoadProgress(4, 1, 0, 3)));
        Assert.That(_refused.Select(r => r.Name), Is.EquivalentTo(new[] { "bad.xml", "broken.xml", "entity.xml" }));
        Assert.That(_refused.Single(r => r.Name == "bad.xml").Errors.Select(e => e.CodeContext), Has.Some.Contains("classCode").And.Some.Contains("hash"));
        Assert.That(await EntriesAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_second_load_changes_nothing_with_a_journal_or_without()
    {
        for (var i = 0; i < 5; i++) Write($"{i}.xml", A.Submission(), envelope: i % 2 == 0);
        await LoadAsync();
        Assert.That(await LoadAsync(), Is.EqualTo(new LoadProgress(5, 5, 0, 0)), "each gets its first answer again");
        Assert.That(await EntriesAsync(), Is.EqualTo(5));
    }

    [Test]
    public async Task Goes_on_where_an_ended_load_was()
    {
        for (var i = 0; i < 600; i++) Write($"{i:D3}.xml", A.Submission());
        using var stop = new CancellationTokenSource();
        var load = Load();
        using (var journal = Journal())
        {
            Assert.That(
                async () => await load.RunAsync(Stopping(300, stop), journal, _refused.Add, stop.Token),
                Throws.InstanceOf<OperationCanceledException>());
        }

        var before = await EntriesAsync();
        var after = await LoadAsync();
        Assert.Multiple(async () =>
        {
            Assert.That(load.Progress.Messages, Is.GreaterThan(0));
            Assert.That(after.Messages + after.Skipped, Is.EqualTo(600));
            Assert.That(after.Skipped, Is.LessThanOrEqualTo(before), "the journal never says more than the database");
            Assert.That(await EntriesAsync(), Is.EqualTo(600));
            Assert.That(_refused, Is.Empty);
            Assert.That(Directory.GetFiles(Directory.GetParent(_folder)!.FullName, Path.GetFileName(_folder) + ".journal"), Is.Empty, "done");
        });
    }

    [Test]
    public async Task Leaves_hidden_files_and_links_to_folders_alone_and_reads_no_file_beyond_the_limit()
    {
        Write("0.xml", A.Submission());
        Write(".hidden.xml", A.Submission());
        Directory.CreateSymbolicLink(Path.Combine(_folder, "loop"), _folder);
        File.WriteAllBytes(Path.Combine(_folder, "1.xml"), new byte[(1 << 20) + 1]);
        Assert.That(await LoadAsync(), Is.EqualTo(new LoadProgress(2, 1, 0, 1)));
        Assert.That(_refused.Single().Errors.Single().CodeContext, Does.Contain("limits.xmlBytes"));
    }

    [Test]
    public async Task A_file_that_was_changed_after_it_was_loaded_is_loaded_again()
    {
        Write("0.xml", A.Submission());
        Write("1.xml", A.Submission(A.DocumentEntry(A.PatientId("later"))));
        Assert.That(await LoadAsync(), Is.EqualTo(new LoadProgress(2, 1, 0, 1)));
        Write("0.xml", A.Submission());
        File.SetLastWriteTimeUtc(Path.Combine(_folder, "0.xml"), File.GetLastWriteTimeUtc(_folder + ".journal").AddSeconds(1));
        Assert.That(await LoadAsync(), Is.EqualTo(new LoadProgress(2, 1, 0, 1)));
        Assert.That(await EntriesAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task Tries_again_what_was_refused_and_skips_the_rest()
    {
        Write("0.xml", A.Submission());
        Write("1.xml", A.Submission(A.DocumentEntry(A.PatientId("later"))));
        Assert.That(await LoadAsync(), Is.EqualTo(new LoadProgress(2, 1, 0, 1)));
        await _registry.AddPatientAsync(A.PatientId("later"));
        Assert.That(await LoadAsync(), Is.EqualTo(new LoadProgress(1, 1, 1, 0)));
        Assert.That(await EntriesAsync(A.PatientId("later")), Is.EqualTo(1));
    }

    [Test]
    public async Task Begins_anew_when_the_folder_is_another()
    {
        Write("0.xml", A.Submission());
        Write("1.xml", A.Submission(A.DocumentEntry(A.PatientId("nobody"))));
        await LoadAsync();
        Write("00.xml", A.Submission());
        Assert.That((await LoadAsync()).Skipped, Is.Zero);
        Assert.That(await EntriesAsync(), Is.EqualTo(2));
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.3.2")]
    public async Task Makes_patients_known_only_when_told_to_and_only_those_of_the_affinity_domain()
    {
        Write("known.xml", A.Submission(A.DocumentEntry(A.PatientId("new"))));
        Write("foreign.xml", A.Submission(A.DocumentEntry(PatientId.Of("1", "1.2.3.4"))));
        Assert.That((await LoadAsync()).Refused, Is.EqualTo(2));
        Assert.That((await LoadAsync(addPatients: true)).Refused, Is.EqualTo(1));
        Assert.That(await EntriesAsync(A.PatientId("new")), Is.EqualTo(1));
    }

    [Test]
    public async Task Takes_messages_from_a_stream_each_ended_by_zero()
    {
        using var stream = new MemoryStream();
        for (var i = 0; i < 3; i++)
        {
            stream.Write(Xml(A.Submission(), envelope: false));
            stream.Write("\n\0\n"u8);
        }

        stream.Write(Xml(A.Submission(), envelope: true));
        stream.Position = 0;
        var loaded = await Load().RunAsync(LoadMessages.OfStream(stream, 1_000_000, CancellationToken.None), null, _refused.Add, CancellationToken.None);
        Assert.That(loaded, Is.EqualTo(new LoadProgress(4, 4, 0, 0)));
        stream.Position = 0;
        Assert.That(
            async () => await Load().RunAsync(LoadMessages.OfStream(stream, 100, CancellationToken.None), null, _refused.Add, CancellationToken.None),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("limits.xmlBytes"));
    }

    private static byte[] Xml(SubmitObjectsRequest request, bool envelope)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new() { OmitXmlDeclaration = true })) SubmitObjectsRequestXml.Write(writer, request);
        return Encoding.UTF8.GetBytes(!envelope ? text.ToString() :
            $"""
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing">
              <s:Header><a:Action>{Iti42.Contract.Action}</a:Action><a:MessageID>urn:uuid:{Guid.NewGuid()}</a:MessageID></s:Header><s:Body>{text}</s:Body>
            </s:Envelope>
            """);
    }

    private async IAsyncEnumerable<LoadMessage> Stopping(int after, CancellationTokenSource stop)
    {
        foreach (var message in LoadMessages.OfFolder(_folder, 1 << 20))
        {
            if (message.Position == after) await stop.CancelAsync();
            stop.Token.ThrowIfCancellationRequested();
            yield return message;
        }
    }

    private void Write(string name, SubmitObjectsRequest request, bool envelope = false)
    {
        var file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, Xml(request, envelope));
    }

    private RegistryLoad Load(bool addPatients = false) => new(A.Profile(), _registry.Actor, _registry.Clock, addPatients);

    private LoadJournal Journal() => LoadJournal.Open(_folder + ".journal", LoadMessages.OfFolder(_folder, 1 << 20).Select(m => m.Name));

    private async Task<LoadProgress> LoadAsync(bool addPatients = false)
    {
        using var journal = Journal();
        var progress = await Load(addPatients).RunAsync(LoadMessages.OfFolder(_folder, 1 << 20).ToAsyncEnumerable(), journal, _refused.Add, CancellationToken.None);
        journal.Complete();
        return progress;
    }

    private async Task<int> EntriesAsync(PatientId? patient = null) => (await _registry.GetAllAsync(patient)).Objects.DocumentEntries.Count();
}
