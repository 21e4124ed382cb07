using System.Text;
using System.Xml;
using System.Xml.Linq;
using CliWrap;
using Dapper;
using IheNode.Core;
using IheNode.Platform;
using IheNode.Registry;

namespace IheNode.Tests;

/// <summary><c>ihenode registry</c> as an operator runs it: load, check, break, repair, dump.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RegistryCommandSpecs(TestDatabase database)
{
    private const string Domain = "1.3.6.1.4.1.21367.13.20.1000";
    private const string Profile = "profiles/connectathon.json";
    private string _data = null!;
    private string _files = null!;
    private OwnDatabase _own = null!;

    [SetUp]
    public void Prepare()
    {
        _data = Directory.CreateTempSubdirectory("ihenode-registry-").FullName;
        _files = Directory.CreateTempSubdirectory("ihenode-files-").FullName;
        _own = database.Of(_data);
    }

    [TearDown]
    public void Remove()
    {
        _own.Drop();
        Directory.Delete(_data, recursive: true);
        Directory.Delete(_files, recursive: true);
    }

    [Test]
    public async Task Loads_checks_repairs_and_dumps()
    {
        Write("1.xml", Submission("L-1"));
        Write("2.xml", Submission("L-2"));
        Write("3.xml", Submission("L-3") with { Objects = RegistryObjectList.Empty });
        var load = await RunAsync("load", _files, "--add-patients");
        Assert.That(load.ExitCode, Is.EqualTo(1));
        Assert.That(load.Output, Does.Contain("2 submissions loaded with 2 entries").And.Contain("1 refused"));
        Assert.That(load.Complaints, Does.Contain("3.xml: XDSRegistryMetadataError"));
        File.Delete(Path.Combine(_files, "3.xml"));
        var again = await RunAsync("load", _files, "--add-patients");
        Assert.That((again.ExitCode, again.Complaints), Is.EqualTo((0, "")));

        var check = await RunAsync("check");
        Assert.That((check.ExitCode, check.Output.Trim()), Is.EqualTo((0, "6 objects checked: no breaks")));
        using (var opened = Database.Open(_own.Engine, typeof(RegistryActor).Assembly))
        {
            await opened.WriteAsync(
                (connection, transaction) => connection.ExecuteAsync("update registry_document_entry set class_code = 'x'; delete from registry_unique_id", null, transaction),
                CancellationToken.None);
        }

        var broken = await RunAsync("check", "--json");
        Assert.That(broken.ExitCode, Is.EqualTo(1));
        Assert.That(broken.Output.Trim().Split('\n'), Has.Length.EqualTo(7).And.Some.Contains("\"check\":\"index-columns\"").And.Some.Contains("\"breaks\":6"));
        var repaired = await RunAsync("check", "--repair");
        Assert.That(repaired.ExitCode, Is.Zero);
        Assert.That(repaired.Output, Does.Contain("6 breaks, 6 repaired"));

        var dump = await RunAsync("dump", "--patient", PatientId.Of("L-1", Domain).Text);
        var dumped = SubmitObjectsRequestXml.Read(XElement.Parse(dump.Output));
        Assert.That((dump.ExitCode, dumped.Errors.Count, dumped.Objects.Objects.Count), Is.EqualTo((0, 0, 3)));
        var unknown = await RunAsync("dump", "9.9.9");
        Assert.That((unknown.ExitCode, unknown.Complaints.Contains("9.9.9", StringComparison.Ordinal)), Is.EqualTo((1, true)));
    }

    [Test]
    public async Task A_dump_tells_of_an_object_that_cannot_be_read_and_writes_the_others()
    {
        Write("1.xml", Submission("L-1"));
        await RunAsync("load", _files, "--add-patients");
        using (var opened = Database.Open(_own.Engine, typeof(RegistryActor).Assembly))
        {
            await opened.WriteAsync(
                (connection, transaction) => connection.ExecuteAsync("update registry_document_entry set body = @damaged", new { damaged = new byte[] { 0, 255 } }, transaction),
                CancellationToken.None);
        }

        var dump = await RunAsync("dump");
        Assert.That((dump.ExitCode, dump.Complaints.Trim().Split('\n').Length), Is.EqualTo((1, 1)));
        Assert.That(dump.Complaints, Does.Contain("cannot be read"));
        Assert.That(SubmitObjectsRequestXml.Read(XElement.Parse(dump.Output)).Objects.Objects, Has.Count.EqualTo(2));
    }

    [TestCase("check")]
    [TestCase("dump")]
    [TestCase("load", ".")]
    public async Task A_database_that_is_not_there_is_said_in_one_sentence(string command, params string[] further)
    {
        var secret = Path.Combine(_files, "connection");
        File.WriteAllText(secret, "Host=/nowhere;Database=registry;Username=node;Password=geheim");
        var ran = await Ihenode.RunAsync(
            ["registry", command, .. further, "--profile", Profile, "--data", _data, "--set", "database.kind=postgresql", "--set", $"database.connectionStringFrom={secret}"]);
        Assert.That((ran.ExitCode, ran.Complaints.Trim().Split('\n').Length), Is.EqualTo((1, 1)));
        Assert.That(ran.Complaints, Does.StartWith("The database cannot be opened").And.Not.Contain("geheim"));
    }

    [Test, Spec("ITI TF-2 3.20.4.1.1.1")]
    public async Task A_load_leaves_a_record_of_its_beginning_and_one_of_its_end()
    {
        Write("1.xml", Submission("L-1"));
        await RunAsync("load", _files, "--add-patients");
        var records = new List<XElement>();
        await foreach (var entry in AuditTrail.ReadFolderAsync(_data, CancellationToken.None)) records.Add(XElement.Parse(entry.Message));
        Assert.Multiple(() =>
        {
            Assert.That(records.Select(r => r.Descendants("EventID").Single().Attribute("csd-code")!.Value), Is.EqualTo(new[] { "110107", "110107" }));
            Assert.That(records.Select(r => r.Descendants("EventTypeCode").Single().Attribute("csd-code")!.Value), Is.All.EqualTo("ITI-42"));
            Assert.That(records[1].Descendants("ParticipantObjectIdentification").Single().Attribute("ParticipantObjectID")!.Value, Does.Contain(Path.GetFileName(_files)));
            Assert.That(records[1].Descendants("ParticipantObjectDetail").Select(d => d.Attribute("type")!.Value), Does.Contain("entries"));
        });
    }

    [Test]
    public async Task A_load_that_is_killed_goes_on_when_it_is_given_again()
    {
        const int count = 1500;
        for (var i = 0; i < count; i++) Write($"{i:D4}.xml", Submission($"K-{i % 50}"));
        var journal = Path.Combine(_data, "load");
        using var kill = new CancellationTokenSource();
        var running = Ihenode.Command(Arguments("load", _files, "--add-patients")).ExecuteAsync(kill.Token);
        // Its journal tells that some of it is done.
        while (!running.Task.IsCompleted && !(Directory.Exists(journal) && Directory.GetFiles(journal).Any(f => new FileInfo(f).Length > 0))) await Task.Yield();
        await kill.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());

        var again = await RunAsync("load", _files, "--add-patients");
        Assert.That(again.ExitCode, Is.Zero);
        Assert.That(again.Output, Does.Not.Contain(" 0 skipped"));
        Assert.That((await RunAsync("check")).Output.Trim(), Is.EqualTo($"{3 * count:N0} objects checked: no breaks"));
    }

    [Test]
    public async Task No_command_writes_beside_a_node_that_runs_and_an_embedded_database_is_not_even_read()
    {
        await using var node = await TestNode.StartAsync(database, dataFolder: _data);
        var isEmbedded = node.Profile.Database.Kind == "sqlite";
        foreach (var (arguments, refused) in ((string[], bool)[])[(["check"], isEmbedded), (["dump"], isEmbedded), (["check", "--repair"], true), (["load", _files], true)])
        {
            var ran = await RunAsync(arguments[0], arguments[1..]);
            Assert.That((ran.ExitCode, ran.Complaints.Contains("Another node runs", StringComparison.Ordinal)), Is.EqualTo((refused ? 1 : 0, refused)), arguments[0]);
        }
    }

    private static SubmitObjectsRequest Submission(string patient)
    {
        var codes = Networks.Connectathon().Codes.Codes;
        var entry = A.DocumentEntry(PatientId.Of(patient, Domain)) with
        {
            ClassCode = codes["classCode"][0], TypeCode = codes["typeCode"][0], FormatCode = codes["formatCode"][0],
            ConfidentialityCodes = [codes["confidentialityCode"][0]], PracticeSettingCode = codes["practiceSettingCode"][0],
            HealthcareFacilityTypeCode = codes["healthcareFacilityTypeCode"][0], MimeType = "text/plain",
        };
        return A.Submission(entry, A.SubmissionSet(entry.PatientId) with { ContentTypeCode = codes["contentTypeCode"][0] });
    }

    private void Write(string name, SubmitObjectsRequest request)
    {
        using var writer = XmlWriter.Create(Path.Combine(_files, name), new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) });
        SubmitObjectsRequestXml.Write(writer, request);
    }

    private string[] Arguments(string command, params string[] further) =>
        ["registry", command, .. further, "--profile", Profile, "--data", _data, .. _own.Settings.SelectMany(setting => new[] { "--set", setting })];

    private Task<Ihenode.Outcome> RunAsync(string command, params string[] further) => Ihenode.RunAsync(Arguments(command, further));
}
