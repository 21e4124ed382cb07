using System.Text;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>The v2 messages of ipf's pairs against a whole node over MLLP, octet by octet as they stand.</summary>
[CancelAfter(120_000)]
public sealed class IpfV2Specs
{
    /// <summary>Message and what its answer says: MSA-1, QAK-2, number of PID, and each ERR as location:code. In the order in which they are sent.</summary>
    private static readonly (string File, string Answer)[] Expected =
    [
        ("pixfeed/v2/PIX_FEED_REG_Maximal_Request", "AA"),
        ("pixfeed/v2/PIX_FEED_REV_Maximal_Request", "AA"),
        ("pixfeed/v2/PIX_FEED_MERGE_Maximal_Request", "AE MRG^1^1:204"),
        ("pixsource/v2/A01", "AA"),
        ("pixsource/v2/A01_with_BR", "AA"),
        ("pixsource/v2/A04", "AA"),
        ("pixsource/v2/A08", "AA"),
        ("pixsource/v2/A10", "AR MSH^1^9^1^2:201"),
        ("pixsource/v2/A40", "AE PID^1^3:204 MRG^1^1:204"),
        ("pdq/v2/PDQ_ID_Query", "AA NF 0"),
        ("pdq/v2/PDQ_Maximal_Query", "AA OK 1"),
        ("pixupdatenotification/v2/adt-a31-1", "AR MSH^1^9^1^2:201"),
        ("pixupdatenotification/v2/adt-a31-2", "AR MSH^1^9^1^2:201"),
    ];

    [Test]
    [Spec("ITI TF-2 Appendix C.2.3")]
    public async Task Every_message_is_accepted_or_refused_with_the_code_and_the_place()
    {
        if (Tree.Shared("corpus", "ipf", "messages", "hl7v2-v3-pairs") is not { } folder) return;
        await using var node = await CorpusNode.StartAsync();
        using var mllp = new RawMllp(node.Mllp);
        CorpusNode.Feed(mllp, "PID|||XR2^^^XREF2005||Heidi^MARY||19400101|F|||3443 North Arctic Avenue^^Some City");
        var told = new List<string>();
        foreach (var (file, _) in Expected)
        {
            var sent = File.ReadAllBytes(Path.Combine(folder, file + ".hl7"));
            var answer = Er7Reader.Read(mllp.Send(sent));
            Assert.That(answer.Segment("MSA")!.Text(2), Is.EqualTo(Encoding.ASCII.GetString(sent).Split('|')[9]), file);
            told.Add($"{file}: {Summary(answer)}");
        }

        TestContext.Out.WriteLine(string.Join("\n", told));
        Assert.That(told, Is.EqualTo(Expected.Select(one => $"{one.File}: {one.Answer}")));
        var files = Directory.EnumerateFiles(folder, "*.hl7", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)[..^".hl7".Length]);
        Assert.That(Expected.Select(one => one.File), Is.EquivalentTo(files.Where(file => !file.EndsWith("_Response", StringComparison.Ordinal))));
    }

    [Test]
    [Spec("ITI TF-2 Appendix C")]
    public async Task What_the_maximal_feed_said_comes_back_and_a_deletion_in_one_field_leaves_the_others()
    {
        if (Tree.Shared("corpus", "ipf", "messages", "hl7v2-v3-pairs", "pixfeed", "v2", "PIX_FEED_REG_Maximal_Request.hl7") is not { } file) return;
        await using var node = await CorpusNode.StartAsync();
        using var mllp = new RawMllp(node.Mllp);
        Assert.That(Summary(Er7Reader.Read(mllp.Send(File.ReadAllBytes(file)))), Is.EqualTo("AA"));
        var fed = Er7Reader.Read(File.ReadAllBytes(file)).Segment("PID")!;
        var first = Washington(mllp);
        Assert.That(first.Repetitions(3), Has.Count.EqualTo(3));
        Assert.That((first.Text(5), first.Text(5, 2), first.Text(5, 3), first.Text(7), first.Text(8), first.Text(11, 3), first.Text(15), first.Text(16)),
            Is.EqualTo((fed.Text(5), fed.Text(5, 2), fed.Text(5, 3), fed.Text(7), fed.Text(8), fed.Text(11, 3), fed.Text(15), fed.Text(16))));
        Assert.That((first.Repetitions(5).Count, first.Repetitions(11).Count, first.Repetitions(13).Count, first.Text(14), first.Text(14, 2)), Is.EqualTo((3, 2, 4, "012-0002", "WPN")));

        mllp.Send(V2.Octets(Encoding.ASCII, V2.Header("ADT^A08", "2.3.1"), "EVN||20260401093000", "PID|||PIX10515W3^^^HIMSS2005|||||||||||\"\"", "PV1||O"));
        var then = Washington(mllp);
        Assert.That((then.Text(14), then.Text(5), then.Field(13)), Is.EqualTo(("", "WASHINGTON", first.Field(13))));
    }

    [Test]
    [Spec("ITI TF-2 Appendix C.2.3")]
    public async Task An_answer_that_is_sent_as_a_request_is_rejected()
    {
        if (Tree.Shared("corpus", "ipf", "messages", "hl7v2-v3-pairs") is not { } folder) return;
        await using var node = await CorpusNode.StartAsync();
        using var mllp = new RawMllp(node.Mllp);
        foreach (var file in Directory.EnumerateFiles(folder, "*_Response.hl7", SearchOption.AllDirectories))
            Assert.That(Summary(Er7Reader.Read(mllp.Send(File.ReadAllBytes(file)))), Is.EqualTo("AR MSH^1^9^1^1:200"), file);
    }

    private static Er7Segment Washington(RawMllp mllp) => Er7Reader.Read(mllp.Send(V2.Octets(
        Encoding.ASCII, V2.Header("QBP^Q22^QBP_Q21"), "QPD|IHE PDQ Query|Q1|@PID.3.1^PIX10515W3~@PID.3.4.1^HIMSS2005", "RCP|I"))).All("PID").Single();

    private static string Summary(Er7Message answer)
    {
        var query = answer.Segment("QAK")?.Text(2);
        return string.Join(' ',
        [
            answer.Segment("MSA")!.Text(1), .. query is null ? [] : (string[])[query, $"{answer.All("PID").Count()}"],
            .. answer.All("ERR").Select(error => $"{error.Field(2)}:{error.Text(3)}"),
        ]);
    }
}
