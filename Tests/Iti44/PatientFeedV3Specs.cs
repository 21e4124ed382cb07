using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>The v3 feed over the wire: the PIX manager knows whom it fed, and so does the registry.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class PatientFeedV3Specs(TestDatabase database)
{
    private const string Affinity = "1.3.6.1.4.1.21367.13.20.1000";
    private const string Green = "1.3.6.1.4.1.21367.13.20.2000";
    private const string Blue = "1.3.6.1.4.1.21367.13.20.3000";

    private static int _last;

    private TestNode _node = null!;
    private string _number = "";

    [OneTimeSetUp]
    public async Task Start() => _node = await TestNode.StartAsync(database);

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    [SetUp]
    public void Number() => _number = $"V3-{Interlocked.Increment(ref _last)}";

    [TestCase("/pix/manager")]
    [TestCase("/pix/manager/iti44")]
    [TestCase("/xds/registry")]
    [Spec("ITI TF-2 3.44.4.1.3")]
    [Spec("ITI TF-2 3.44.4.1.4")]
    public async Task A_patient_who_was_added_is_found_by_PIX_and_may_have_documents(string path)
    {
        Assert.That((await FeedAsync(PatientFeedEvent.Add, Of(Id(Affinity), Id(Green)), path: path)).Errors, Is.Empty);

        var ids = await _node.AskAsync(Iti45.Contract, new PixQuery(Id(Affinity)) { QueryId = "1" }, "/pix/manager");
        Assert.That(ids.Ids.Select(id => (id.Id, id.AssigningAuthority)), Is.EqualTo([(_number, Green)]));
        Assert.That((await SubmitAsync(Id(Affinity))).Errors, Is.Empty);
    }

    [Test]
    [Spec("ITI TF-2 3.44.4.1.3")]
    public async Task A_revision_changes_the_demographics()
    {
        await FeedAsync(PatientFeedEvent.Add, Of(Id(Green)));
        await FeedAsync(PatientFeedEvent.Revise, Of(Id(Green)) with { Names = [new("NEWNAME", _number)] });

        var found = await _node.AskAsync(Iti47.Contract, new PatientDemographicsQuery { QueryId = "1", Names = [new("NEWNAME", _number)] }, "/pdq/supplier");
        Assert.That(found.Matches.Single().Patient.Ids, Is.EqualTo([Id(Green)]));
    }

    [Test]
    [Spec("ITI TF-2 3.44.4.2.3")]
    [Spec("ITI TF-2 3.44.4.2.4")]
    public async Task Resolved_duplicates_are_one_person_whose_documents_stand_together_and_the_prior_id_is_gone()
    {
        var (survivor, subsumed) = (Id(Affinity), PatientId.Of(_number + "-B", Affinity));
        await FeedAsync(PatientFeedEvent.Add, Of(survivor));
        await FeedAsync(PatientFeedEvent.Add, Of(subsumed));
        await SubmitAsync(survivor);
        await SubmitAsync(subsumed);
        Assert.That((await FeedAsync(PatientFeedEvent.Merge, Of(survivor), subsumed)).Errors, Is.Empty);

        var entries = (await _node.AskAsync(Iti18.Contract, Connectathon.FindDocuments(survivor), "/xds/registry")).Objects.DocumentEntries.ToList();
        Assert.That(entries.Select(e => e.PatientId), Is.EqualTo(new PatientId?[] { survivor, survivor }));
        Assert.That((await SubmitAsync(subsumed)).Errors.Select(e => e.Code), Has.All.EqualTo(XdsErrorCode.UnknownPatientId).And.Not.Empty);
        Assert.That((await _node.AskAsync(Iti45.Contract, new PixQuery(subsumed) { QueryId = "1" }, "/pix/manager")).Errors[0].Code, Is.EqualTo(204));
    }

    [Test]
    [Spec("ITI TF-2 3.44.4.2.3")]
    public async Task A_merge_that_was_done_already_is_accepted_again_and_changes_nothing()
    {
        var (survivor, subsumed) = (Id(Affinity), PatientId.Of(_number + "-B", Affinity));
        foreach (var id in new[] { survivor, subsumed }) await FeedAsync(PatientFeedEvent.Add, Of(id));
        await FeedAsync(PatientFeedEvent.Merge, Of(survivor), subsumed);

        Assert.That((await FeedAsync(PatientFeedEvent.Merge, Of(survivor), subsumed)).Errors, Is.Empty);
        Assert.That((await FeedAsync(PatientFeedEvent.Merge, Of(subsumed), survivor)).Errors.Select(e => e.Where), Does.Contain(PatientErrorPlace.PatientId), "the other way round");
    }

    [Test]
    [Spec("ITI TF-2 3.44.4.1.3")]
    public async Task Ids_of_unknown_domains_are_refused_each_with_its_place_and_nothing_is_stored()
    {
        var answer = await FeedAsync(PatientFeedEvent.Add, Of(Id(Blue), Id("1.2.3.4.5"), Id(Green), Id("1.2.3.4.6")));

        Assert.That(answer.Errors.Select(e => (e.Code, e.Where, e.Repetition)), Is.EqualTo([(204, PatientErrorPlace.PatientId, 2), (204, PatientErrorPlace.PatientId, 4)]));
        Assert.That((await _node.AskAsync(Iti45.Contract, new PixQuery(Id(Blue)) { QueryId = "1" }, "/pix/manager")).Errors, Is.Not.Empty);
    }

    [Test]
    [Spec("ITI TF-2 3.44.4.1.3")]
    public async Task The_sending_device_must_be_the_source_of_the_domain()
    {
        var answer = await FeedAsync(PatientFeedEvent.Add, Of(Id("2.16.840.1.113883.3.72.5.9.2")));
        Assert.That(answer.Errors.Single().Text, Does.Contain(V3Message.Devices.SenderDevice));
    }

    [Test]
    [Spec("ITI TF-2 3.44.4.1.3.1")]
    [Spec("ITI TF-2 3.44.4.1.4.1")]
    public async Task The_wsdl_names_the_operations_as_IHE_does([Values("/pix/manager", "/xds/registry")] string path)
    {
        using var http = new HttpClient();
        var wsdl = await http.GetStringAsync(new Uri(_node.Http, path + "?wsdl"));
        var actor = path == "/pix/manager" ? "PIXManager" : "DocumentRegistry";
        foreach (var interaction in new[] { "PRPA_IN201301UV02", "PRPA_IN201302UV02", "PRPA_IN201304UV02" })
            Assert.That(wsdl, Does.Contain($"name=\"{actor}_{interaction}\"").And.Contain($"name=\"{interaction}_Message\""));
        Assert.That(wsdl, Does.Contain($"name=\"{actor}_PortType\""));
    }

    [Test]
    [Spec("ITI TF-2 3.44.5.1")]
    public async Task Each_feed_is_audited_as_what_it_did_to_a_record()
    {
        var (survivor, subsumed) = (Id(Affinity), PatientId.Of(_number + "-B", Affinity));
        await FeedAsync(PatientFeedEvent.Add, Of(survivor));
        await FeedAsync(PatientFeedEvent.Add, Of(subsumed));
        await FeedAsync(PatientFeedEvent.Revise, Of(survivor));
        await FeedAsync(PatientFeedEvent.Merge, Of(survivor), subsumed);
        await FeedAsync(PatientFeedEvent.Merge, Of(survivor), PatientId.Of(_number + "-C", Affinity));

        var told = new List<(string, string, string)>();
        await foreach (var record in AuditTrail.ReadFolderAsync(_node.DataFolder, CancellationToken.None))
        {
            var message = XElement.Parse(record.Message);
            var ids = message.Elements("ParticipantObjectIdentification").Select(o => o.Attribute("ParticipantObjectID")!.Value.Split('^')[0]).ToList();
            if (!ids.Exists(id => id.StartsWith(_number, StringComparison.Ordinal))) continue;
            var happened = message.Element("EventIdentification")!;
            Assert.That(happened.Element("EventTypeCode")!.Attribute("csd-code")!.Value, Is.EqualTo("ITI-44"));
            Assert.That(message.Descendants("ParticipantObjectDetail").Select(d => d.Attribute("type")!.Value), Has.All.EqualTo("II"));
            told.Add((happened.Attribute("EventActionCode")!.Value, string.Join(",", ids)[_number.Length..], happened.Attribute("EventOutcomeIndicator")!.Value));
        }

        Assert.That(told, Is.EqualTo([("C", "", "0"), ("C", "-B", "0"), ("U", "", "0"), ("D", "-B", "0"), ("U", "", "0"), ("D", "-C", "4"), ("U", "", "4")]));
    }

    private PatientId Id(string authority) => PatientId.Of(_number, authority);

    private static Patient Of(params PatientId[] ids) => new() { Ids = ids.ToValueList(), Names = [new("FEED", "VTHREE")], BirthTime = new("19700101"), Gender = "F" };

    private Task<PatientFeedResponse> FeedAsync(PatientFeedEvent happened, Patient patient, PatientId? subsumed = null, string path = "/pix/manager") =>
        _node.AskAsync(Iti44.ContractFor(happened), new PatientFeed(happened, patient, subsumed) { V3 = V3Message.Devices }, path);

    private Task<RegistryResponse> SubmitAsync(PatientId patient) =>
        _node.AskAsync(Iti41.Contract, Connectathon.Submission(_node, patient, "1"u8.ToArray()), "/xds/repository");
}
