using System.Net;
using System.Net.Sockets;
using System.Text;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>MLLP and ER7 that are not what they should be: a negative acknowledgement where there is somebody to tell, and nobody is fed.</summary>
public sealed class DamagedEr7Specs
{
    private const string Pid = "PID|||X-1^^^IHERED&1.3.6.1.4.1.21367.13.20.1000&ISO||BAD^INPUT||19800101|F";
    private UntouchedNode _node = null!;

    [OneTimeSetUp]
    public async Task Start() => _node = await UntouchedNode.StartAsync("limits.idleSeconds=1", "limits.er7Bytes=100000");

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    [TestCase(@"MSH|^~", "102", "MSH^1^2", TestName = "Half_the_separators")]
    [TestCase(@"MSH|^^\&|HIS|HOSPITAL|NODE|NETWORK|20260401||ADT^A04|M1|P|2.5", "102", "MSH^1^2", TestName = "One_separator_twice")]
    [TestCase(@"MSH|||||HIS|HOSPITAL|NODE|NETWORK|20260401||ADT^A04|M1|P|2.5", "102", "MSH^1^2", TestName = "The_same_separator_for_all")]
    [TestCase(@"MSHX^~\&XHISXHOSPITALXNODEXNETWORKX20260401XXADT^A04XM1XPX2.5", "102", "MSH^1^1", TestName = "A_letter_as_separator")]
    [TestCase(@"MSG|^~\&|HIS|HOSPITAL|NODE|NETWORK|20260401||ADT^A04|M1|P|2.5", "100", "MSH^1", TestName = "No_MSH")]
    [TestCase("", "100", "MSH^1", TestName = "Nothing")]
    [Spec("ITI TF-2 Appendix C.2.3")]
    public async Task Wrong_delimiters_are_rejected(string header, string error, string location)
    {
        var answer = await AskAsync(Encoding.ASCII.GetBytes(header.Length == 0 ? "" : $"{header}\rEVN||2026\r{Pid}\rPV1||O\r"));
        Assert.That((answer.Segment("MSA")!.Text(1), answer.Segment("ERR")!.Text(3), answer.Segment("ERR")!.Field(2)), Is.EqualTo(("AR", error, location)));
        await AssertNobodyFedAsync();
    }

    [TestCase("ADT^A28^ADT_A05", "201", TestName = "ITI-30_new_person")]
    [TestCase("ADT^A31^ADT_A05", "201", TestName = "ITI-30_update")]
    [TestCase("ADT^A24^ADT_A24", "201", TestName = "ITI-30_link")]
    [TestCase("ADT^A03^ADT_A03", "201", TestName = "ITI-31_discharge")]
    [TestCase("ADT^A11^ADT_A09", "201", TestName = "ITI-31_cancelled_admission")]
    [TestCase("QBP^ZV1^QBP_Q21", "201", TestName = "ITI-22_visit_query")]
    [TestCase("ORU^R01^ORU_R01", "200", TestName = "A_laboratory_result")]
    [Spec("ITI TF-2 Appendix C.2.3")]
    public async Task A_message_of_a_transaction_that_is_not_built_is_rejected(string type, string error)
    {
        var answer = await AskAsync(V2.Octets(Encoding.ASCII, V2.Header(type), "EVN||2026", Pid, "PV1||O"));
        Assert.That((answer.Segment("MSA")!.Text(1), answer.Segment("MSA")!.Text(2), answer.Segment("ERR")!.Text(3)), Is.EqualTo(("AR", "MSG00001", error)));
        await AssertNobodyFedAsync();
    }

    [Test]
    [Spec("ITI TF-2 3.8.4.1")]
    public Task A_feed_that_cannot_be_read_is_answered_with_its_errors_and_audited() => _node.AssertAuditedAsync("ITI-8", async () =>
    {
        var answer = await AskAsync(V2.Octets(Encoding.ASCII, V2.Header("ADT^A04^ADT_A01"), "EVN||2026", "PID|||||BAD^INPUT", "PV1||O"));
        Assert.That(answer.Segment("MSA")!.Text(1), Is.EqualTo("AE"));
        Assert.That(answer.Segment("ERR")!.Field(2), Does.StartWith("PID^1^3"));
    });

    [Test]
    public async Task Octets_that_are_not_of_the_character_set_are_rejected_and_nobody_is_fed()
    {
        var answer = await AskAsync([.. V2.Octets(Encoding.ASCII, V2.Header("ADT^A04^ADT_A01", characterSet: "UNICODE UTF-8"), "EVN||2026", Pid)[..^1], 0xC3, 0x28, 0x0D]);
        Assert.That((answer.Segment("MSA")!.Text(1), answer.Segment("ERR")!.Text(3)), Is.EqualTo(("AR", "102")));
        await AssertNobodyFedAsync();
    }

    [Test]
    public async Task A_frame_that_stops_coming_ends_with_the_connection_and_nobody_is_fed()
    {
        using var client = await ConnectAsync();
        var stream = client.GetStream();
        await stream.WriteAsync((byte[])[0x0B, .. V2.Octets(Encoding.ASCII, V2.Header("ADT^A04^ADT_A01"), "EVN||2026", Pid, "PV1||O")]);
        Assert.That(await stream.ReadAsync(new byte[1]), Is.Zero, "the node closes without a word: what came was no message");
        await AssertNobodyFedAsync();
    }

    [Test]
    public async Task A_frame_that_never_ends_is_rejected_at_the_limit_and_nobody_is_fed()
    {
        using var client = await ConnectAsync();
        var stream = client.GetStream();
        var answer = ReadAsync(stream);
        await stream.WriteAsync((byte[])[0x0B, .. V2.Octets(Encoding.ASCII, V2.Header("ADT^A04^ADT_A01"), "EVN||2026", Pid, "PV1||O")]);
        await FloodAsync(stream);
        Assert.That((await answer).Segment("MSA")!.Text(1), Is.EqualTo("AR"));
        Assert.That((await answer).Segment("ERR")!.Text(8), Does.Contain("100000"));
        await AssertNobodyFedAsync();
    }

    private async Task AssertNobodyFedAsync()
    {
        var found = await _node.Node.AskEr7Async(Iti21.Contract, new PatientDemographicsQuery
        {
            QueryId = "q1", Names = [new("BAD", "INPUT", NameRepresentation.Alphabetic)],
        });
        Assert.That(found.Matches, Is.Empty);
        await _node.AssertNothingStoredAsync();
    }

    private async Task<Er7Message> AskAsync(byte[] octets)
    {
        using var client = await ConnectAsync();
        await client.GetStream().WriteAsync(MllpFrame.Framed(octets));
        return await ReadAsync(client.GetStream());
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _node.Node.Mllp.Port);
        return client;
    }

    private static async Task<Er7Message> ReadAsync(NetworkStream stream)
    {
        List<byte> octets = [];
        var buffer = new byte[4096];
        while (octets.Count < 2 || octets[^2] != 0x1C)
        {
            var count = await stream.ReadAsync(buffer);
            if (count == 0) throw new AssertionException("The node hung up without an answer.");
            octets.AddRange(buffer.AsSpan(0, count));
        }
        return Er7Reader.Read(octets.ToArray().AsSpan(1..^2));
    }

    // The node may hang up while this writes.
    private static async Task FloodAsync(NetworkStream stream)
    {
        var filling = Encoding.ASCII.GetBytes("NTE|1||" + new string('x', 8000) + "\r");
        try
        {
            for (var i = 0; i < 1000; i++) await stream.WriteAsync(filling);
        }
        catch (IOException)
        {
            return;
        }
    }
}
