using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

public sealed class PixQueryV3Specs
{
    private const string Hospital = "1.2.392.100495.20.3.51.11";
    private const string Clinic = "1.2.392.100495.20.3.51.12";

    private static readonly PixQuery Query = new(PatientId.Of("K-0042", Hospital), [A.AffinityDomain, Clinic])
    {
        QueryId = "1.2.392.100495.20.3.51.31.1^77",
        V3 = V3Message.Devices,
    };

    private static PixQuery Received(PixQuery? query = null) => V3Message.ReadRequest(Iti45.Contract, V3Message.Request(Iti45.Contract, query ?? Query));

    [Test, Spec("ITI TF-2 3.45.4.1.2")]
    public void A_query_that_was_written_is_read_again_with_all_it_asks()
    {
        var request = V3Message.Request(Iti45.Contract, Query);
        V3Message.AssertValid(request);
        var read = V3Message.ReadRequest(Iti45.Contract, request);
        Assert.Multiple(() =>
        {
            Assert.That(read.Id, Is.EqualTo(Query.Id));
            Assert.That(read.Domains, Is.EqualTo(Query.Domains));
            Assert.That(read.QueryId, Is.EqualTo(Query.QueryId));
            Assert.That(read.V3!.SenderDevice, Is.EqualTo(V3Message.Devices.SenderDevice));
            Assert.That(read.V3.ReceiverDevice, Is.EqualTo(V3Message.Devices.ReceiverDevice));
            Assert.That(read.V3.MessageId, Is.Not.Empty);
            Assert.That(read.Text, Does.Contain("patientIdentifier"));
        });
    }

    [Test, Spec("ITI TF-2 3.45.4.2.2")]
    public void Found_ids_stand_in_one_registration_event_with_one_patient()
    {
        ValueList<PatientId> ids = [PatientId.Of("0000012345", A.AffinityDomain), PatientId.Of("C-1", Clinic), PatientId.Of("C-2", Clinic)];
        var answer = V3Message.Response(Iti45.Contract, Received(), new(ids) { Names = [new("山田", "太郎", NameRepresentation.Ideographic, Type: "L")] });
        V3Message.AssertValid(answer);
        var read = V3Message.ReadResponse(Iti45.Contract, answer);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Values("controlActProcess/subject/registrationEvent/subject1/patient/id", "extension"), Is.EqualTo(["0000012345"]));
            Assert.That(answer.Values("acknowledgement/typeCode", "code"), Is.EqualTo(["AA"]));
            Assert.That(answer.Values("controlActProcess/queryAck/queryResponseCode", "code"), Is.EqualTo(["OK"]));
            Assert.That(read.Ids, Is.EqualTo(ids));
            Assert.That(read.Errors, Is.Empty);
            Assert.That(read.Names, Is.EqualTo([new PersonName("山田", "太郎", NameRepresentation.Ideographic, Type: "L")]));
        });
    }

    [Test, Spec("ITI TF-2 3.45.4.2.3")]
    public void A_known_patient_without_ids_in_the_wanted_domains_is_NF_without_an_event()
    {
        var answer = V3Message.Response(Iti45.Contract, Received(), new([]));
        V3Message.AssertValid(answer);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Values("acknowledgement/typeCode", "code"), Is.EqualTo(["AA"]));
            Assert.That(answer.Values("controlActProcess/queryAck/queryResponseCode", "code"), Is.EqualTo(["NF"]));
            Assert.That(answer.Values("controlActProcess/subject", "typeCode"), Is.Empty);
        });
    }

    [Test, Spec("ITI TF-2 3.45.4.2.3")]
    public void An_unknown_id_is_AE_with_204_and_the_path_of_the_id()
    {
        var answer = V3Message.Response(Iti45.Contract, Received(), new([], [new(204, "The id is not known.", PatientErrorPlace.Id)]));
        V3Message.AssertValid(answer);
        var detail = answer.Descendants(V3Message.Namespace + "acknowledgementDetail").Single();
        Assert.Multiple(() =>
        {
            Assert.That(answer.Values("acknowledgement/typeCode", "code"), Is.EqualTo(["AE"]));
            Assert.That(answer.Values("controlActProcess/queryAck/queryResponseCode", "code"), Is.EqualTo(["AE"]));
            Assert.That(detail.Attribute("typeCode")!.Value, Is.EqualTo("E"));
            Assert.That(detail.Values("code", "code"), Is.EqualTo(["204"]));
            Assert.That(detail.Element(V3Message.Namespace + "location")!.Value, Does.EndWith("/patientIdentifier/value"));
            Assert.That(V3Message.ReadResponse(Iti45.Contract, answer).Errors.Single().Where, Is.EqualTo(PatientErrorPlace.Id));
        });
    }

    [Test, Spec("ITI TF-2 3.45.4.2.3")]
    public void Each_unknown_domain_has_its_own_detail_with_its_repetition()
    {
        ValueList<PatientError> errors = [new(204, "Unknown.", PatientErrorPlace.Domain, 1), new(204, "Unknown too.", PatientErrorPlace.Domain, 2)];
        var answer = V3Message.Response(Iti45.Contract, Received(), new([], errors));
        V3Message.AssertValid(answer);
        Assert.That(V3Message.ReadResponse(Iti45.Contract, answer).Errors, Is.EqualTo(errors));
    }

    [Test, Spec("ITI TF-2 O.2.4")]
    public void What_was_asked_is_repeated_to_the_character()
    {
        var request = V3Message.Request(Iti45.Contract, Query);
        request.Descendants(V3Message.Namespace + "queryByParameter").Single()
            .AddFirst(new XComment(" kept "), new XText("\n   "), new XElement(V3Message.Namespace + "realmCode", new XAttribute("code", "JP")));
        var answer = V3Message.Response(Iti45.Contract, V3Message.ReadRequest(Iti45.Contract, request), new([]));
        Assert.That(Inside(answer), Is.EqualTo(Inside(request)));

        static string Inside(XElement message) => string.Concat(
            message.Descendants(V3Message.Namespace + "queryByParameter").Single().Nodes().Select(n => n.ToString(SaveOptions.DisableFormatting)));
    }

    [Test, Spec("ITI TF-2 O.1.1")]
    public void The_answer_goes_to_the_sender_and_names_the_message_that_it_answers()
    {
        var request = Received();
        var answer = V3Message.Response(Iti45.Contract, request, new([]));
        Assert.Multiple(() =>
        {
            Assert.That(answer.Values("receiver/device/id", "root"), Is.EqualTo([V3Message.Devices.SenderDevice]));
            Assert.That(answer.Values("sender/device/id", "root"), Is.EqualTo([V3Message.Devices.ReceiverDevice]));
            Assert.That(answer.Values("acknowledgement/targetMessage/id", "root"), Is.EqualTo([request.V3!.MessageId]));
            Assert.That(answer.Values("controlActProcess/queryAck/queryId", "extension"), Is.EqualTo(["77"]));
            Assert.That(answer.Values("acceptAckCode", "code"), Is.EqualTo(["NE"]));
        });
    }

    private static IEnumerable<TestCaseData> Unreadable()
    {
        yield return Case("without an id", m => m.Elements(V3Message.Namespace + "id").Remove());
        yield return Case("with an id that is no identifier", m => m.Element(V3Message.Namespace + "id")!.SetAttributeValue("root", "not an id"));
        yield return Case("with two receivers", m => m.Element(V3Message.Namespace + "receiver")!.AddAfterSelf(m.Element(V3Message.Namespace + "receiver")));
        yield return Case("without a receiver", m => m.Elements(V3Message.Namespace + "receiver").Remove());
        yield return Case("without a sender", m => m.Elements(V3Message.Namespace + "sender").Remove());
        yield return Case("of another interaction", m => m.Element(V3Message.Namespace + "interactionId")!.SetAttributeValue("extension", "PRPA_IN201305UV02"));
        yield return Case("without a control act", m => m.Elements(V3Message.Namespace + "controlActProcess").Remove());
        yield return Case("without a query", m => m.Descendants(V3Message.Namespace + "queryByParameter").Remove());
        yield return Case("without a query id", m => m.Descendants(V3Message.Namespace + "queryId").Remove());
        yield return Case("without an id that is asked for", m => m.Descendants(V3Message.Namespace + "patientIdentifier").Remove());
        yield return Case("with two ids that are asked for", m =>
        {
            var id = m.Descendants(V3Message.Namespace + "patientIdentifier").Single();
            id.AddAfterSelf(new XElement(id));
        });

        static TestCaseData Case(string name, Action<XElement> spoil) => new(spoil) { TestName = $"A_query_is_refused_{name}" };
    }

    [TestCaseSource(nameof(Unreadable)), Spec("ITI TF-2 3.45.4.1.2")]
    public void A_query_is_refused(Action<XElement> spoil)
    {
        var request = V3Message.Request(Iti45.Contract, Query);
        spoil(request);
        Assert.That(() => V3Message.ReadRequest(Iti45.Contract, request), Throws.TypeOf<MalformedMessageException>());
    }

    [Test]
    public void Queries_of_others_are_read_and_answered_validly()
    {
        foreach (var file in V3Message.Files("hl7v2-v3-pairs/pixquery/v3", "NistPixpdq*.xml").Concat(V3Message.Files("pix-pdq-v3", "PIXv3_QUERY.xml")))
        {
            var query = V3Message.ReadRequest(Iti45.Contract, V3Message.Corpus(file));
            Assert.That(query.Id.IsValid, file);
            V3Message.AssertValid(V3Message.Response(Iti45.Contract, query, new([PatientId.Of("1", "1.2.3")])));
        }
    }

    [Test]
    public void Answers_of_others_are_read()
    {
        foreach (var file in V3Message.Files("hl7v2-v3-pairs/pixquery/v3", "*Response.xml").Concat(V3Message.Files("pix-pdq-v3", "PIXv3_QUERY_Response.xml")))
        {
            var answer = V3Message.ReadResponse(Iti45.Contract, V3Message.Corpus(file));
            Assert.That(answer.Ids.Select(id => id.Id), Does.Contain("34827G409").And.Contain("38273N237"), file);
        }
    }

    [Test]
    public void A_query_id_of_any_form_becomes_an_identifier_on_the_wire()
    {
        var uuid = Guid.NewGuid();
        foreach (var (given, written) in new[] { (uuid.ToString("N"), uuid.ToString("D")), ("Q-1", "^Q-1"), ("", "") })
        {
            var request = V3Message.Request(Iti45.Contract, Query with { QueryId = given });
            V3Message.AssertValid(request);
            Assert.That(V3Message.ReadRequest(Iti45.Contract, request).QueryId, Does.EndWith(written));
        }
    }

    [Test]
    public void The_schemas_notice_what_is_wrong()
    {
        var request = V3Message.Request(Iti45.Contract, Query);
        request.Descendants(V3Message.Namespace + "statusCode").Remove();
        Assert.That(V3Message.Faults(request), V3Message.HasSchemas ? Is.Not.Empty : Is.Empty);
    }

    [Test]
    public void The_audit_record_names_the_patient_the_query_and_the_message()
    {
        var query = Received();
        var record = Iti45.Contract.Audit(query, new([])).Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(record.Outcome, Is.Zero);
            Assert.That(record.Objects.Single(o => o.Kind == AuditObjectKind.Patient).Id, Is.EqualTo(Query.Id.Text));
            var asked = record.Objects.Single(o => o.Kind == AuditObjectKind.Query);
            Assert.That(asked.Query, Does.StartWith("<queryByParameter"));
            Assert.That(asked.Details, Does.Contain(new KeyValuePair<string, string>("II", query.V3!.MessageId)));
            Assert.That(Iti45.Contract.Audit(query, null).Records.Single().Outcome, Is.EqualTo(8));
        });
    }
}
