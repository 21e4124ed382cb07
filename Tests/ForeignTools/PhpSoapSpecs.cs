using IheNode.Core;

namespace IheNode.Tests;

/// <summary>
/// PHP's SoapClient by the node's WSDL (<c>provide.php</c>): simple SOAP by its own means; MTOM, which it does not know, packed around it. Its copy of the WSDL
/// must not require wsaw:UsingAddressing, as IHE's WSDLs do, since it refuses extensions that it does not know.
/// </summary>
public sealed class PhpSoapSpecs
{
    [Test]
    [Spec("ITI TF-2 Appendix V.2.4")]
    [Spec("ITI TF-2 3.41.4.1.2")]
    [Spec("ITI TF-2 3.43.4.2.2")]
    public async Task It_submits_retrieves_and_finds_documents_and_hears_of_faults()
    {
        Tool.Require("php");
        if (!(await Tool.RunAsync("php", ["-m"])).Output.Split('\n').Intersect(["soap", "dom"]).Skip(1).Any())
            Assert.Ignore("php has no soap or dom (apt-get install php-soap php-xml): the WSDLs were not tried with it.");
        await using var node = await ScannedNode.OfAsync(null);
        var ran = await Tool.RunAsync("php",
        [
            Tree.InTree("Tests", "ForeignTools", "provide.php"), node.Node.Http.ToString(), Tree.InTree("docs", "examples", "iti41-submit-text.xml"),
            Tree.InTree("docs", "examples", "iti18-find-documents.xml"), node.Node.Profile.RepositoryUniqueId,
        ]);
        Assert.That(ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[]
        {
            "simple SOAP: Success, the same octets", "MTOM: Success, the same octets", "found: 2", "fault: s:Sender",
        }), ran.Complaints);
        Assert.That(await node.Node.RecordsAsync(Iti41.Contract.Id), Has.Count.EqualTo(2));
    }
}
