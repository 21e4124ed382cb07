using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>What the XDS transactions tell the audit trail.</summary>
public sealed class AuditSubjectSpecs
{
    private static readonly XdsError NotFound = new(XdsErrorCode.DocumentUniqueIdError, "no such document", "1.2.2");

    [Test]
    [Spec("ITI TF-2 3.42.5.1")]
    public void A_submission_names_patient_and_submission_set()
    {
        var request = A.Submission();
        var set = request.Objects.SubmissionSets.Single();
        var record = Iti42.Contract.Audit(request, RegistryResponse.Success).Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(record.Outcome, Is.Zero);
            Assert.That(record.Objects, Is.EqualTo(new AuditObject[]
            {
                new(AuditObjectKind.Patient, set.PatientId!.Value.Text), new(AuditObjectKind.SubmissionSet, set.UniqueId!),
            }));
            Assert.That(Iti41.Contract.Audit(new(request, []), RegistryResponse.Success).Records.Single(), Is.EqualTo(record));
        });
    }

    [Test]
    [Spec("ITI TF-2 3.42.5.1")]
    public void A_refusal_and_a_missing_answer_are_failures()
    {
        var refused = Iti42.Contract.Audit(A.Submission(), RegistryResponse.From([new(XdsErrorCode.UnknownPatientId, "unknown")])).Records.Single();
        var lost = Iti42.Contract.Audit(A.Submission(), null).Records.Single();
        Assert.That((refused.Outcome, refused.OutcomeDescription, lost.Outcome), Is.EqualTo((8, XdsErrorCode.UnknownPatientId, 12)));
    }

    [Test]
    [Spec("ITI TF-2 3.18.5.1")]
    public void A_query_names_its_patient_and_holds_its_text()
    {
        var request = new AdhocQueryRequest(Vocabulary.StoredQueryIds.FindDocuments, ReturnType.LeafClass,
            [new("$XDSDocumentEntryPatientId", [A.PatientId().Text]), new("$XDSDocumentEntryStatus", [Vocabulary.Approved])]) { HomeCommunityId = "urn:oid:2.999.51" };
        var objects = Iti18.Contract.Audit(request, new(ResponseStatus.Success, RegistryObjectList.Empty)).Records.Single().Objects;
        Assert.Multiple(() =>
        {
            Assert.That(objects[0], Is.EqualTo(new AuditObject(AuditObjectKind.Patient, A.PatientId().Text)));
            Assert.That((objects[1].Kind, objects[1].Id), Is.EqualTo((AuditObjectKind.Query, request.QueryId)));
            Assert.That(AdhocQueryRequestXml.Read(XElement.Parse(objects[1].Query!)), Is.EqualTo(request));
            Assert.That(objects[1].Details, Is.EqualTo(new KeyValuePair<string, string>[]
            {
                new("QueryEncoding", "UTF-8"), new("urn:ihe:iti:xca:2010:homeCommunityId", "urn:oid:2.999.51"),
            }));
        });
    }

    [Test]
    public void The_patient_of_GetAll_is_named_too_and_a_query_without_patient_names_none()
    {
        var all = new AdhocQueryRequest(Vocabulary.StoredQueryIds.GetAll, ReturnType.LeafClass, [new("$patientId", ["1^^^&1.2&ISO"])]);
        var byId = new AdhocQueryRequest(Vocabulary.StoredQueryIds.GetDocuments, ReturnType.LeafClass, [new("$XDSDocumentEntryUniqueId", ["1.2"])]);
        var answer = new AdhocQueryResponse(ResponseStatus.Success, RegistryObjectList.Empty);
        Assert.That(Iti18.Contract.Audit(all, answer).Records.Single().Objects.Count, Is.EqualTo(2));
        Assert.That(Iti18.Contract.Audit(byId, answer).Records.Single().Objects.Count, Is.EqualTo(1));
    }

    [Test]
    [Spec("ITI TF-2 3.18.5.1")]
    public void A_partial_success_of_a_query_is_one_success_and_one_failure()
    {
        var request = new AdhocQueryRequest(Vocabulary.StoredQueryIds.GetAll, ReturnType.LeafClass, [new("$patientId", ["1^^^&1.2&ISO"])]);
        var answer = new AdhocQueryResponse(ResponseStatus.PartialSuccess, RegistryObjectList.Empty, [new(XdsErrorCode.UnavailableCommunity, "down")]);
        var records = Iti38.Contract.Audit(request, answer).Records;
        Assert.That(records.Select(r => (r.Outcome, r.OutcomeDescription)), Is.EqualTo(new[] { (0, null), (4, XdsErrorCode.UnavailableCommunity) }));
    }

    [Test]
    [Spec("ITI TF-2 3.43.6")]
    public void A_partial_retrieval_names_what_was_given_in_one_record_and_what_was_not_in_another()
    {
        DocumentRequest given = new("1.9", "1.2.1", "urn:oid:2.999.51"), missing = new("1.9", "1.2.2");
        var response = new RetrieveDocumentSetResponse(new(ResponseStatus.PartialSuccess, [NotFound]), [new(given, "text/plain", Content.Of([1]))]);
        var records = Iti39.Contract.Audit(new([given, missing]), response).Records;
        Assert.That(records.Select(r => (r.Outcome, r.Objects.Single())), Is.EqualTo(new[]
        {
            (0, new AuditObject(AuditObjectKind.Document, "1.2.1", Details: [new("Repository Unique ID", "1.9"), new("ihe:homeCommunityID", "urn:oid:2.999.51")])),
            (4, new AuditObject(AuditObjectKind.Document, "1.2.2", Details: [new("Repository Unique ID", "1.9")])),
        }));
    }
}
