using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>The v3 feed as XML: what is written is valid and read again, and what the content lacks is told with its place.</summary>
public sealed class PatientFeedMessageSpecs
{
    private const string Hospital = "1.2.392.100495.20.3.51.11";

    private static readonly Patient Person = new()
    {
        Ids = [PatientId.Of("K-0042", Hospital), PatientId.Of("N1", "2.999.1.9")],
        Names = [new("山田", "花子", NameRepresentation.Ideographic, Type: "L"), new("ヤマダ", "ハナコ", NameRepresentation.Phonetic)],
        BirthTime = new("19580312"),
        Gender = "F",
        Addresses = [new("立野南1-2-3", "三郷町", "奈良県", "636-0812", "JPN")],
        Telecoms = ["0745-12-3456"],
        BusinessTelecoms = ["0745-99-0000"],
        MaritalStatus = "M",
        Language = "ja",
        MothersMaidenName = new("佐藤", "春"),
    };

    private static PatientFeed Feed(PatientFeedEvent happened) =>
        new(happened, Person, happened == PatientFeedEvent.Merge ? PatientId.Of("K-0041", Hospital) : null) { V3 = V3Message.Devices };

    [Test, Spec("ITI TF-2 3.44.4.1.2"), Spec("ITI TF-2 3.44.4.2.2")]
    public void A_feed_that_was_written_is_valid_and_read_again_with_all_it_tells([Values] PatientFeedEvent happened)
    {
        var contract = Iti44.ContractFor(happened);
        var message = V3Message.Request(contract, Feed(happened));
        V3Message.AssertValid(message);
        var read = V3Message.ReadRequest(contract, message);
        Assert.Multiple(() =>
        {
            Assert.That((read.Event, read.Patient, read.Subsumed), Is.EqualTo((happened, Person, Feed(happened).Subsumed)));
            Assert.That(read.Source, Is.EqualTo(V3Message.Devices.SenderDevice));
            Assert.That(read.MessageId, Is.EqualTo(message.Values("id", "root").Single()));
            Assert.That(read.Errors, Is.Empty);
            Assert.That($"urn:hl7-org:v3:{message.Name.LocalName}", Is.EqualTo(contract.Action));
        });
    }

    [Test, Spec("ITI TF-2 O.1.2")]
    public void An_accepted_feed_is_acknowledged_by_CA_to_its_sender()
    {
        var feed = V3Message.ReadRequest(Iti44.Contract, V3Message.Request(Iti44.Contract, Feed(PatientFeedEvent.Add)));
        var answer = V3Message.Response(Iti44.Contract, feed, new());
        V3Message.AssertValid(answer);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Values("acknowledgement/typeCode", "code"), Is.EqualTo(["CA"]));
            Assert.That(answer.Values("acknowledgement/targetMessage/id", "root"), Is.EqualTo([feed.MessageId]));
            Assert.That(answer.Values("receiver/device/id", "root"), Is.EqualTo([V3Message.Devices.SenderDevice]));
            Assert.That(answer.Values("acceptAckCode", "code"), Is.EqualTo(["NE"]));
            Assert.That(V3Message.ReadResponse(Iti44.Contract, answer).Accepted);
        });
    }

    [Test, Spec("ITI TF-2 O.1.3")]
    public void A_refused_feed_is_acknowledged_by_CE_with_code_sentence_and_place_of_every_error()
    {
        var feed = V3Message.ReadRequest(Iti44.DuplicatesResolved, V3Message.Request(Iti44.DuplicatesResolved, Feed(PatientFeedEvent.Merge)));
        ValueList<PatientError> errors =
        [
            new(204, "The surviving id is not known.", PatientErrorPlace.PatientId, 2), new(204, "The prior id is not known.", PatientErrorPlace.SubsumedId), new(207, "No."),
        ];
        var answer = V3Message.Response(Iti44.DuplicatesResolved, feed, new(errors));
        V3Message.AssertValid(answer);
        Assert.That(answer.Values("acknowledgement/typeCode", "code"), Is.EqualTo(["CE"]));
        Assert.That(answer.Values("acknowledgement/acknowledgementDetail/code", "code"), Is.EqualTo(["204", "204", "207"]));
        Assert.That(V3Message.ReadResponse(Iti44.DuplicatesResolved, answer).Errors, Is.EqualTo(errors));
    }

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Case("patient status", PatientFeedEvent.Revise, m => One(m, "patient").Element(V3Message.Namespace + "statusCode")!.SetAttributeValue("code", "nullified"), 103, PatientErrorPlace.Message);
        yield return Case("birth time", PatientFeedEvent.Add, m => One(m, "birthTime").SetAttributeValue("value", "19581332"), 102, PatientErrorPlace.Message);
        yield return Case("scoping organization", PatientFeedEvent.Add, m => One(m, "scopingOrganization").Element(V3Message.Namespace + "id")!.SetAttributeValue("root", "1.2.3"), 102, PatientErrorPlace.Message);
        yield return Case("merge without prior id", PatientFeedEvent.Merge, m => One(m, "replacementOf").Remove(), 101, PatientErrorPlace.SubsumedId);
        yield return Case("prior status", PatientFeedEvent.Merge, m => One(m, "priorRegistration").Element(V3Message.Namespace + "statusCode")!.SetAttributeValue("code", "active"), 103, PatientErrorPlace.SubsumedId);
        yield return Case("two merges in one", PatientFeedEvent.Merge, m => One(m, "replacementOf").AddAfterSelf(One(m, "replacementOf")), 102, PatientErrorPlace.SubsumedId);
        yield return Case("merge as a revision", PatientFeedEvent.Revise, m => One(m, "registrationEvent").Add(new XElement(V3Message.Namespace + "replacementOf")), 102, PatientErrorPlace.SubsumedId);

        static TestCaseData Case(string name, PatientFeedEvent happened, Action<XElement> spoil, int code, PatientErrorPlace place) =>
            new(happened, spoil, code, place) { TestName = $"Content_that_is_wrong_is_told: {name}" };
    }

    [TestCaseSource(nameof(Wrong)), Spec("ITI TF-2 3.44.4.1.2"), Spec("ITI TF-2 3.44.4.2.2")]
    public void Content_that_is_wrong_is_told(PatientFeedEvent happened, Action<XElement> spoil, int code, PatientErrorPlace place)
    {
        var contract = Iti44.ContractFor(happened);
        var message = V3Message.Request(contract, Feed(happened));
        spoil(message);
        Assert.That(V3Message.ReadRequest(contract, message).Errors.Select(e => (e.Code, e.Where)), Is.EqualTo([(code, place)]));
    }

    [Test, Spec("ITI TF-2 3.44.4.1.3.1")]
    public void The_body_must_be_that_of_the_action() => Assert.That(
        () => V3Message.ReadRequest(Iti44.Revised, V3Message.Request(Iti44.Contract, Feed(PatientFeedEvent.Add))), Throws.TypeOf<MalformedMessageException>());

    [Test, Spec("ITI TF-2 E.2")]
    public void An_id_without_root_is_known_by_the_name_of_its_authority()
    {
        var message = V3Message.Request(Iti44.Contract, Feed(PatientFeedEvent.Add));
        var id = One(message, "patient").Element(V3Message.Namespace + "id")!;
        id.SetAttributeValue("root", null);
        id.SetAttributeValue("assigningAuthorityName", "HOSP");
        Assert.That(V3Message.ReadRequest(Iti44.Contract, message).Patient.Ids[0], Is.EqualTo(new PatientId("K-0042^^^HOSP")));
    }

    [Test, Spec("ITI TF-2 3.44.5.1")]
    public void A_merge_leaves_a_deletion_and_an_update_in_the_audit_trail()
    {
        var feed = V3Message.ReadRequest(Iti44.DuplicatesResolved, V3Message.Request(Iti44.DuplicatesResolved, Feed(PatientFeedEvent.Merge)));
        var records = Iti44.DuplicatesResolved.Audit(feed, new()).Records;
        Assert.That(records.Select(r => (r.Action, r.Objects[0].Id)), Is.EqualTo([((char?)'D', "K-0041^^^&1.2.392.100495.20.3.51.11&ISO"), ('U', Person.Ids[0].Text)]));
        Assert.That(records.SelectMany(r => r.Objects).SelectMany(o => o.Details), Has.All.EqualTo(new KeyValuePair<string, string>("II", feed.MessageId)));
    }

    private static XElement One(XElement message, string name) => message.Descendants(V3Message.Namespace + name).First();
}
