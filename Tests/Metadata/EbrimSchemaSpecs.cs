using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using FsCheck;
using FsCheck.Fluent;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>What is written obeys the schemas of ebRS 3.0 and XDS.b, as two other projects hold them.</summary>
[TestFixture("nist-toolkit2/schema/v3/XDS.b_DocumentRepository.xsd")]
[TestFixture("ipf/xds-wsdl/schema/IHE/IHEXDSB.xsd")]
public sealed class EbrimSchemaSpecs(string schema)
{
    private XmlSchemaSet? _schemas;

    [OneTimeSetUp]
    public void Load()
    {
        if (Tree.Shared("corpus", schema) is not { } path) return;
        _schemas = new() { XmlResolver = new XmlUrlResolver() };
        _schemas.Add(null, path);
        _schemas.Compile();
    }

    [Test]
    [Spec("ITI TF-3 4.2")]
    public void Submissions_obey_the_schema() => Obey(Iti42.Contract, MessageGenerators.Submissions);

    [Test]
    [Spec("ITI TF-2 3.18.4.1.2")]
    public void Stored_queries_obey_the_schema() => Obey(Iti18.Contract, MessageGenerators.Queries);

    [Test]
    [Spec("ITI TF-2 3.43.4.1.2")]
    public void Retrievals_obey_the_schema() => Obey(Iti43.Contract,
        Generators.Many(MessageGenerators.DocumentRequests).Where(list => list.Count > 0).Select(list => new RetrieveDocumentSetRequest(list)));

    [Test]
    [Spec("ITI TF-2 3.41.4.1.2")]
    public void Provided_documents_obey_the_schema() => Obey(Iti41.Contract, MessageGenerators.Submissions.Select(submission =>
        new ProvideAndRegisterDocumentSetRequest(submission, [new("Document1", Content.Of([1, 2, 3])), new("Document2", Content.Of([]))])));

    [Test]
    [Spec("ITI TF-3 4.2.4")]
    public void Registry_responses_obey_the_schema() => ObeyInResponse(Iti42.Contract, MessageGenerators.RegistryResponses);

    // The schema wants a RegistryObjectList in a failure too; ITI TF-3 4.2.4.2 has none there, and IHE goes before ebRS.
    [Test]
    [Spec("ITI TF-2 3.18.4.1.3")]
    public void Query_answers_obey_the_schema() =>
        ObeyInResponse(Iti18.Contract, MessageGenerators.Answers.Where(answer => answer.Status != ResponseStatus.Failure));

    [Test]
    [Spec("ITI TF-2 3.43.4.2.2")]
    public void Retrieved_documents_obey_the_schema() => ObeyInResponse(Iti43.Contract, MessageGenerators.Retrieved);

    private void Obey<TRequest, TResponse>(Transaction<TRequest, TResponse> transaction, Gen<TRequest> requests) =>
        Check(requests, (writer, request, sink) => transaction.Soap!.WriteRequest(writer, request, A.Exchange(), sink));

    private void ObeyInResponse<TRequest, TResponse>(Transaction<TRequest, TResponse> transaction, Gen<TResponse> responses) =>
        Check(responses, (writer, response, sink) => transaction.Soap!.WriteResponse(writer, response, default!, A.Exchange(), sink));

    private void Check<T>(Gen<T> values, Action<XmlWriter, T, AttachmentSink> write)
    {
        if (_schemas is null) return;
        Prop.ForAll(values.ToArbitrary(), value =>
        {
            var sink = new AttachmentSink();
            var written = EbrimXml.Written(writer => write(writer, value, sink));
            // XOP stands for base64 text; the schema speaks of that.
            EbrimXml.Inline(written, sink);
            var faults = new List<string>();
            new XDocument(written).Validate(_schemas, (_, fault) => faults.Add(fault.Message));
            Assert.That(faults, Is.Empty);
        }).QuickCheckThrowOnFailure();
    }
}
