using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

public sealed class DemographicsQueryV3Specs
{
    private const string Clinic = "1.2.392.100495.20.3.51.12";

    private static readonly PatientDemographicsQuery Query = new()
    {
        QueryId = "1.2.392.100495.20.3.51.31.1^78",
        Names =
        [
            new("山田", "太郎", NameRepresentation.Ideographic, Type: "L"),
            new("ヤマダ", "タロウ", NameRepresentation.Phonetic, Type: "L"),
            new("Yamada", "Taro", NameRepresentation.Alphabetic, "Jiro", "L") { Prefix = "Dr", Suffix = "Jr" },
        ],
        BirthTimeFrom = new("19500401"),
        BirthTimeTo = new("19500401"),
        Gender = "M",
        Address = new("王寺町1-2-3", "北葛城郡", "奈良県", "636-0003", "JPN") { OtherDesignation = "2階", Type = "H" },
        Telecom = "0745-12-3456",
        MothersMaidenName = new("鈴木", ""),
        Ids = [PatientId.Of("K-0042", Clinic)],
        Domains = [A.AffinityDomain, Clinic],
        Quantity = 20,
        V3 = V3Message.Devices,
    };

    private static readonly Patient Taro = new()
    {
        Ids = [PatientId.Of("0000012345", A.AffinityDomain), PatientId.Of("C-1", Clinic), PatientId.Of("C-2", Clinic)],
        Names = Query.Names,
        BirthTime = new("19500401"),
        Gender = "M",
        Addresses = [Query.Address],
        Telecoms = ["0745-12-3456", "taro@example.jp", "+81 745 12 3456"],
        BusinessTelecoms = ["0745-12-0000"],
        MothersMaidenName = Query.MothersMaidenName,
    };

    private static PatientDemographicsQuery Received(PatientDemographicsQuery? query = null) =>
        V3Message.ReadRequest(Iti47.Contract, V3Message.Request(Iti47.Contract, query ?? Query));

    [Test, Spec("ITI TF-2 3.47.4.1.2")]
    public void A_query_that_was_written_is_read_again_with_every_parameter()
    {
        var request = V3Message.Request(Iti47.Contract, Query);
        V3Message.AssertValid(request);
        var read = V3Message.ReadRequest(Iti47.Contract, request);
        Assert.That(read with { V3 = Query.V3, Text = "" }, Is.EqualTo(Query));
    }

    [Test, Spec("ITI TF-2 3.47.4.1.2")]
    public void Birth_times_may_be_a_range_and_names_may_be_fuzzy()
    {
        var query = Query with { BirthTimeFrom = new("1950"), BirthTimeTo = new("1951"), FuzzyNames = true, Quantity = null };
        var request = V3Message.Request(Iti47.Contract, query);
        V3Message.AssertValid(request);
        Assert.That(V3Message.ReadRequest(Iti47.Contract, request) with { V3 = query.V3, Text = "" }, Is.EqualTo(query));
        var open = V3Message.ReadRequest(Iti47.Contract, V3Message.Request(Iti47.Contract, query with { BirthTimeFrom = null }));
        Assert.That((open.BirthTimeFrom, open.BirthTimeTo), Is.EqualTo(((Hl7Time?)null, query.BirthTimeTo)));
    }

    [Test]
    public void A_japanese_name_says_in_its_use_how_it_is_written()
    {
        var uses = V3Message.Request(Iti47.Contract, Query).Descendants(V3Message.Namespace + "livingSubjectName")
            .Select(n => n.Element(V3Message.Namespace + "value")!.Attribute("use")!.Value);
        Assert.That(uses, Is.EqualTo(["L IDE", "L SYL", "L ABC"]));
    }

    [TestCase("M", "F"), TestCase("O", "U"), TestCase("A", "N")]
    public void Every_gender_of_table_0001_survives(string one, string other)
    {
        foreach (var gender in new[] { one, other })
        {
            var request = V3Message.Request(Iti47.Contract, Query with { Gender = gender });
            V3Message.AssertValid(request);
            Assert.That(V3Message.ReadRequest(Iti47.Contract, request).Gender, Is.EqualTo(gender));
        }
    }

    [Test, Spec("ITI TF-2 3.47.4.2.2")]
    public void An_answer_that_was_written_is_read_again_with_the_whole_patient()
    {
        var answer = V3Message.Response(Iti47.Contract, Received(), new([new(Taro, 97)]) { Total = 1 });
        V3Message.AssertValid(answer);
        var read = V3Message.ReadResponse(Iti47.Contract, answer);
        Assert.Multiple(() =>
        {
            Assert.That(read.Matches.Single().Patient, Is.EqualTo(Taro));
            Assert.That(read.Matches.Single().Score, Is.EqualTo(97));
            Assert.That(read.Total, Is.EqualTo(1));
            Assert.That(answer.Values("controlActProcess/queryAck/queryResponseCode", "code"), Is.EqualTo(["OK"]));
            Assert.That(answer.Values("controlActProcess/queryAck/resultRemainingQuantity", "value"), Is.EqualTo(["0"]));
        });
    }

    [Test, Spec("ITI TF-2 3.47.4.2.2")]
    public void A_birth_name_is_a_name_of_its_own_and_no_part_of_the_present_one()
    {
        var married = Taro with { Names = [new("山田", "花子", NameRepresentation.Ideographic, Type: "L"), new("佐藤", "", Type: "B")] };
        var answer = V3Message.Response(Iti47.Contract, Received(), new([new(married)]) { Total = 1 });
        V3Message.AssertValid(answer);
        Assert.That(V3Message.ReadResponse(Iti47.Contract, answer).Matches.Single().Patient.Names, Is.EqualTo(married.Names));

        // Others put both into one name.
        var names = answer.Descendants(V3Message.Namespace + "patientPerson").Elements(V3Message.Namespace + "name").ToList();
        names[0].AddFirst(names[1].Elements());
        names[1].Remove();
        Assert.That(V3Message.ReadResponse(Iti47.Contract, answer).Matches.Single().Patient.Names,
            Is.EqualTo([married.Names[0], married.Names[1] with { Representation = NameRepresentation.Ideographic }]));
    }

    [Test, Spec("ITI TF-2 3.47.4.2.3")]
    public void A_wanted_domain_without_an_id_is_named_as_empty()
    {
        var answer = V3Message.Response(Iti47.Contract, Received(), new([new(Taro with { Ids = [PatientId.Of("0000012345", A.AffinityDomain)] })]) { Total = 1 });
        V3Message.AssertValid(answer);
        const string others = "controlActProcess/subject/registrationEvent/subject1/patient/patientPerson/asOtherIDs/";
        Assert.Multiple(() =>
        {
            Assert.That(answer.Values(others + "id", "nullFlavor"), Is.EqualTo(["NA"]));
            Assert.That(answer.Values(others + "scopingOrganization/id", "root"), Is.EqualTo([Clinic]));
            Assert.That(V3Message.ReadResponse(Iti47.Contract, answer).Matches.Single().Patient.Ids, Has.Count.EqualTo(1));
        });
    }

    [Test, Spec("ITI TF-2 3.47.4.2.3")]
    public void Nobody_is_NF_and_an_unknown_domain_is_AE_with_its_repetition()
    {
        var none = V3Message.Response(Iti47.Contract, Received(), new([]));
        var unknown = V3Message.Response(Iti47.Contract, Received(), new([], [new(204, "Unknown domain.", PatientErrorPlace.Domain, 2)]));
        V3Message.AssertValid(none);
        V3Message.AssertValid(unknown);
        Assert.Multiple(() =>
        {
            Assert.That(none.Values("controlActProcess/queryAck/queryResponseCode", "code"), Is.EqualTo(["NF"]));
            Assert.That(none.Values("acknowledgement/typeCode", "code"), Is.EqualTo(["AA"]));
            Assert.That(unknown.Values("acknowledgement/typeCode", "code"), Is.EqualTo(["AE"]));
            Assert.That(unknown.Descendants(V3Message.Namespace + "location").Single().Value, Does.EndWith("/otherIDsScopingOrganization[2]/value"));
            Assert.That(V3Message.ReadResponse(Iti47.Contract, unknown).Errors, Is.EqualTo([new PatientError(204, "Unknown domain.", PatientErrorPlace.Domain, 2)]));
        });
    }

    [Test, Spec("ITI TF-2 3.47.4.1.3")]
    public void More_matches_than_wanted_are_AE_with_the_first_of_them()
    {
        var answer = V3Message.Response(Iti47.Contract, Received(), new([new(Taro)]) { Total = 3 });
        V3Message.AssertValid(answer);
        var read = V3Message.ReadResponse(Iti47.Contract, answer);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Values("acknowledgement/typeCode", "code"), Is.EqualTo(["AE"]));
            Assert.That(answer.Values("controlActProcess/queryAck/resultTotalQuantity", "value"), Is.EqualTo(["3"]));
            Assert.That(answer.Values("controlActProcess/queryAck/resultRemainingQuantity", "value"), Is.EqualTo(["2"]));
            Assert.That(read.Matches, Has.Count.EqualTo(1));
            Assert.That(read.Errors, Has.Count.EqualTo(1));
        });
    }

    [TestCase("not a time"), TestCase("19501301"), TestCase("195")]
    public void A_birth_time_that_is_none_is_refused(string birthTime)
    {
        var request = V3Message.Request(Iti47.Contract, Query);
        request.Descendants(V3Message.Namespace + "livingSubjectBirthTime").Single().Element(V3Message.Namespace + "value")!.SetAttributeValue("value", birthTime);
        Assert.That(() => V3Message.ReadRequest(Iti47.Contract, request), Throws.TypeOf<MalformedMessageException>());
    }

    [Test]
    public void A_second_address_is_refused_and_not_left_out()
    {
        var request = V3Message.Request(Iti47.Contract, Query);
        var address = request.Descendants(V3Message.Namespace + "patientAddress").Single();
        address.AddAfterSelf(new XElement(address));
        Assert.That(() => V3Message.ReadRequest(Iti47.Contract, request), Throws.TypeOf<MalformedMessageException>().With.Message.Contains("patientAddress"));
    }

    [Test]
    public void Queries_and_answers_of_others_are_read()
    {
        foreach (var file in V3Message.Files("hl7v2-v3-pairs/pdq/v3", "*.xml").Concat(V3Message.Files("pix-pdq-v3", "PDQ*.xml")).Concat(V3Message.Files("xcpd/iti47", "*PDQ*.xml")))
        {
            var body = V3Message.Corpus(file);
            if (body.Name.LocalName == "PRPA_IN201305UV02")
            {
                var query = V3Message.ReadRequest(Iti47.Contract, body);
                Assert.That(query.QueryId, Is.Not.Empty, file);
                Assert.That(V3Message.ReadRequest(Iti47.Contract, V3Message.Request(Iti47.Contract, query with { V3 = V3Message.Devices })) with { V3 = null, Text = "", HomeCommunity = null, ReverseQueryAuthority = null },
                    Is.EqualTo(query with { V3 = null, Text = "", HomeCommunity = null, ReverseQueryAuthority = null }), file);
            }
            else
            {
                var answer = V3Message.ReadResponse(Iti47.Contract, body);
                Assert.That(answer.Matches.Select(m => m.Patient.Ids.Count), Has.All.GreaterThan(0), file);
            }
        }
    }
}
