using System.Net;
using System.Net.Sockets;
using System.Text;
using IheNode.Core;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>Every limit on submissions: what it lets pass, and what whoever passes it is told.</summary>
public sealed class LimitSpecs
{
    [Test]
    [Spec("ITI TF-3 Table 4.2.4.1-2")]
    public async Task A_submission_has_as_many_documents_as_the_limit_and_not_one_more()
    {
        using var room = new RepositoryRoom(TestDatabase.Sqlite, profile => profile with { Limits = profile.Limits with { SubmissionDocuments = 3 } });
        (DocumentEntry, byte[])[] four = [.. Enumerable.Range(0, 4).Select(n => (Entry(), Bytes($"{n}")))];
        var refused = await room.Provide(four);
        Assert.That(refused.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RepositoryError }));
        Assert.That(refused.Errors[0].CodeContext, Does.Contain("4 documents").And.Contain("limits.submissionDocuments"));
        await room.AssertNothingKept();
        Assert.That((await room.Provide(four[..3])).Status, Is.EqualTo(ResponseStatus.Success));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task A_thousand_documents_as_parts_of_one_message_are_taken_without_changing_a_limit()
    {
        await using var node = await StartAsync();
        var entries = Enumerable.Range(0, 1000).Select(_ => Entry()).ToList();
        var request = new ProvideAndRegisterDocumentSetRequest(
            A.Submission([.. entries]), [.. entries.Select(entry => new AttachedDocument(entry.Id, Content.Of(Bytes(entry.Id))))]);
        var answer = await node.AskAsync(Iti41.Contract, request, "/xds/repository");
        Assert.That(answer, Is.EqualTo(RegistryResponse.Success));
        var last = await node.AskAsync(Iti43.Contract, new RetrieveDocumentSetRequest([new(node.Profile.RepositoryUniqueId, entries[^1].UniqueId!)]), "/xds/repository");
        Assert.That(await Read(last.Documents[0].Content), Is.EqualTo(Bytes(entries[^1].Id)));
    }

    [Test]
    [Spec("ITI TF-3 Table 4.2.4.1-2")]
    public async Task As_many_submissions_arrive_at_once_as_the_limit_and_one_more_is_told_that_the_repository_is_busy()
    {
        using var room = new RepositoryRoom(TestDatabase.Sqlite, profile => profile with { Limits = profile.Limits with { Submissions = 2 } });
        var go = new TaskCompletionSource();
        var (first, second) = (Held(), Held());
        await Task.WhenAll(first.Arriving, second.Arriving);

        var opened = false;
        var entry = Entry();
        var busy = await room.Provide(new ProvideAndRegisterDocumentSetRequest(A.Submission(entry), [new(entry.Id, new(_ =>
        {
            opened = true;
            return new(new MemoryStream());
        }))]));
        Assert.That(busy.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RepositoryBusy }));
        Assert.That(busy.Errors[0].CodeContext, Does.Contain("limits.submissions"));
        Assert.That(opened, Is.False);

        go.SetResult();
        Assert.That((await Task.WhenAll(first.Answer, second.Answer)).Select(answer => answer.Status), Is.All.EqualTo(ResponseStatus.Success));
        Assert.That((await room.Provide((entry, Bytes("later")))).Status, Is.EqualTo(ResponseStatus.Success));

        (Task Arriving, Task<RegistryResponse> Answer) Held()
        {
            var held = Entry();
            var arriving = new TaskCompletionSource();
            var answer = room.Provide(new ProvideAndRegisterDocumentSetRequest(A.Submission(held), [new(held.Id, new(async _ =>
            {
                arriving.SetResult();
                await go.Task;
                return new MemoryStream(Bytes("held"));
            }))]));
            return (arriving.Task, answer);
        }
    }

    [Test]
    public async Task A_place_is_free_again_when_a_submission_fails_or_its_sender_goes()
    {
        using var room = new RepositoryRoom(TestDatabase.Sqlite, profile => profile with { Limits = profile.Limits with { Submissions = 1 } });
        var entry = Entry();
        Assert.That(
            async () => await room.Provide(new ProvideAndRegisterDocumentSetRequest(
                A.Submission(entry), [new(entry.Id, new(_ => throw new MalformedMessageException("cut")))])),
            Throws.InstanceOf<MalformedMessageException>());
        Assert.That((await room.Provide((entry with { Size = "7" }, Bytes("x")))).Status, Is.EqualTo(ResponseStatus.Failure));
        Assert.That((await room.Provide((entry, Bytes("x")))).Status, Is.EqualTo(ResponseStatus.Success));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task As_many_requests_are_under_way_as_the_limit_and_one_more_is_sent_away_before_it_is_read(CancellationToken cancellation)
    {
        await using var node = await StartAsync("limits.requests=2");
        using (await ReadAsync(node, cancellation))
        using (await ReadAsync(node, cancellation))
        {
            using var away = await node.PostEnvelopeAsync("/xds/repository", "<no/>");
            Assert.That(away.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(away.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
            Assert.That(await away.Content.ReadAsStringAsync(cancellation), Does.Contain("limits.requests"));
            using var http = new HttpClient();
            Assert.That(await http.GetStringAsync(new Uri(node.Http, "/health/live"), cancellation), Is.EqualTo("live"));
        }

        using var served = await UntilAsync(node, HttpStatusCode.InternalServerError, cancellation);
        Assert.That(await served.Content.ReadAsStringAsync(cancellation), Does.Contain("Fault"));
    }

    [Test]
    [CancelAfter(60_000)]
    [Spec("ITI TF-2 Appendix V.8")]
    public async Task A_sender_who_falls_silent_within_a_document_is_told_so_however_fast_it_was_before(CancellationToken cancellation)
    {
        await using var node = await UntouchedNode.StartAsync("limits.idleSeconds=1");
        var message = SubmissionMessage.Multipart(SubmissionMessage.Root(), SubmissionMessage.Part() with { Text = new string('x', 3_000_000) });
        await node.AssertAuditedAsync("ITI-41", async () =>
        {
            using var sender = await BeginAsync(node.Node, message.Length, cancellation);
            await sender.GetStream().WriteAsync(message.AsMemory(0, message.Length - 100), cancellation);
            Assert.That(await AnswerAsync(sender, cancellation), Does.Contain("limits.idleSeconds").And.Contain("Sender"));
        });
        await node.AssertNothingStoredAsync();
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_sender_slower_than_the_limit_is_told_so_and_one_who_is_not_is_served(CancellationToken cancellation)
    {
        await using var node = await UntouchedNode.StartAsync("limits.idleSeconds=2", "limits.bytesPerSecond=1000000000");
        using var sender = await BeginAsync(node.Node, int.MaxValue, cancellation);
        var stream = sender.GetStream();
        var beginning = SubmissionMessage.Multipart(SubmissionMessage.Root(), SubmissionMessage.Part());
        await stream.WriteAsync(beginning.AsMemory(0, beginning.Length - 20), cancellation);
        var answer = AnswerAsync(sender, cancellation);
        try
        {
            while (!answer.IsCompleted) await stream.WriteAsync("drop by drop "u8.ToArray(), cancellation);
        }
        catch (IOException)
        {
            // The node has had enough of this connection.
        }

        Assert.That(await answer, Does.Contain("limits.bytesPerSecond"));
        await node.AssertNothingStoredAsync();

        await using var patient = await UntouchedNode.StartAsync("limits.bytesPerSecond=1");
        var served = await patient.AnswerAsync("/xds/repository", SubmissionMessage.Mtom, SubmissionMessage.Multipart(SubmissionMessage.Root(), SubmissionMessage.Part()));
        Assert.That((string?)served.Attribute("status"), Does.EndWith(":Success"));
    }

    private static async Task<TestNode> StartAsync(params string[] settings)
    {
        var node = await TestNode.StartAsync(
            "connectathon", null, [$"affinityDomain.assigningAuthority={A.AffinityDomain}", "affinityDomain.codes=", "affinityDomain.closedAttributes=", .. settings]);
        await node.FeedAsync(new() { Ids = [A.PatientId()] });
        return node;
    }

    /// <summary>Sends the head of an ITI-41 request and leaves the rest to the test.</summary>
    private static async Task<TcpClient> BeginAsync(TestNode node, int length, CancellationToken cancellation, string further = "")
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(node.Http.Host, node.Http.Port, cancellation);
        var head = $"POST /xds/repository HTTP/1.1\r\nHost: {node.Http.Authority}\r\nContent-Type: {SubmissionMessage.Mtom}\r\nContent-Length: {length}\r\n{further}\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), cancellation);
        return client;
    }

    /// <summary>Sends the head of a request and waits until the node reads its body, and so counts it among those that are under way.</summary>
    private static async Task<TcpClient> ReadAsync(TestNode node, CancellationToken cancellation)
    {
        const string goOn = "HTTP/1.1 100 Continue\r\n\r\n";
        var client = await BeginAsync(node, 100_000, cancellation, "Expect: 100-continue\r\n");
        var told = new byte[goOn.Length];
        await client.GetStream().ReadExactlyAsync(told, cancellation);
        Assert.That(Encoding.ASCII.GetString(told), Is.EqualTo(goOn));
        return client;
    }

    private static async Task<string> AnswerAsync(TcpClient client, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (!text.ToString().Contains("Envelope>", StringComparison.Ordinal) && await client.GetStream().ReadAsync(buffer, cancellation) is var count and > 0)
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // Reset after the answer: what was read of it stands.
        }

        return text.ToString();
    }

    private static async Task<HttpResponseMessage> UntilAsync(TestNode node, HttpStatusCode status, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var answer = await node.PostEnvelopeAsync("/xds/repository", "<no/>");
            if (answer.StatusCode == status) return answer;
            answer.Dispose();
        }
    }
}
