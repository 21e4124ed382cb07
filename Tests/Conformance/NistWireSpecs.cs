using System.Text;
using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>The NIST testkit against a whole node: patients by ITI-8 over MLLP, everything else by SOAP over HTTP.</summary>
[TestFixtureSource(typeof(Databases))]
[CancelAfter(300_000)]
public sealed class NistWireSpecs(TestDatabase database)
{
    [Test]
    [Spec("ITI TF-2 3.18")]
    [Spec("ITI TF-2 3.41")]
    [Spec("ITI TF-2 3.42")]
    [Spec("ITI TF-2 3.43")]
    public async Task A_node_answers_every_step_of_the_testkit_as_it_expects()
    {
        if (Tree.Shared("corpus", "nist-toolkit2") is not { } corpus) return;
        await using var node = await TestNode.StartAsync(database);
        using var soap = new RawSoap(node.Http);
        using var mllp = new RawMllp(node.Mllp);
        var run = new NistRun(new((transaction, body) => PostAsync(soap, transaction, body), id => Feed(mllp, id), node.Profile.RepositoryUniqueId));
        var outcomes = new List<NistOutcome>();
        foreach (var test in NistPlan.Tests(corpus)) outcomes.AddRange(await run.RunAsync(test));
        Assert.That(outcomes, Has.Count.GreaterThan(110));
        Assert.That(from outcome in outcomes from fault in outcome.Faults select $"{outcome.Step}: {fault}", Is.Empty);
    }

    private static async Task<XElement> PostAsync(RawSoap soap, string transaction, XElement body)
    {
        var contract = Catalogue.All.Single(one => one.Id == transaction);
        var mtom = transaction is "ITI-41" or "ITI-43";
        var answer = await soap.PostAsync(mtom ? "/xds/repository" : "/xds/registry", contract.Action!, body, mtom);
        Assert.That((answer.Status, answer.Action, answer.Multipart), Is.EqualTo((200, contract.ResponseAction, mtom)), $"{transaction}: {answer.Body}");
        return answer.Body!;
    }

    private static Task Feed(RawMllp mllp, PatientId id)
    {
        var answer = Encoding.ASCII.GetString(mllp.Send(V2.Octets(
            Encoding.ASCII,
            V2.Header("ADT^A04^ADT_A01", "2.3.1"), "EVN||20260401093000", $"PID|||{id.Text}||TESTKIT^{id.Id}", "PV1||O")));
        Assert.That(answer, Does.Contain("\rMSA|AA|MSG00001"));
        return Task.CompletedTask;
    }
}
