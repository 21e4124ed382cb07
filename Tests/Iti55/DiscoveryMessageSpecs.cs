using IheNode.Core;

namespace IheNode.Tests;

public sealed class DiscoveryMessageSpecs
{
    private const string Home = "2.999.51";
    private const string NeighbourDomain = "2.999.52.1";

    private static readonly PatientDemographicsQuery Query = new()
    {
        QueryId = "2.999.51.1^5",
        Names = [new("佐藤", "花子", NameRepresentation.Ideographic)],
        BirthTimeFrom = new("19620315"),
        BirthTimeTo = new("19620315"),
        Ids = [PatientId.Of("0000012345", A.AffinityDomain)],
        HomeCommunity = Home,
        ReverseQueryAuthority = A.AffinityDomain,
        V3 = V3Message.Devices,
    };

    private static readonly PatientMatch Match = new(
        new() { Ids = [PatientId.Of("M-9", NeighbourDomain), PatientId.Of("X-1", "2.999.52.2")], Names = Query.Names, BirthTime = new("19620315"), Gender = "F" },
        100, "2.999.52");

    private static PatientDemographicsQuery Received(PatientDemographicsQuery? query = null) =>
        V3Message.ReadRequest(Iti55.Contract, V3Message.Request(Iti55.Contract, query ?? Query));

    [Test, Spec("ITI TF-2 3.55.4.1.2")]
    public void A_query_names_its_home_community_and_the_authority_by_which_it_may_be_asked_back()
    {
        var request = V3Message.Request(Iti55.Contract, Query);
        V3Message.AssertValid(request);
        Assert.Multiple(() =>
        {
            Assert.That(request.Values("sender/device/asAgent/representedOrganization/id", "root"), Is.EqualTo([Home]));
            Assert.That(request.Values("controlActProcess/authorOrPerformer/assignedDevice/id", "root"), Is.EqualTo([A.AffinityDomain]));
            Assert.That(V3Message.ReadRequest(Iti55.Contract, request) with { V3 = Query.V3, Text = "" }, Is.EqualTo(Query));
        });
    }

    [Test, Spec("ITI TF-2 3.55.4.1.2.1")]
    public void Several_addresses_and_telephone_numbers_are_alternatives()
    {
        var query = Query with { Address = new("王寺町"), OtherAddresses = [new("斑鳩町")], Telecom = "0745-1", OtherTelecoms = ["0745-2", "0745-3"] };
        var request = V3Message.Request(Iti55.Contract, query);
        V3Message.AssertValid(request);
        Assert.That(V3Message.ReadRequest(Iti55.Contract, request) with { V3 = Query.V3, Text = "" }, Is.EqualTo(query));
    }

    [Test, Spec("ITI TF-2 3.55.4.2.2")]
    public void A_match_is_one_event_with_one_id_and_the_home_community_as_custodian()
    {
        var answer = V3Message.Response(Iti55.Contract, Received(), new([Match]) { Total = 1 });
        V3Message.AssertValid(answer);
        const string registration = "controlActProcess/subject/registrationEvent/";
        var read = V3Message.ReadResponse(Iti55.Contract, answer);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Values(registration + "subject1/patient/id", "extension"), Is.EqualTo(["M-9"]));
            Assert.That(answer.Values(registration + "custodian/assignedEntity/id", "root"), Is.EqualTo(["2.999.52"]));
            Assert.That(answer.Values(registration + "custodian/assignedEntity/code", "code"), Is.EqualTo(["NotHealthDataLocator"]));
            Assert.That(answer.Values("controlActProcess/queryAck/resultTotalQuantity", "value"), Is.Empty);
            Assert.That(answer.Values("controlActProcess/queryAck/resultCurrentQuantity", "value"), Is.Empty);
            Assert.That(read.Matches.Single(), Is.EqualTo(Match));
        });
    }

    [Test, Spec("ITI TF-2 3.55.4.2.2.6")]
    public void What_more_is_wanted_is_asked_without_naming_anyone()
    {
        ValueList<string> wanted = ["LivingSubjectAdministrativeGenderRequested", "PatientAddressRequested"];
        var answer = V3Message.Response(Iti55.Contract, Received(), new([]) { WantedAttributes = wanted });
        V3Message.AssertValid(answer);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Values("acknowledgement/typeCode", "code"), Is.EqualTo(["AA"]));
            Assert.That(answer.Values("controlActProcess/queryAck/queryResponseCode", "code"), Is.EqualTo(["OK"]));
            Assert.That(answer.Values("controlActProcess/subject", "typeCode"), Is.Empty);
            Assert.That(V3Message.ReadResponse(Iti55.Contract, answer).WantedAttributes, Is.EqualTo(wanted));
        });
    }

    [TestCase(207, "InternalError"), TestCase(101, "AnswerNotAvailable"), Spec("ITI TF-2 3.55.4.2.3")]
    public void What_cannot_be_answered_is_AE_with_its_reason(int code, string reason)
    {
        var answer = V3Message.Response(Iti55.Contract, Received(), new([], [new(code, "Not possible.")]));
        V3Message.AssertValid(answer);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Values("acknowledgement/typeCode", "code"), Is.EqualTo(["AE"]));
            Assert.That(answer.Values("controlActProcess/queryAck/queryResponseCode", "code"), Is.EqualTo(["AE"]));
            Assert.That(answer.Values("controlActProcess/reasonOf/detectedIssueEvent/mitigatedBy/detectedIssueManagement/code", "code"), Is.EqualTo([reason]));
            Assert.That(V3Message.ReadResponse(Iti55.Contract, answer).Errors.Single().Text, Is.EqualTo("Not possible."));
        });
    }

    [Test, Spec("ITI TF-2 3.55.4.2.3")]
    public void A_deferred_answer_is_refused_as_an_unsupported_mode()
    {
        var answer = V3Message.Response(Iti55.Contract, Received(Query with { Deferred = true }), new([Match]));
        V3Message.AssertValid(answer);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Name.LocalName, Is.EqualTo("MCCI_IN000002UV01"));
            Assert.That(answer.Values("acknowledgement/typeCode", "code"), Is.EqualTo(["AE"]));
            Assert.That(answer.Values("acknowledgement/acknowledgementDetail/code", "code"), Is.EqualTo(["NS250"]));
            Assert.That(V3Message.ReadResponse(Iti55.Contract, answer).Errors, Is.Not.Empty);
        });
    }

    [Test]
    public void Queries_and_answers_of_others_are_read()
    {
        foreach (var file in V3Message.Files("xcpd/iti55", "iti55-sample-request*.xml"))
        {
            var query = V3Message.ReadRequest(Iti55.Contract, V3Message.Corpus(file));
            Assert.That((query.HomeCommunity, query.ReverseQueryAuthority), Is.EqualTo(("1.2.3.928.955", "1.2.840.114350.1.13.99997.2.3412")), file);
            Assert.That(query.Deferred, Is.EqualTo(file.EndsWith("-deferred.xml", StringComparison.Ordinal)));
            V3Message.AssertValid(V3Message.Response(Iti55.Contract, query, new([Match])));
        }

        foreach (var file in V3Message.Files("xcpd/iti55", "iti55-sample-response.xml"))
        {
            var answer = V3Message.ReadResponse(Iti55.Contract, V3Message.Corpus(file));
            Assert.That(answer.Matches.Select(m => m.Score), Is.EqualTo([92, 85]));
        }
    }

    [Test]
    public void Only_the_answering_side_audits_patients()
    {
        var response = new PatientDemographicsQueryResponse([Match]);
        var asked = Iti55.Contract.Audit(Query, response).Records.Single();
        var answered = Iti55.Contract.Audit(Received(), new([Match with { Patient = new() { Ids = [new("M-9^^^NS&2.999.52.1&ISO")] } }])).Records.Single();
        Assert.Multiple(() =>
        {
            Assert.That(asked.Objects.Select(o => o.Kind), Is.EqualTo([AuditObjectKind.Query]));
            Assert.That(answered.Objects.Select(o => o.Kind), Is.EqualTo([AuditObjectKind.Patient, AuditObjectKind.Query]));
            Assert.That(answered.Objects[0].Id, Is.EqualTo("M-9^^^&2.999.52.1&ISO"));
            Assert.That(asked.Objects.Single().Details, Does.Contain(new KeyValuePair<string, string>("ihe:homeCommunityID", "urn:oid:2.999.51")));
        });
    }
}
