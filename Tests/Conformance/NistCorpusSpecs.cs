using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>The messages of the NIST testkit, prepared as the testkit does, can be read whole. What a node answers to them is the matter of the wire specs.</summary>
public sealed class NistCorpusSpecs
{
    private const string Repository = "2.999.51.1";

    [Test]
    [Spec("ITI TF-3 4.2")]
    public async Task Every_message_of_the_testkit_is_read_without_a_fault_of_structure()
    {
        if (Tree.Shared("corpus", "nist-toolkit2") is not { } corpus) return;
        var run = new NistRun(new(Answer, _ => Task.CompletedTask, Repository));
        var sent = new List<NistOutcome>();
        foreach (var test in NistPlan.Tests(corpus)) sent.AddRange((await run.RunAsync(test)).Where(o => o.Request is not null));
        var submissions = sent.Where(o => o.Step.Number is "ITI-41" or "ITI-42").ToList();
        var queries = sent.Where(o => o.Step.Number is "ITI-18").ToList();
        Assert.Multiple(() =>
        {
            Assert.That(submissions, Has.Count.GreaterThan(30));
            Assert.That(queries, Has.Count.GreaterThan(60));
            foreach (var outcome in submissions)
            {
                var request = Submission(outcome.Request!);
                Assert.That(request.Errors, Is.Empty, outcome.Step.ToString());
                Assert.That(request.Objects.SubmissionSets.Count(), Is.EqualTo(1), outcome.Step.ToString());
                Assert.That(SubmitObjectsRequestXml.Read(EbrimXml.Written(w => SubmitObjectsRequestXml.Write(w, request))), Is.EqualTo(request), outcome.Step.ToString());
            }
            foreach (var outcome in queries)
            {
                var request = AdhocQueryRequestXml.Read(outcome.Request!);
                Assert.That(request.Errors, Is.Empty, outcome.Step.ToString());
                Assert.That(request.Parameters.SelectMany(p => p.Values), Has.None.Contains("$"), outcome.Step.ToString());
                Assert.That(AdhocQueryRequestXml.Read(EbrimXml.Written(w => AdhocQueryRequestXml.Write(w, request))), Is.EqualTo(request), outcome.Step.ToString());
            }
        });
    }

    [Test]
    [Spec("ITI TF-3 4.2")]
    public async Task Every_object_of_the_testkit_is_rendered_from_its_body_as_it_is_written()
    {
        if (Tree.Shared("corpus", "nist-toolkit2") is not { } corpus) return;
        var run = new NistRun(new(Answer, _ => Task.CompletedTask, Repository));
        var objects = new List<RegistryObject>();
        foreach (var test in NistPlan.Tests(corpus))
            foreach (var outcome in (await run.RunAsync(test)).Where(o => o.Request is not null && o.Step.Number is "ITI-41" or "ITI-42"))
                objects.AddRange(Submission(outcome.Request!).Objects.Objects);
        Assert.Multiple(() =>
        {
            Assert.That(objects, Has.Count.GreaterThan(100));
            foreach (var value in objects) Assert.That(RenderedBodySpecs.Rendered(value, null), Is.EqualTo(RenderedBodySpecs.Written(value)), value.Id);
        });
    }

    [Test]
    public async Task Every_submission_of_the_testkit_obeys_the_schema_once_it_is_prepared()
    {
        if (Tree.Shared("corpus", "nist-toolkit2") is not { } corpus) return;
        var schemas = new System.Xml.Schema.XmlSchemaSet { XmlResolver = new System.Xml.XmlUrlResolver() };
        schemas.Add(null, Path.Combine(corpus, "schema", "v3", "XDS.b_DocumentRepository.xsd"));
        var run = new NistRun(new(Answer, _ => Task.CompletedTask, Repository));
        var faults = new List<string>();
        foreach (var test in NistPlan.Tests(corpus))
            foreach (var outcome in (await run.RunAsync(test)).Where(o => o.Request is not null))
                System.Xml.Schema.Extensions.Validate(new XDocument(outcome.Request), schemas, (_, fault) => faults.Add($"{outcome.Step}: {fault.Message}"));
        Assert.That(faults, Is.Empty);
    }

    private static SubmitObjectsRequest Submission(XElement body) => body.Name == EbrimNames.Lcm + "SubmitObjectsRequest"
        ? SubmitObjectsRequestXml.Read(body)
        : ProvideAndRegisterXml.Read(body, new SentAttachments(new())).Submission;

    // Stands for a node where only the requests matter.
    private static Task<XElement> Answer(string transaction, XElement body) => Task.FromResult(transaction switch
    {
        "ITI-18" => EbrimXml.Written(w => AdhocQueryResponseXml.Write(w, new(ResponseStatus.Success, RegistryObjectList.Empty))),
        "ITI-43" => EbrimXml.Written(w => RetrieveDocumentSetXml.WriteResponse(w, new(RegistryResponse.Success, []), new())),
        _ => EbrimXml.Written(w => RegistryResponseXml.Write(w, RegistryResponse.Success)),
    });
}
