using System.Security.Cryptography;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>One part that several <c>xop:Include</c> name: each of them stands for its octets.</summary>
public sealed class SharedPartSpecs
{
    private const string Type = "multipart/related; type=\"application/xop+xml\"; start=\"<root@x>\"; boundary=\"b\"";

    private static IEnumerable<TestCaseData> Messages()
    {
        foreach (var size in new[] { 5, 70_000, 300_000 })
        {
            yield return new TestCaseData(size, "1 1", "1").SetArgDisplayNames($"{size} octets for two");
            yield return new TestCaseData(size, "1 2 1 1 2", "2 1").SetArgDisplayNames($"{size} octets for three and others for two");
            yield return new TestCaseData(size, "1 2 1", "1 2").SetArgDisplayNames($"{size} octets for two around another");
        }
    }

    [TestCaseSource(nameof(Messages))]
    [Spec("ITI TF-2 Appendix V.8")]
    public async Task Each_reference_gives_the_octets_of_the_part(int size, string references, string parts)
    {
        await using var host = await SoapHost.StartAsync();
        var octets = new Dictionary<string, byte[]> { ["1"] = RandomNumberGenerator.GetBytes(size), ["2"] = RandomNumberGenerator.GetBytes(size + 1) };
        using var content = new ByteArrayContent(Message(references.Split(' '), parts.Split(' '), octets));
        content.Headers.TryAddWithoutValidation("Content-Type", Type);
        using var response = await host.Http.PostAsync(host.Address, content);
        var hashes = references.Split(' ').Select(id => Convert.ToHexStringLower(SHA1.HashData(octets[id])));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain($"<Text>t {string.Join(' ', hashes)}</Text>"));
        Assert.That(Directory.GetFiles(host.SpoolFolder), Is.Empty);
    }

    [Test]
    [Spec("ITI TF-2 Appendix V.8")]
    public async Task A_shared_part_that_is_cut_is_a_fault_of_the_sender()
    {
        await using var host = await SoapHost.StartAsync();
        var message = Message(["1", "1"], ["1"], new() { ["1"] = new byte[70_000] });
        using var content = new ByteArrayContent(message[..^20]);
        content.Headers.TryAddWithoutValidation("Content-Type", Type);
        using var response = await host.Http.PostAsync(host.Address, content);
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("closing boundary"));
        Assert.That(host.Received, Is.Empty);
    }

    [Test]
    [Spec("ITI TF-2 Appendix V.8")]
    public async Task A_shared_part_is_as_large_as_a_document_may_be_and_no_larger()
    {
        await using var host = await SoapHost.StartAsync(new LimitsProfile { DocumentBytes = 70_000 });
        foreach (var (size, says) in new[] { (70_000, "<Text>t "), (70_001, "exceeds 70000") })
        {
            using var content = new ByteArrayContent(Message(["1", "1"], ["1"], new() { ["1"] = new byte[size] }));
            content.Headers.TryAddWithoutValidation("Content-Type", Type);
            using var response = await host.Http.PostAsync(host.Address, content);
            Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain(says));
        }
    }

    private static byte[] Message(string[] references, string[] parts, Dictionary<string, byte[]> octets)
    {
        using var message = new MemoryStream();
        var documents = references.Select(id => $"<x:Document><xop:Include xmlns:xop='http://www.w3.org/2004/08/xop/include' href='cid:{id}@x'/></x:Document>");
        Write("--b\r\nContent-Type: application/xop+xml\r\nContent-ID: <root@x>\r\n\r\n"u8);
        Write(System.Text.Encoding.UTF8.GetBytes(
            "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:a='http://www.w3.org/2005/08/addressing' xmlns:x='urn:ihe:iti:xds-b:2007'>"
            + "<s:Header><a:Action s:mustUnderstand='1'>urn:test:Mtom</a:Action><a:MessageID>urn:uuid:1</a:MessageID></s:Header>"
            + $"<s:Body><x:Parcel><x:Text>t</x:Text>{string.Concat(documents)}</x:Parcel></s:Body></s:Envelope>"));
        foreach (var id in parts)
        {
            Write(System.Text.Encoding.ASCII.GetBytes($"\r\n--b\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <{id}@x>\r\n\r\n"));
            Write(octets[id]);
        }
        Write("\r\n--b--\r\n"u8);
        return message.ToArray();

        void Write(ReadOnlySpan<byte> bytes) => message.Write(bytes);
    }
}
