using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

public sealed class MllpListenerSpecs
{
    private static readonly string[] Feed = [V2.Header("ADT^A04^ADT_A01", "2.3.1"), "EVN||2026", "PID|||1^^^HOSP||JONES^JENNIFER||1980|F", "PV1||O"];

    [Test]
    [Spec("ITI TF-2 3.8.4.1")]
    public async Task A_feed_reaches_its_answerer_with_who_sent_it_and_is_acknowledged()
    {
        (PatientFeed Feed, Exchange Exchange)? seen = null;
        await using var bed = await MllpBed.StartAsync((feed, exchange, _) =>
        {
            seen = (feed, exchange);
            return Task.FromResult(new PatientFeedResponse());
        });

        var answer = await bed.AskAsync(Feed);

        Assert.That((answer.Trigger, answer.Segment("MSA")!.Text(1), answer.Segment("MSA")!.Text(2)), Is.EqualTo(("ACK^A04", "AA", "MSG00001")));
        Assert.That(seen!.Value.Feed.Patient.Names[0].Family, Is.EqualTo("JONES"));
        Assert.That((seen.Value.Exchange.MessageId, seen.Value.Exchange.Endpoint, seen.Value.Exchange.ReplyTo, seen.Value.Exchange.Requester.Address),
            Is.EqualTo(("MSG00001", "NETWORK|NODE", "HOSPITAL|HIS", "127.0.0.1")));
    }

    [Test]
    public async Task Many_messages_on_one_connection_are_answered_in_their_order()
    {
        await using var bed = await MllpBed.StartAsync();
        using var client = await bed.ConnectAsync();
        var stream = client.GetStream();
        // All in one write, before the first answer is read.
        await stream.WriteAsync(Enumerable.Range(1, 50).SelectMany(n => MllpFrame.Framed(Octets(Feed, $"ID{n}"))).ToArray());
        var reader = Reader(stream);
        for (var n = 1; n <= 50; n++) Assert.That(Er7Reader.Read((await reader.ReadAsync(default, default)).Octets).Segment("MSA")!.Text(2), Is.EqualTo($"ID{n}"));
    }

    [TestCase("ORU^R01", "AR", "200^Unsupported message type^HL70357", "MSH^1^9^1^1")]
    [TestCase("ADT^A99", "AR", "201^Unsupported trigger event^HL70357", "MSH^1^9^1^2")]
    [TestCase("QBP^ZV1", "AR", "201^Unsupported trigger event^HL70357", "MSH^1^9^1^2")]
    [TestCase("", "AR", "101^Required field missing^HL70357", "MSH^1^9")]
    [Spec("ITI TF-2 Appendix C.2.3")]
    public async Task A_message_that_nobody_answers_is_rejected(string type, string code, string error, string location)
    {
        await using var bed = await MllpBed.StartAsync();
        var answer = await bed.AskAsync(V2.Header(type), "EVN||2026");
        Assert.That((answer.Segment("MSA")!.Text(1), answer.Segment("ERR")!.Field(3), answer.Segment("ERR")!.Field(2)), Is.EqualTo((code, error, location)));
    }

    [Test]
    [Spec("ITI TF-2 Appendix C.2.3")]
    public async Task A_refused_query_is_answered_as_a_query_with_QAK_and_QPD()
    {
        await using var bed = await MllpBed.StartAsync();
        var answer = await bed.AskAsync(V2.Header("QBP^Q22^QBP_Q21"), "QPD|IHE PDQ Query|T1|@PID.3.1^7", "RCP|I");
        Assert.That((answer.Header.Field(9), answer.Segment("MSA")!.Text(1), answer.Segment("QAK")!.Field(2), answer.Segment("QPD")!.Text(2), answer.Segment("ERR")!.Field(2)),
            Is.EqualTo(("RSP^K22^RSP_K21", "AE", "AE", "T1", "QPD^1^3^1")));
    }

    [Test]
    [Spec("ITI TF-2 3.21.4")]
    public async Task A_cancelled_query_is_acknowledged()
    {
        await using var bed = await MllpBed.StartAsync();
        var answer = await bed.AskAsync(V2.Header("QCN^J01^QCN_J01"), "QID|T1|IHE PDQ Query");
        Assert.That((answer.Header.Field(9), answer.Segment("MSA")!.Text(1)), Is.EqualTo(("ACK^J01^ACK", "AA")));
    }

    [Test]
    public async Task An_answer_comes_in_the_character_set_of_the_request()
    {
        await using var bed = await MllpBed.StartAsync(pix: (query, _, _) => Task.FromResult(new PixQueryResponse([new("ﾔﾏ髙1^^^HOSP")])));
        var octets = await bed.Client().SendAsync(V2.Octets(V2.Japanese, V2.Header("QBP^Q23^QBP_Q21", characterSet: "~ISO IR87"), "QPD|IHE PIX Query|T1|山^^^NID", "RCP|I"), default);
        Assert.That(octets, Is.All.LessThan(0x80));
        var answer = Er7Reader.Read(octets);
        Assert.That((answer.Header.Field(18), answer.Segment("QPD")!.Text(3), answer.Segment("PID")!.Text(3)), Is.EqualTo(("~ISO IR87", "山", "ヤマ■1")));
    }

    [TestCase("PID|||1\r", "", TestName = "Does not begin with MSH")]
    [TestCase("MSH|^^\\&|HIS|HOSP|NODE|NET|2026||ADT^A01|X1|P|2.5\r", "", TestName = "Wrong separators")]
    [TestCase("MSH|^~\\&|HIS|HOSP|NODE|NET|2026||ADT^A01|X1|P|2.5||||||KLINGON\r", "X1", TestName = "Unknown character set")]
    [TestCase("MSH|^~\\&|HIS|HOSP|NODE|NET|2026||ADT^A01|X1|P|2.5||||||UNICODE UTF-8\rPID|||\u00C3(\r", "X1", TestName = "Invalid UTF-8")]
    [Spec("ITI TF-2 Appendix C.2.3")]
    public async Task Octets_that_are_no_message_are_rejected_and_the_connection_lives_on(string text, string id)
    {
        await using var bed = await MllpBed.StartAsync();
        using var client = await bed.ConnectAsync();
        var stream = client.GetStream();
        var reader = Reader(stream);
        await stream.WriteAsync(MllpFrame.Framed(Encoding.Latin1.GetBytes(text)));
        var answer = Er7Reader.Read((await reader.ReadAsync(default, default)).Octets);
        Assert.That((answer.Segment("MSA")!.Text(1), answer.Segment("MSA")!.Text(2), answer.Segment("ERR")!.Text(8).Length > 0), Is.EqualTo(("AR", id, true)));
        await stream.WriteAsync(MllpFrame.Framed(Octets(Feed, "NEXT")));
        Assert.That(Er7Reader.Read((await reader.ReadAsync(default, default)).Octets).Segment("MSA")!.Text(1), Is.EqualTo("AA"));
    }

    [Test]
    public async Task An_unexpected_error_is_AE_207_without_internals_and_is_logged_without_the_message()
    {
        await using var bed = await MllpBed.StartAsync((_, _, _) => throw new InvalidOperationException("secret connection string"));
        var octets = Encoding.ASCII.GetString(await bed.Client().SendAsync(Octets(Feed, "M9"), default));
        Assert.That(octets, Does.Contain("MSA|AE|M9").And.Contain("|207^Application internal error^HL70357|E|").And.Not.Contain("secret"));
        Assert.That(string.Join('\n', bed.Log.Logs), Does.Contain("secret connection string").And.Not.Contain("JONES"));
    }

    [Test]
    public async Task A_message_over_the_limit_is_rejected_and_its_connection_closed()
    {
        await using var bed = await MllpBed.StartAsync(limits: new() { Er7Bytes = 300 });
        using var client = await bed.ConnectAsync();
        var stream = client.GetStream();
        await stream.WriteAsync(MllpFrame.Framed([.. Octets(Feed, "BIG1"), .. new byte[400]]));
        var reader = Reader(stream);
        var answer = Er7Reader.Read((await reader.ReadAsync(default, default)).Octets);
        Assert.That((answer.Segment("MSA")!.Text(1), answer.Segment("MSA")!.Text(2), answer.Segment("ERR")!.Text(8)),
            Is.EqualTo(("AR", "BIG1", "The message is larger than the limit of 300 octets (limits.er7Bytes).")));
        Assert.That((await reader.ReadAsync(default, default)).End, Is.EqualTo(MllpEnd.Closed));
        Assert.That(bed.Log.Logs, Has.Some.Contains("larger than the limit of 300 octets"));
    }

    [TestCase("\vMSH|^~\\&|HIS", TestName = "A frame that never ends")]
    [TestCase("", TestName = "A connection that says nothing")]
    public async Task A_sender_that_falls_silent_is_disconnected(string octets)
    {
        await using var bed = await MllpBed.StartAsync(limits: new() { IdleSeconds = 1 });
        using var client = await bed.ConnectAsync();
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(octets));
        Assert.That(await client.GetStream().ReadAsync(new byte[10]), Is.Zero);
        Assert.That(bed.Log.Logs, Has.Some.Contains("silent for 1 s"));
    }

    [Test]
    public async Task Octets_outside_a_frame_are_rejected_and_the_connection_is_closed()
    {
        await using var bed = await MllpBed.StartAsync();
        using var client = await bed.ConnectAsync();
        var stream = client.GetStream();
        await stream.WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        client.Client.Shutdown(SocketShutdown.Send);
        var reader = Reader(stream);
        Assert.That(Encoding.ASCII.GetString((await reader.ReadAsync(default, default)).Octets), Does.Contain("MSA|AR\r").And.Contain("0B"));
        Assert.That((await reader.ReadAsync(default, default)).End, Is.EqualTo(MllpEnd.Closed));
    }

    [Test]
    public async Task More_connections_than_the_limit_are_refused()
    {
        await using var bed = await MllpBed.StartAsync(limits: new() { MllpConnections = 1 });
        using var first = await bed.ConnectAsync();
        await first.GetStream().WriteAsync(MllpFrame.Framed(Octets(Feed, "A")));
        await Reader(first.GetStream()).ReadAsync(default, default);
        using var second = await bed.ConnectAsync();
        Assert.That(await second.GetStream().ReadAsync(new byte[10]), Is.Zero);
    }

    [Test]
    public async Task A_message_in_flight_is_answered_when_the_node_stops()
    {
        var (arrived, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var bed = await MllpBed.StartAsync(async (_, _, _) =>
        {
            arrived.SetResult();
            await go.Task;
            return new PatientFeedResponse();
        });
        using var idle = await bed.ConnectAsync();
        var asking = bed.AskAsync(Feed);
        await arrived.Task;
        var stopping = bed.StopAsync();
        // The connection that waits for its next message is told to go at once.
        Assert.That(await idle.GetStream().ReadAsync(new byte[10]), Is.Zero);
        go.SetResult();
        Assert.That((await asking).Segment("MSA")!.Text(1), Is.EqualTo("AA"));
        await stopping;
    }

    [Test]
    public async Task A_sender_that_closes_its_half_still_gets_its_answer()
    {
        await using var bed = await MllpBed.StartAsync();
        using var client = await bed.ConnectAsync();
        var stream = client.GetStream();
        await stream.WriteAsync(MllpFrame.Framed(Octets(Feed, "HALF")));
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.That((await Reader(stream).ReadAsync(default, default)).End, Is.EqualTo(MllpEnd.Message));
    }

    [Test]
    [Spec("ITI TF-2 3.19")]
    public async Task Over_TLS_both_sides_show_certificates_and_the_requester_is_known_by_its_own()
    {
        using var own = Certificate("localhost");
        using var other = Certificate("localhost");
        string? subject = null;
        await using var bed = await MllpBed.StartAsync((_, exchange, _) =>
        {
            subject = exchange.Requester.CertificateSubject;
            return Task.FromResult(new PatientFeedResponse());
        }, certificate: own);
        var address = new Uri($"mllps://localhost:{bed.Port}");

        Assert.That((await bed.Client(address, own, [own]).SendAsync(V2.Message(Feed), default)).Segment("MSA")!.Text(1), Is.EqualTo("AA"));
        Assert.That(subject, Is.EqualTo("CN=localhost"));
        Assert.ThrowsAsync<AuthenticationException>(() => bed.Client(address, own, [other]).SendAsync(V2.Message(Feed), default), "an unknown server");
        Assert.CatchAsync(() => bed.Client(address, other, [own]).SendAsync(V2.Message(Feed), default), "an unknown client");
        Assert.CatchAsync(() => bed.Client(address, null, [own]).SendAsync(V2.Message(Feed), default), "a client without certificate");
        Assert.CatchAsync(() => bed.Client().SendAsync(V2.Message(Feed), default), "a client without TLS");
    }

    [Test]
    public void A_client_tells_a_closed_port_and_a_silent_receiver_apart()
    {
        int port;
        using (var silent = new TcpListener(System.Net.IPAddress.Loopback, 0))
        {
            silent.Start();
            port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
            var client = new MllpClient(new Uri($"mllp://127.0.0.1:{port}"), null, [], TimeSpan.FromMilliseconds(200));
            Assert.ThrowsAsync<TimeoutException>(() => client.SendAsync(V2.Message(Feed), default));
        }

        Assert.ThrowsAsync<IOException>(() => new MllpClient(new Uri($"mllp://127.0.0.1:{port}"), null, [], TimeSpan.FromSeconds(10)).SendAsync(V2.Message(Feed), default));
    }

    private static byte[] Octets(string[] lines, string id) => V2.Octets(Encoding.ASCII, [lines[0].Replace("MSG00001", id, StringComparison.Ordinal), .. lines[1..]]);

    private static MllpFrameReader Reader(NetworkStream stream) => new(System.IO.Pipelines.PipeReader.Create(stream), 1 << 20, TimeSpan.FromSeconds(30), TimeProvider.System);

    private static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(signed.Export(X509ContentType.Pkcs12), null);
    }
}
