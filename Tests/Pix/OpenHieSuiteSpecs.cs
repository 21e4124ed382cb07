using System.Text;
using System.Xml.Linq;
using IheNode.Core;
using IheNode.Pix;
using IheNode.Platform;
using Microsoft.Data.Sqlite;

namespace IheNode.Tests;

/// <summary>The OpenHIE Client Registry suite, each of its messages through codec and actor, under the connectathon profile.</summary>
public sealed class OpenHieSuiteSpecs
{
    // The suite wants AA or CE where the Technical Framework says AE (ITI TF-2 3.9.4.2.2.6, case 3).
    private static readonly string[] Deviations = ["OHIE-CR-09-10"];

    private DirectoryInfo _folder = null!;
    private Database _database = null!;
    private PixActor _pix = null!;

    [SetUp]
    public void Open()
    {
        _folder = Directory.CreateTempSubdirectory("ihenode-ohie");
        _database = Database.Open(new Sqlite(Path.Combine(_folder.FullName, "node.db")), typeof(PixActor).Assembly);
        var profile = ProfileReader.Read(Tree.InTree("profiles", "connectathon.json"), new Dictionary<string, string>(), []);
        _pix = new PixActor(profile, _database, (_, _, _) => Task.FromResult(new PatientFeedResponse()), TimeProvider.System);
    }

    [TearDown]
    public void Close()
    {
        _pix.Dispose();
        _database.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task Every_message_is_accepted_or_refused_as_the_suite_says()
    {
        if (Tree.Shared("corpus", "ohie-cr") is not { } folder) return;
        foreach (var file in Directory.EnumerateFiles(folder, "*.xml").Order(StringComparer.Ordinal))
        {
            var step = XDocument.Load(file).Root!;
            if (step.Element("message")?.Value is not { } text) continue;
            var answer = await AnswerAsync(text);
            var name = Path.GetFileNameWithoutExtension(file);
            var expected = step.Descendants("assert").Where(assert => (string?)assert.Attribute("terser") == "MSA-1")
                .SelectMany(assert => assert.Elements("alternate").Prepend(assert)).Select(value => (string)value.Attribute("value")!).ToList();
            if (!Deviations.Contains(name)) Assert.That(expected, Does.Contain(answer), name);
        }

        var linked = await _pix.Query(new(new("NID-000345435^^^NID")), PixBed.AnExchange(), CancellationToken.None);
        Assert.That(linked.Ids.Select(id => id.Text), Is.EqualTo(new[] { "RJ-449^^^TEST_A&2.16.840.1.113883.3.72.5.9.2&ISO" }), "linked by the national id");
    }

    private async Task<string> AnswerAsync(string text)
    {
        var segments = text.ReplaceLineEndings("\r").Split('\r', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        try
        {
            var message = Er7Reader.Read(Encoding.UTF8.GetBytes(string.Join('\r', segments) + '\r'));
            var type = message.Segments[0].Fields[8];
            var served = type.StartsWith("ADT", StringComparison.Ordinal) ? Served.Of(Iti8.Contract, _pix.Feed)
                : type.StartsWith("QBP^Q23", StringComparison.Ordinal) ? Served.Of(Iti9.Contract, _pix.Query)
                : Served.Of(Iti21.Contract, _pix.FindPatients);
            var answer = await served.AnswerEr7Async(message, PixBed.AnExchange(), CancellationToken.None);
            return answer.Segments.First(segment => segment.Name == "MSA").Fields[0];
        }
        catch (Er7RejectedException refused)
        {
            return refused.Reject ? "AR" : "AE";
        }
    }
}
