using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>A document is not held in memory while it is scanned, however large it is.</summary>
[NonParallelizable]
public sealed class ScanMemorySpecs
{
    [TestCase("clamd")]
    [TestCase("icap")]
    public async Task A_document_of_1_GB_streams_through(string protocol)
    {
        const long size = 1_000_000_000;
        using var scanner = new PlayedScanner(async connection =>
        {
            if (protocol == "clamd") Assert.That(await PlayedScanner.ReadInstreamAsync(connection), Is.EqualTo(size));
            else await PlayedScanner.ReadIcapAsync(connection);
            await PlayedScanner.SayAsync(connection, protocol == "clamd" ? "stream: OK\0" : "ICAP/1.0 204 No modifications needed\r\n\r\n");
        });
        var asked = Repository.VirusScanner.For(new ScannerProfile { Address = protocol == "clamd" ? scanner.Clamd : scanner.Icap }, _ => new());
        var document = new Repository.InspectedDocument(A.DocumentEntry(), size, new string('0', 64), _ => new(new GeneratedStream(size)));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.That(await asked.ScanAsync(document, default), Is.Null);
        // Half of it is what the played server allocates to read lines octet by octet.
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(size / 4));
    }
}
