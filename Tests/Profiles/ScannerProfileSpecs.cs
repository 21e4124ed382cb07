using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>What a profile may say of a virus scanner.</summary>
public sealed class ScannerProfileSpecs
{
    private ProfileFolder _folder = null!;

    [SetUp]
    public void Copy_the_profile() => _folder = new();

    [TearDown]
    public void Delete_the_copy() => _folder.Dispose();

    [TestCase("clamd://127.0.0.1:3310")]
    [TestCase("clamd://localhost")]
    [TestCase("clamd://[::1]:3310/")]
    [TestCase("clamd+unix:///run/clamav/clamd.ctl")]
    [TestCase("icap://127.0.0.1:1344/virus_scan?allow204=on&force=on")]
    [TestCase("icap://localhost/avscan")]
    [TestCase("icaps://scanner.example.jp:11344/avscan")]
    public void An_address_of_a_scanner_is_taken(string address)
    {
        var scanner = _folder.Read($"documents.scanner.address={address}").Documents.Scanner!;
        Assert.That(scanner, Is.EqualTo(new ScannerProfile { Address = address, Unscanned = "refuse", LargestBytes = 104_857_600, TimeLimitSeconds = 60, Connections = 4 }));
    }

    [TestCase("clamd://scanner.example.jp:3310", "only icaps")]
    [TestCase("icap://10.0.0.1:1344/avscan", "only icaps")]
    [TestCase("icap://127.0.0.1:1344", "is not clamd://")]
    [TestCase("clamd://127.0.0.1:3310/path", "is not clamd://")]
    [TestCase("clamd+unix://host/run/clamd", "is not clamd://")]
    [TestCase("http://127.0.0.1/avscan", "is not clamd://")]
    [TestCase("/run/clamav/clamd.ctl", "is not clamd://")]
    [TestCase("icap://user:secret@127.0.0.1/avscan", "no secret")]
    public void Another_address_is_a_fault(string address, string reason) =>
        Assert.That(_folder.Faults($"documents.scanner.address={address}"), Has.Count.EqualTo(1)
            .And.All.Contains("$.documents.scanner.address").And.All.Contains(reason));

    [TestCase("unscanned", "ignore")]
    [TestCase("largestBytes", "0")]
    [TestCase("timeLimitSeconds", "0")]
    [TestCase("timeLimitSeconds", "3601")]
    [TestCase("connections", "0")]
    [TestCase("connections", "1001")]
    public void A_setting_out_of_its_range_is_a_fault(string setting, string value) =>
        Assert.That(_folder.Faults("documents.scanner.address=clamd://localhost", $"documents.scanner.{setting}={value}"), Has.Count.EqualTo(1).And.All.Contains($"$.documents.scanner.{setting}"));

    [Test]
    public void A_scanner_without_address_is_a_fault() =>
        Assert.That(_folder.Faults("documents.scanner.connections=2"), Has.Count.EqualTo(1).And.All.Contains("$.documents.scanner.address"));
}
