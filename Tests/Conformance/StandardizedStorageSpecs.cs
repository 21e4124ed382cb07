using System.Text;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>Files of SS-MIX2 standardized storage, sent as they are over MLLP: HL7 v2.5 in ISO-2022-JP from a hospital's own system.</summary>
[TestFixtureSource(typeof(Databases))]
[CancelAfter(120_000)]
public sealed class StandardizedStorageSpecs(TestDatabase database)
{
    // MSH-9 of each data type of the storage: what ITI-8 takes, a discharge that it does not know, and orders and results that are not its matter.
    private static readonly Dictionary<string, (string Code, string? Error, string? Place)> Answers = new(StringComparer.Ordinal)
    {
        ["ADT^A08"] = ("AA", null, null),
        ["ADT^A01"] = ("AA", null, null),
        ["ADT^A03"] = ("AR", "201", "MSH^1^9^1^2"),
        ["OUL^R22"] = ("AR", "200", "MSH^1^9^1^1"),
        ["RDE^O11"] = ("AR", "200", "MSH^1^9^1^1"),
        ["PPR^ZD1"] = ("AR", "200", "MSH^1^9^1^1"),
    };

    [Test]
    [Spec("ITI TF-2 3.8.4.1.2")]
    [Spec("ITI TF-2 Appendix C.2.3")]
    public async Task Each_file_is_taken_or_refused_and_the_person_is_found_by_her_kanji_and_kana()
    {
        if (Tree.Shared("corpus", "ssmix2", "store") is not { } folder) return;
        await using var node = await CorpusNode.StartAsync(database);
        using var mllp = new RawMllp(node.Mllp);
        var people = new Dictionary<string, Er7Segment>(StringComparer.Ordinal);
        var count = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*_1", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var octets = File.ReadAllBytes(file);
            var sent = Er7Reader.Read(octets);
            var answer = Decoded(mllp.Send(octets));
            var (code, error, place) = Answers[sent.Trigger];
            Assert.That((answer.Segment("MSA")!.Text(1), answer.Segment("MSA")!.Text(2)), Is.EqualTo((code, sent.Header.Text(10))), file);
            Assert.That((answer.Segment("ERR")?.Text(3), answer.Segment("ERR")?.Field(2)), Is.EqualTo((error, place)), file);
            Assert.That(answer.Header.Field(18), Is.EqualTo("~ISO IR87"), file);
            if (code == "AA") people[sent.Segment("PID")!.Text(3)] = sent.Segment("PID")!;
            count++;
        }

        Assert.That((count, people.Count), Is.EqualTo((35, 5)));
        foreach (var (id, pid) in people) AssertFound(mllp, id, pid);
    }

    [Test]
    [Spec("ITI TF-2 Appendix E")]
    public async Task A_file_of_a_system_that_no_domain_names_is_refused_and_nothing_is_kept()
    {
        if (Tree.Shared("corpus", "ssmix2", "store") is not { } folder) return;
        await using var node = await TestNode.StartAsync(database);
        using var mllp = new RawMllp(node.Mllp);
        var file = Directory.EnumerateFiles(folder, "*_ADT-00_*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        var answer = Decoded(mllp.Send(File.ReadAllBytes(file)));
        Assert.That((answer.Segment("MSA")!.Text(1), answer.Segment("ERR")!.Text(3), answer.Segment("ERR")!.Field(2)), Is.EqualTo(("AE", "204", "PID^1^3")));
        Assert.That(Find(mllp, "PID.5.1.1", Er7Reader.Read(File.ReadAllBytes(file)).Segment("PID")!.Text(5)).Segment("QAK")!.Text(2), Is.EqualTo("NF"));
    }

    private static void AssertFound(RawMllp mllp, string id, Er7Segment pid)
    {
        foreach (var writing in new[] { 1, 2 })
        {
            var answer = Find(mllp, "PID.5.1.1", pid.Text(5, 1, 1, writing), "PID.5.2", pid.Text(5, 2, 1, writing));
            var found = answer.All("PID").Single(one => one.Repetitions(3).Any(cx => cx.StartsWith(id + "^^^HIS123&2.999.51.77&ISO", StringComparison.Ordinal)));
            // The store has the type of its kanji names one component too early; the node answers with all in their places.
            Assert.That(Enumerable.Range(1, 2).Select(n => (found.Text(5, 1, 1, n), found.Text(5, 2, 1, n), found.Text(5, 7, 1, n), found.Text(5, 8, 1, n))),
                Is.EqualTo([(pid.Text(5, 1), pid.Text(5, 2), "L", "I"), (pid.Text(5, 1, 1, 2), pid.Text(5, 2, 1, 2), "L", "P")]));
            Assert.That((found.Text(7), found.Text(8)), Is.EqualTo((pid.Text(7), pid.Text(8))));
            Assert.That(found.Field(11), Does.Contain("丁目"));
        }
    }

    private static Er7Message Find(RawMllp mllp, params string[] parameters) => Decoded(mllp.Send(V2.Octets(
        V2.Japanese,
        V2.Header("QBP^Q22^QBP_Q21", characterSet: "~ISO IR87"),
        $"QPD|IHE PDQ Query|Q1|{string.Join('~', parameters.Chunk(2).Select(pair => $"@{pair[0]}^{pair[1]}"))}",
        "RCP|I")));

    // The platform's decoder, not the product's, turns the octets into text: seven bits each, with escapes.
    private static Er7Message Decoded(byte[] octets)
    {
        Assert.That(octets, Has.All.LessThan(0x80));
        return V2.Message(V2.Japanese.GetString(octets).Split('\r', StringSplitOptions.RemoveEmptyEntries));
    }
}
