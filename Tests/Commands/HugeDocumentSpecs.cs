using System.Globalization;
using System.Security.Cryptography;
using IheNode.Core;
using IheNode.Gateway;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>A document of a gigabyte through the real node's process: its memory does not grow with it.</summary>
public sealed class HugeDocumentSpecs
{
    private const string Size = "IHENODE_TEST_DOCUMENT_MB";
    private const long Megabyte = 1024 * 1024;
    private static readonly long Huge = long.Parse(Environment.GetEnvironmentVariable(Size) ?? "1024", CultureInfo.InvariantCulture) * Megabyte;

    private string _folder = null!;
    private ServedNode? _node;

    [SetUp]
    public void Make_a_folder()
    {
        _folder = Directory.CreateTempSubdirectory("ihenode-huge-").FullName;
        if (!OperatingSystem.IsLinux()) Assert.Ignore("The peak memory of a process is read from /proc, which only Linux has.");
        var free = new DriveInfo(_folder).AvailableFreeSpace;
        if (free < 2 * Huge) Assert.Ignore($"{free / Megabyte} MB are free in {_folder}, fewer than twice the document; {Size} asks for a smaller one.");
    }

    [TearDown]
    public async Task Stop()
    {
        if (_node is not null) await _node.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1")]
    public async Task A_gigabyte_is_submitted_and_retrieved_while_the_node_stays_small()
    {
        _node = await ServedNode.StartAsync("connectathon", Path.Combine(_folder, "data"));
        using var client = new NodeClient(new Uri(_node.Address("http")), null, [], TimeSpan.FromMinutes(5), TimeProvider.System);
        using var mllp = new NodeClient(new Uri(_node.Address("mllp")), null, [], TimeSpan.FromMinutes(1), TimeProvider.System);
        var fed = await mllp.AskAsync(Iti8.Contract, new PatientFeed(PatientFeedEvent.Add, new Patient
        {
            Ids = [SubmissionMessage.Patient], Names = [new("吉野", "さくら", NameRepresentation.Ideographic, Type: "L")],
        }) { Trigger = "A04" }, "", CancellationToken.None);
        Assert.That(fed.Accepted);

        await ThereAndBackAsync(client, Megabyte);
        var small = await PeakAsync();
        await ThereAndBackAsync(client, Huge);
        var large = await PeakAsync();
        await TestContext.Out.WriteLineAsync($"Peak resident memory: {small / Megabyte} MB after 1 MB, {large / Megabyte} MB after {Huge / Megabyte} MB.");
        Assert.That(large - small, Is.LessThan(100 * Megabyte));
    }

    private static async Task ThereAndBackAsync(NodeClient client, long length)
    {
        var codes = Networks.Connectathon().Codes.Codes;
        var document = new DocumentToSubmit(
            "large", "text/plain", new Content(_ => new(new GeneratedStream(length, filling: (byte)'x')), length),
            new(codes["classCode"][0], codes["typeCode"][0], codes["formatCode"][0], codes["confidentialityCode"][0],
                codes["healthcareFacilityTypeCode"][0], codes["practiceSettingCode"][0], codes["contentTypeCode"][0]));
        var request = Submission.Of(new(SubmissionMessage.Patient, SubmissionMessage.Patient, "2.999.1.1", "IheNode"), [document], DateTimeOffset.UnixEpoch.AddYears(56));
        var entry = request.Submission.Objects.DocumentEntries.Single();
        var submitted = await client.AskAsync(Iti41.Contract, request, "/xds/repository", CancellationToken.None);
        Assert.That(submitted.Errors, Is.Empty);

        var wanted = new RetrieveDocumentSetRequest([new(Networks.Connectathon().RepositoryUniqueId, entry.UniqueId!)]);
        var retrieved = await client.AskAsync(Iti43.Contract, wanted, "/xds/repository", CancellationToken.None);
        Assert.That(retrieved.Registry.Errors, Is.Empty);
        await using var content = await retrieved.Documents.Single().Content.Open(CancellationToken.None);
        using var expected = new GeneratedStream(length, filling: (byte)'x');
        Assert.That(await SHA1.HashDataAsync(content), Is.EqualTo(await SHA1.HashDataAsync(expected)));
    }

    /// <summary>VmHWM of the node's process, in octets.</summary>
    private async Task<long> PeakAsync()
    {
        var status = await File.ReadAllLinesAsync($"/proc/{_node!.ProcessId}/status");
        var peak = status.Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(peak[1], CultureInfo.InvariantCulture) * 1024;
    }
}
