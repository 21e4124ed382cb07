using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>Every message of ITI-18, 41, 42 and 43 that one side writes is the same for the other side.</summary>
public sealed class CodecSpecs
{
    [Test]
    [Spec("ITI TF-2 3.42.4.1.2")]
    public void A_submission_is_read_as_it_was_written() => Same(Iti42.Contract, MessageGenerators.Submissions);

    [Test]
    [Spec("ITI TF-3 4.2.4")]
    public void A_registry_response_is_read_as_it_was_written() => SameResponse(Iti42.Contract, MessageGenerators.RegistryResponses);

    [Test]
    [Spec("ITI TF-2 3.18.4.1.2.3.5")]
    public void A_stored_query_is_read_as_it_was_written() => Same(Iti18.Contract, MessageGenerators.Queries);

    [Test]
    [Spec("ITI TF-2 3.18.4.1.3")]
    public void A_query_answer_is_read_as_it_was_written() => SameResponse(Iti18.Contract, MessageGenerators.Answers);

    [Test]
    [Spec("ITI TF-2 3.43.4.1.2")]
    public void A_retrieval_is_read_as_it_was_written() => Same(Iti43.Contract,
        Generators.Many(MessageGenerators.DocumentRequests).Where(list => list.Count > 0).Select(list => new RetrieveDocumentSetRequest(list)));

    [Test]
    [Spec("RMD 3.86.4.1.2")]
    public void A_removal_of_documents_is_read_as_it_was_written() => Same(Iti86.Contract,
        Generators.Many(MessageGenerators.DocumentRequests).Where(list => list.Count > 0).Select(list => new RetrieveDocumentSetRequest(list)));

    [Test]
    [Spec("ITI TF-2 3.43.4.2.2")]
    public void Retrieved_documents_are_read_as_they_were_written() => Prop.ForAll(MessageGenerators.Retrieved.ToArbitrary(), response =>
    {
        var sink = new AttachmentSink();
        var written = EbrimXml.Written(w => Iti43.Contract.Soap!.WriteResponse(w, response, new([]), A.Exchange(), sink));
        var read = Iti43.Contract.Soap!.ReadResponse(written, new SentAttachments(sink));
        Assert.Multiple(() =>
        {
            Assert.That(read.Registry, Is.EqualTo(response.Registry));
            Assert.That(read.Documents.Select(Plain), Is.EqualTo(response.Documents.Select(Plain)));
            Assert.That(read.Documents.Select(d => SentAttachments.BytesOf(d.Content)), Is.EqualTo(response.Documents.Select(d => SentAttachments.BytesOf(d.Content))));
        });

        static object Plain(RetrievedDocument d) => (d.Request, d.MimeType, d.NewDocumentUniqueId, d.NewRepositoryUniqueId);
    }).QuickCheckThrowOnFailure();

    [Test]
    [Spec("ITI TF-2 3.41.4.1.2")]
    public void Provided_documents_are_read_as_they_were_written() => Prop.ForAll(
        MessageGenerators.Submissions.ToArbitrary(), Generators.Many(MessageGenerators.Bytes).ToArbitrary(), (submission, documents) =>
    {
        var request = new ProvideAndRegisterDocumentSetRequest(submission, [.. documents.Select((bytes, n) => new AttachedDocument($"Document{n}", Content.Of(bytes)))]);
        var sink = new AttachmentSink();
        var written = EbrimXml.Written(w => Iti41.Contract.Soap!.WriteRequest(w, request, A.Exchange(), sink));
        var read = Iti41.Contract.Soap!.ReadRequest(written, new SentAttachments(sink));
        Assert.Multiple(() =>
        {
            Assert.That(read.Submission, Is.EqualTo(submission));
            Assert.That(read.Documents.Select(d => d.EntryId), Is.EqualTo(request.Documents.Select(d => d.EntryId)));
            Assert.That(read.Documents.Select(d => SentAttachments.BytesOf(d.Content)), Is.EqualTo(documents));
        });
    }).QuickCheckThrowOnFailure();

    [Test]
    [Spec("ITI TF-2 Appendix V.8")]
    public void Documents_come_as_base64_or_under_a_percent_encoded_content_id()
    {
        var sink = new AttachmentSink();
        sink.Add(Content.Of([7]));
        var request = XElement.Parse($"""
            <ProvideAndRegisterDocumentSetRequest xmlns="{EbrimNames.Xds}">
              <SubmitObjectsRequest xmlns="{EbrimNames.Lcm}"><RegistryObjectList xmlns="{EbrimNames.Rim}"/></SubmitObjectsRequest>
              <Document id="a">{'\n'} SGVs
                 bG8= </Document>
              <Document id="b"><Include xmlns="{EbrimNames.Xop}" href="cid:part1%40ihenode"/></Document>
            </ProvideAndRegisterDocumentSetRequest>
            """);
        var documents = Iti41.Contract.Soap!.ReadRequest(request, new SentAttachments(sink)).Documents;
        Assert.That(documents.Select(d => SentAttachments.BytesOf(d.Content)), Is.EqualTo(new[] { "Hello"u8.ToArray(), [7] }));
    }

    [TestCase("not base64!")]
    [TestCase("<Include xmlns='http://www.w3.org/2004/08/xop/include' href='http://elsewhere/'/>")]
    [TestCase("<Include xmlns='http://www.w3.org/2004/08/xop/include'/>")]
    [TestCase("<Something/>")]
    public void A_document_that_is_neither_is_malformed(string content)
    {
        var request = XElement.Parse($"""
            <ProvideAndRegisterDocumentSetRequest xmlns="{EbrimNames.Xds}">
              <SubmitObjectsRequest xmlns="{EbrimNames.Lcm}"><RegistryObjectList xmlns="{EbrimNames.Rim}"/></SubmitObjectsRequest>
              <Document id="a">{content}</Document>
            </ProvideAndRegisterDocumentSetRequest>
            """);
        Assert.That(() => Iti41.Contract.Soap!.ReadRequest(request, new SentAttachments(new())), Throws.TypeOf<MalformedMessageException>());
    }

    [Test]
    public void Any_other_body_is_malformed()
    {
        var body = new XElement("{urn:example}Something");
        var attachments = new SentAttachments(new());
        Assert.Multiple(() =>
        {
            Refuses(() => Iti18.Contract.Soap!.ReadRequest(body, attachments));
            Refuses(() => Iti18.Contract.Soap!.ReadResponse(body, attachments));
            Refuses(() => Iti41.Contract.Soap!.ReadRequest(body, attachments));
            Refuses(() => Iti42.Contract.Soap!.ReadRequest(body, attachments));
            Refuses(() => Iti42.Contract.Soap!.ReadResponse(body, attachments));
            Refuses(() => Iti43.Contract.Soap!.ReadRequest(body, attachments));
            Refuses(() => Iti43.Contract.Soap!.ReadResponse(body, attachments));
            Refuses(() => Iti42.Contract.Soap!.ReadResponse(new(EbrimNames.Rs + "RegistryResponse", new XAttribute("status", "Fine")), attachments));
            Refuses(() => Iti43.Contract.Soap!.ReadRequest(new(EbrimNames.Xds + "RetrieveDocumentSetRequest"), attachments));
        });

        static void Refuses(Func<object> read) => Assert.That(() => read(), Throws.TypeOf<MalformedMessageException>());
    }

    private static void Same<TRequest, TResponse>(Transaction<TRequest, TResponse> transaction, Gen<TRequest> requests) =>
        Prop.ForAll(requests.ToArbitrary(), request =>
        {
            var sink = new AttachmentSink();
            var written = EbrimXml.Written(w => transaction.Soap!.WriteRequest(w, request, A.Exchange(), sink));
            Assert.That(transaction.Soap!.ReadRequest(written, new SentAttachments(sink)), Is.EqualTo(request));
        }).QuickCheckThrowOnFailure();

    private static void SameResponse<TRequest, TResponse>(Transaction<TRequest, TResponse> transaction, Gen<TResponse> responses) =>
        Prop.ForAll(responses.ToArbitrary(), response =>
        {
            var sink = new AttachmentSink();
            var written = EbrimXml.Written(w => transaction.Soap!.WriteResponse(w, response, default!, A.Exchange(), sink));
            Assert.That(transaction.Soap!.ReadResponse(written, new SentAttachments(sink)), Is.EqualTo(response));
        }).QuickCheckThrowOnFailure();

    [Test, Spec("ITI TF-2 3.18.4.1.3")]
    public void Errors_of_an_answer_stand_before_its_objects()
    {
        var answer = EbrimXml.Written(writer => AdhocQueryResponseXml.Write(
            writer, new(ResponseStatus.PartialSuccess, new([A.DocumentEntry()]), [new(XdsErrorCode.UnavailableCommunity, "down")])));
        Assert.That(answer.Elements().Select(e => e.Name), Is.EqualTo(new[] { EbrimNames.Rs + "RegistryErrorList", EbrimNames.Rim + "RegistryObjectList" }));
    }
}
