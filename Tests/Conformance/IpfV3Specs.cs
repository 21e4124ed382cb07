using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>The v3 requests of ipf against a whole node over HTTP, as they stand but for the envelope around them; every answer obeys the schemas of HL7.</summary>
[CancelAfter(120_000)]
public sealed class IpfV3Specs
{
    private static readonly XNamespace Hl7 = "urn:hl7-org:v3";

    /// <summary>Message, address, and what its answer says: acknowledgement, queryResponseCode, matches, codes of its details.</summary>
    private static readonly (string File, string Path, Transaction Contract, string Answer)[] Expected =
    [
        ("pix-pdq-v3/PIXv3_QUERY", "/pix/manager", Iti45.Contract, "AA OK 1"),
        ("hl7v2-v3-pairs/pixquery/v3/NistPixpdq_Mesa10501-04_Example_01", "/pix/manager", Iti45.Contract, "AA OK 1"),
        ("hl7v2-v3-pairs/pixquery/v3/NistPixpdq_Mesa10501-05_Example_01", "/pix/manager", Iti45.Contract, "AA NF 0"),
        ("hl7v2-v3-pairs/pixquery/v3/NistPixpdq_Mesa10502-03~UnknownId_Example_01", "/pix/manager", Iti45.Contract, "AE AE 0 204"),
        ("hl7v2-v3-pairs/pixquery/v3/NistPixpdq_Mesa10503-01~UnknownAssigningAuth_Example_01", "/pix/manager", Iti45.Contract, "AE AE 0 204"),
        ("pix-pdq-v3/PDQv3", "/pdq/supplier", Iti47.Contract, "AA OK 1"),
        ("hl7v2-v3-pairs/pdq/v3/PDQ", "/pdq/supplier", Iti47.Contract, "AA OK 1"),
        ("hl7v2-v3-pairs/pdq/v3/PDQ_ID_Query", "/pdq/supplier", Iti47.Contract, "AA NF 0"),
        ("hl7v2-v3-pairs/pdq/v3/PDQ_Maximal_Query", "/pdq/supplier", Iti47.Contract, "AA OK 1"),
        ("hl7v2-v3-pairs/pdq/v3/PDQ_connectathon2011_namespaces_issue", "/pdq/supplier", Iti47.Contract, "AA OK 1"),
        ("hl7v2-v3-pairs/pdq/v3/PDQ_unused_global_namespace_issue", "/pdq/supplier", Iti47.Contract, "AA OK 1"),
        ("hl7v2-v3-pairs/pdq/v3/PDQ_with_PID4", "/pdq/supplier", Iti47.Contract, "AA OK 1"),
        ("xcpd/iti47/01_PDQQuery1", "/pdq/supplier", Iti47.Contract, "AA NF 0"),
        ("xcpd/iti55/iti55-sample-request", "/xcpd/responding", Iti55.Contract, "AA OK 1"),
        ("xcpd/iti55/iti55-sample-request-deferred", "/xcpd/responding", Iti55.Contract, "AE 0 NS250"),
    ];

    [Test]
    [Spec("ITI TF-2 3.45.4.2.3")]
    [Spec("ITI TF-2 3.47.4.2.3")]
    [Spec("ITI TF-2 3.55.4.2.3")]
    public async Task Every_request_is_answered_by_a_valid_answer_or_the_error_that_fits()
    {
        if (Tree.Shared("corpus", "ipf", "messages") is not { } folder) return;
        await using var node = await CorpusNode.StartAsync();
        using (var mllp = new RawMllp(node.Mllp)) FeedPatients(mllp);
        using var soap = new RawSoap(node.Http);
        var told = new List<string>();
        foreach (var (file, path, contract, _) in Expected)
        {
            var answer = await soap.PostAsync(path, contract.Action!, XElement.Load(Path.Combine(folder, file + ".xml")));
            Assert.That((answer.Status, answer.Action, answer.Multipart), Is.EqualTo((200, contract.ResponseAction, false)), $"{file}: {answer.Body}");
            Assert.That(V3Message.Faults(answer.Body!), Is.Empty, file);
            told.Add($"{file}: {Summary(answer.Body!)}");
        }

        TestContext.Out.WriteLine(string.Join("\n", told));
        Assert.That(told, Is.EqualTo(Expected.Select(one => $"{one.File}: {one.Answer}")));
    }

    [Test]
    [Spec("ITI TF-2 3.45.4.2.3")]
    public async Task A_node_that_knows_neither_of_the_domains_names_both()
    {
        if (Tree.Shared("corpus", "ipf", "messages", "pix-pdq-v3", "PIXv3_QUERY.xml") is not { } message) return;
        await using var node = await TestNode.StartAsync("connectathon");
        using var soap = new RawSoap(node.Http);
        var answer = await soap.PostAsync("/pix/manager", Iti45.Contract.Action!, XElement.Load(message));
        Assert.That(V3Message.Faults(answer.Body!), Is.Empty);
        Assert.That(Summary(answer.Body!), Is.EqualTo("AE AE 0 204 204"));
        Assert.That(answer.Body!.Descendants(Hl7 + "acknowledgementDetail").Elements(Hl7 + "location").Select(place => place.Value),
            Has.One.Contains("patientIdentifier").And.One.Contains("dataSource"));
    }

    [TestCase("xcpd/iti56/iti56-sample-request", "/xcpd/responding", "urn:ihe:iti:2009:PatientLocationQuery")]
    [Spec("ITI TF-2 Appendix V")]
    public async Task A_transaction_that_is_not_served_is_refused_as_such(string file, string path, string action)
    {
        if (Tree.Shared("corpus", "ipf", "messages", file + ".xml") is not { } message) return;
        await using var node = await CorpusNode.StartAsync();
        using var soap = new RawSoap(node.Http);
        var answer = await soap.PostAsync(path, action, XElement.Load(message));
        Assert.That(answer.Body!.Name.LocalName, Is.EqualTo("Fault"));
        Assert.That(answer.Body.Value, Does.Contain("ActionNotSupported"));
    }

    [TestCase("pix-pdq-v3/PIXv3_FEED_REG_Maximal_Request", PatientFeedEvent.Add, "CE 0 204")]
    [TestCase("pix-pdq-v3/PIXv3_FEED_REV_Maximal_Request", PatientFeedEvent.Revise, "CE 0 204")]
    [TestCase("pix-pdq-v3/PIXv3_FEED_MERGE_Maximal_Request", PatientFeedEvent.Merge, "CE 0 204")]
    [TestCase("hl7v2-v3-pairs/pixfeed/v3/PIX_FEED_REG_Maximal_Request", PatientFeedEvent.Add, "CE 0 204")]
    [TestCase("hl7v2-v3-pairs/pixfeed/v3/PIX_FEED_REV_Maximal_Request", PatientFeedEvent.Revise, "CE 0 204")]
    [TestCase("hl7v2-v3-pairs/pixfeed/v3/PIX_FEED_MERGE_Maximal_Request", PatientFeedEvent.Merge, "CE 0 204")]
    [Spec("ITI TF-2 3.44.4.1.3")]
    public async Task A_feed_with_ids_of_domains_that_nobody_configured_names_each_and_without_them_it_is_taken(string file, PatientFeedEvent happened, string refusal)
    {
        if (Tree.Shared("corpus", "ipf", "messages", file + ".xml") is not { } message) return;
        await using var node = await CorpusNode.StartAsync();
        using var soap = new RawSoap(node.Http);
        var feed = XElement.Load(message);
        var action = Iti44.ContractFor(happened).Action!;
        var refused = await soap.PostAsync("/pix/manager", action, feed);
        Assert.That((refused.Status, refused.Action), Is.EqualTo((200, "urn:hl7-org:v3:MCCI_IN000002UV01")), $"{refused.Body}");
        Assert.That(V3Message.Faults(refused.Body!), Is.Empty);
        Assert.That(Summary(refused.Body!), Does.StartWith(refusal));

        using (var mllp = new RawMllp(node.Mllp))
        {
            CorpusNode.Feed(mllp, "PID|||120-01^^^LOCAL1000||TWICE^ANN");
            CorpusNode.Feed(mllp, "PID|||120-02^^^LOCAL1000||TWICE^ANN");
        }

        Configured(feed);
        var taken = await soap.PostAsync("/pix/manager", action, feed);
        Assert.That(V3Message.Faults(taken.Body!), Is.Empty);
        Assert.That(Summary(taken.Body!), Is.EqualTo("CA 0"), $"{taken.Body}");
        Assert.That(taken.Body!.Descendants(Hl7 + "targetMessage").Elements(Hl7 + "id").Single().Attribute("root")!.Value, Is.EqualTo(feed.Element(Hl7 + "id")!.Attribute("root")!.Value));
    }

    // Leaves the ids of domains that the node of the corpus knows; on a merge both become ids of one domain.
    private static void Configured(XElement feed)
    {
        string[] known = ["1.3.6.1.4.1.21367.2005.1.1", "1.2.3.4.5.1000", "2.16.840.1.113883.4.1"];
        foreach (var prior in feed.Descendants(Hl7 + "priorRegisteredRole").Elements(Hl7 + "id")) prior.SetAttributeValue("root", "1.2.3.4.5.1000");
        feed.Descendants(Hl7 + "asOtherIDs").Where(other => !known.Contains(other.Element(Hl7 + "id")!.Attribute("root")?.Value)).ToList().ForEach(other => other.Remove());
        feed.Descendants(Hl7 + "patient").Elements(Hl7 + "id").Where(id => !known.Contains(id.Attribute("root")?.Value)).ToList().ForEach(id => id.Remove());
    }

    private static void FeedPatients(RawMllp mllp)
    {
        CorpusNode.Feed(mllp, "PID|||PIX10501^^^HIMSS2005~XR1^^^XREF2005||ALPHA^ALAN||19380224|M|||1 CEDAR ST^^SAINT LOUIS^MO^63010");
        CorpusNode.Feed(mllp, "PID|||ABC10501^^^HIMSS2005||SIMPSON^CARL||19500101|M");
        CorpusNode.Feed(mllp, "PID|||XR2^^^XREF2005||Heidi^MARY^Annemarie||19400101|F|||3443 North Arctic Avenue^^Some City");
        CorpusNode.Feed(mllp, "PID|||JJ1^^^IHERED~1234^^^XCPD||Jones^Jimmy||19630805|M");
        CorpusNode.Feed(mllp, "PID|||MOORE1^^^MPI||MOORE^CHIP||19510707|M");
        CorpusNode.Feed(mllp, "PID|||PDQ113XX0001^^^HZLN||MOHR^ALICE||19800131|F");
    }

    private static string Summary(XElement answer)
    {
        var code = answer.Descendants(Hl7 + "acknowledgement").Elements(Hl7 + "typeCode").Single().Attribute("code")!.Value;
        var query = answer.Descendants(Hl7 + "queryResponseCode").Attributes("code").Select(a => a.Value);
        var matches = answer.Descendants(Hl7 + "registrationEvent").Count();
        var details = answer.Descendants(Hl7 + "acknowledgementDetail").Elements(Hl7 + "code").Select(c => c.Attribute("code")!.Value);
        return string.Join(' ', [code, .. query, $"{matches}", .. details]);
    }
}
