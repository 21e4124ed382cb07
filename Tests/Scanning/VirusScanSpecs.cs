using IheNode.Core;

namespace IheNode.Tests;

/// <summary>Debian's clamd and c-icap, each asked by the real node over its own protocol: what they find does not come in.</summary>
[TestFixture("clamd over a Unix socket")]
[TestFixture("clamd over TCP")]
[TestFixture("c-icap")]
public sealed class VirusScanSpecs(string scanner)
{
    private static readonly byte[] Infected = [.. "before "u8, .. ScannerDaemons.Eicar, .. " after"u8];
    private ScannedNode _node = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        var daemons = ScannerDaemons.Started();
        _node = await ScannedNode.StartAsync(scanner switch { "c-icap" => daemons.Icap, "clamd over TCP" => daemons.ClamdByTcp, _ => daemons.ClamdByUnixSocket });
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_node is not null) await _node.DisposeAsync();
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task A_clean_document_is_stored_and_registered_as_it_came()
    {
        byte[][] documents = [[.. "clean"u8], [], new byte[300_000], new byte[64 * 1024]];
        var (answer, uniqueIds) = await _node.SubmitAsync(documents);
        Assert.That(answer, Is.EqualTo(RegistryResponse.Success));
        Assert.That(await _node.RegisteredAsync(), Is.SupersetOf(uniqueIds));
        for (var i = 0; i < documents.Length; i++) Assert.That(await _node.RetrieveAsync(uniqueIds[i]), Is.EqualTo(documents[i]));
    }

    [Test]
    [Spec("ITI TF-3 4.2.4.1")]
    public async Task A_document_in_which_something_is_found_is_refused_and_put_on_record_and_nothing_of_it_is_kept()
    {
        var (answer, uniqueIds) = await _node.SubmitAsync(Infected);
        Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Failure));
        Assert.That(answer.Errors.Single().Code, Is.EqualTo(XdsErrorCode.InvalidDocumentContent));
        Assert.That(answer.Errors.Single().CodeContext, Does.Contain(uniqueIds[0]).And.Contains("Eicar-Test"));
        await _node.AssertNothingKeptAsync(uniqueIds[0]);
        var alert = (await _node.AlertsAsync("VirusFound")).Single(alert => alert.UniqueId == uniqueIds[0]);
        Assert.That(alert.Description, Does.Contain("Eicar-Test"));
        Assert.That((await _node.Node.RecordsAsync("ITI-41")).Select(r => (string?)r.Element("EventIdentification")!.Attribute("EventOutcomeIndicator")), Does.Contain("8").Or.Contain("4"));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Its_neighbours_in_the_submission_are_refused_with_it_and_each_finding_is_told()
    {
        var (answer, uniqueIds) = await _node.SubmitAsync([.. "clean"u8], Infected, [.. Infected, 1]);
        Assert.That(answer.Errors.Select(error => uniqueIds.Single(error.CodeContext.Contains)), Is.EqualTo(uniqueIds.Skip(1)));
        foreach (var uniqueId in uniqueIds) await _node.AssertNothingKeptAsync(uniqueId);
    }
}
