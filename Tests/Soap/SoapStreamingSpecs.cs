using System.Diagnostics;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>A document of 1 GB passes through the endpoint and the client, and memory does not grow with it.</summary>
[NonParallelizable]
public class SoapStreamingSpecs
{
    private const long Gigabyte = 1_000_000_000;
    private const long Room = 100_000_000;
    private static readonly Exchange Asking = new() { MessageId = "urn:uuid:0", Time = DateTimeOffset.UnixEpoch, Endpoint = "" };

    [Test]
    [Spec("ITI TF-2 Appendix V.8")]
    public async Task One_gigabyte_goes_up_and_one_comes_down_in_flat_memory()
    {
        await using var host = await SoapHost.StartAsync();
        using var client = new SoapClient(new SoapClientOptions { SpoolFolder = host.SpoolFolder });
        host.Answer = async (parcel, _, cancellation) =>
        {
            foreach (var document in parcel.Documents) await CountAsync(document, cancellation);
            return new Parcel("down", parcel.Text == "warm" ? [] : [Generated(Gigabyte)]);
        };
        var ask = client.Remote(Parcel.Mtom, host.Address);
        await ask(new Parcel("warm", [Generated(1000)]), Asking, default);
        using var watch = new MemoryWatch();
        var answer = await ask(new Parcel("up", [Generated(Gigabyte)]), Asking, default);
        var received = await CountAsync(answer.Documents.Single(), default);
        var growth = watch.Growth();
        TestContext.Out.WriteLine($"working set grew by {growth / 1_000_000} MB");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(received, Is.EqualTo(Gigabyte));
            Assert.That(growth, Is.LessThan(Room));
        }
    }

    [Test]
    public async Task An_inline_document_of_60_MB_waits_on_disk_and_not_in_memory()
    {
        await using var host = await SoapHost.StartAsync();
        host.Answer = async (parcel, _, cancellation) => new Parcel($"{await CountAsync(parcel.Documents.Single(), cancellation)}", []);
        using var watch = new MemoryWatch();
        const string start = "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:a='http://www.w3.org/2005/08/addressing'><s:Header>"
            + "<a:Action>urn:test:Mtom</a:Action><a:MessageID>urn:uuid:1</a:MessageID></s:Header><s:Body><Parcel xmlns='urn:ihe:iti:xds-b:2007'><Document>";
        using var body = new MultipartStreams(
            new GeneratedStream(start.Length + 60_000_000, System.Text.Encoding.ASCII.GetBytes(start), (byte)'A'),
            new MemoryStream(System.Text.Encoding.ASCII.GetBytes("</Document></Parcel></s:Body></s:Envelope>")));
        using var content = new StreamContent(body, 64 * 1024);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/soap+xml");
        using var response = await host.Http.PostAsync(host.Address, content);
        var growth = watch.Growth();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("45000000"));
            Assert.That(growth, Is.LessThan(Room));
            Assert.That(Directory.GetFiles(host.SpoolFolder), Is.Empty);
        }
    }

    private static Content Generated(long length) => new(_ => new ValueTask<Stream>(new GeneratedStream(length)), length);

    private static async Task<long> CountAsync(Content content, CancellationToken cancellation)
    {
        var buffer = new byte[80_000];
        var total = 0L;
        await using var stream = await content.Open(cancellation);
        while (await stream.ReadAsync(buffer, cancellation) is var count and > 0) total += count;
        return total;
    }

    /// <summary>Two streams, one after the other.</summary>
    private sealed class MultipartStreams(Stream first, Stream second) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) =>
            first.Read(buffer, offset, count) is var read and > 0 ? read : second.Read(buffer, offset, count);

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            first.Dispose();
            second.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>The highest working set of the process, sampled while something runs.</summary>
    private sealed class MemoryWatch : IDisposable
    {
        private readonly long _before;
        private readonly Timer _timer;
        private long _highest;

        public MemoryWatch()
        {
            GC.Collect();
            _before = Now();
            _timer = new Timer(_ => _highest = Math.Max(_highest, Now()), null, 0, 20);
        }

        public long Growth() => Math.Max(_highest, Now()) - _before;

        public void Dispose() => _timer.Dispose();

        private static long Now()
        {
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64;
        }
    }
}
