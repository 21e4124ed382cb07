using System.Security.Cryptography;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>Our client against our endpoint.</summary>
public class SoapClientSpecs
{
    private static readonly Exchange Asking = new() { MessageId = "urn:uuid:0", Time = DateTimeOffset.UnixEpoch, Endpoint = "" };
    private SoapHost _host = null!;
    private SoapClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _host = await SoapHost.StartAsync();
        _client = new SoapClient(new SoapClientOptions { SpoolFolder = _host.SpoolFolder, TimeLimit = TimeSpan.FromSeconds(5) });
    }

    [TearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Test]
    [Spec("ITI TF-2 Appendix V.3")]
    public async Task A_simple_message_goes_there_and_its_answer_comes_back()
    {
        var answer = await _client.Remote(Parcel.Simple, _host.Address)(new("診療情報 <&>\r\n \"quoted\"", []), Asking, default);
        Assert.That(answer.Text, Is.EqualTo("診療情報 <&>\r\n \"quoted\""));
    }

    [Test]
    [Spec("ITI TF-2 Appendix V.8")]
    public async Task Documents_go_there_and_come_back_unchanged_in_any_order()
    {
        var documents = Enumerable.Range(0, 5).Select(i => RandomNumberGenerator.GetBytes(i * 70_000)).ToList();
        _host.Answer = async (parcel, _, cancellation) =>
        {
            var copies = new List<Content>();
            foreach (var document in parcel.Documents.Reverse())
            {
                using var copy = new MemoryStream();
                await using var stream = await document.Open(cancellation);
                await stream.CopyToAsync(copy, cancellation);
                copies.Add(Content.Of(copy.ToArray()));
            }
            return new Parcel("back", copies);
        };
        var answer = await _client.Remote(Parcel.Mtom, _host.Address)(new("there", documents.Select(Content.Of).ToList()), Asking, default);
        var hashes = new List<string>();
        foreach (var i in new[] { 2, 0, 1, 4, 3 }) hashes.Add(await SoapHost.HashAsync(answer.Documents[i], default));
        Assert.That(hashes, Is.EqualTo(new[] { 2, 0, 1, 4, 3 }.Select(i => Convert.ToHexStringLower(SHA1.HashData(documents[4 - i])))));
    }

    [Test]
    public void A_fault_arrives_with_its_code_and_reason_and_says_nothing_of_the_inside()
    {
        _host.Answer = (_, _, _) => throw new InvalidOperationException("secret of the inside");
        var fault = Assert.ThrowsAsync<SoapFaultException>(() => _client.Remote(Parcel.Mtom, _host.Address)(new("", []), Asking, default)).Fault;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fault.Code, Is.EqualTo(SoapFaultCode.Receiver));
            Assert.That(fault.Reason, Does.Not.Contain("secret"));
        }
    }
}
