using CliWrap;
using CliWrap.Buffered;

namespace IheNode.Tests;

/// <summary>python3-zeep reads the node's own WSDLs and calls by them.</summary>
public sealed class ZeepJourneySpecs
{
    private const string Python = "/usr/bin/python3";

    [Test]
    [Spec("ITI TF-2 Appendix V.2.4")]
    public async Task It_loads_every_wsdl_and_submits_and_finds_a_document()
    {
        var found = await Cli.Wrap(Python).WithArguments(["-c", "import zeep"]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        if (found.ExitCode != 0) Assert.Ignore("python3-zeep is not installed for /usr/bin/python3 (apt-get install python3-zeep): the WSDLs were not tried with it.");
        await using var node = await TestNode.StartAsync();
        await node.FeedAsync(new() { Ids = [Core.PatientId.Of("IHE-1001", "1.3.6.1.4.1.21367.13.20.1000")], Names = [new("吉野", "さくら")], BirthTime = new("19580403"), Gender = "F" });
        const string script = """
            import sys, zeep
            from lxml import etree
            root, examples = sys.argv[1].rstrip('/'), sys.argv[2]
            clients = {path: zeep.Client(root + path + '?wsdl') for path in (
                '/xds/registry', '/xds/repository', '/pix/manager', '/pdq/supplier', '/xca/initiating', '/xca/responding', '/xcpd/responding')}
            print('loaded', len(clients))
            def body(file):
                envelope = etree.parse(examples + '/' + file).getroot()
                return list(envelope.find('{http://www.w3.org/2003/05/soap-envelope}Body')[0])
            answer = clients['/xds/repository'].service['DocumentRepository_ProvideAndRegisterDocumentSet-b'](_value_1=body('iti41-submit-text.xml'))
            answer = clients['/xds/registry'].service['DocumentRegistry_RegistryStoredQuery'](_value_1=body('iti18-find-documents.xml'))
            print('answer', b''.join(etree.tostring(e) for e in answer._value_1).decode())
            """;
        var run = await Cli.Wrap(Python).WithArguments(["-c", script, node.Http.ToString(), Path.Combine(Tree.Root, "docs", "examples")])
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.Zero, run.StandardError);
            Assert.That(run.StandardOutput, Does.Contain("loaded 7"));
            Assert.That(run.StandardOutput, Does.Contain("2.999.1.41.1"), "the uniqueId of the document that was submitted");
        }
    }
}
