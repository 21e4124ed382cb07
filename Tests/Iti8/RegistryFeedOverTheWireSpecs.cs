using System.Text;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>What the document registry of a whole node makes of each event of the feed.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RegistryFeedOverTheWireSpecs(TestDatabase database)
{
    private const string Affinity = "1.3.6.1.4.1.21367.13.20.1000";

    private TestNode _node = null!;

    [OneTimeSetUp]
    public async Task Start() => _node = await TestNode.StartAsync(database);

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    [TestCase("A01")]
    [TestCase("A04")]
    [TestCase("A05")]
    [Spec("ITI TF-2 3.8.4.1.4")]
    public async Task An_admission_a_registration_and_a_pre_admission_make_a_patient_known(string trigger)
    {
        var patient = PatientId.Of($"EVENT-{trigger}", Affinity);
        Assert.That((await SubmitAsync(patient)).Errors.Select(e => e.Code), Has.All.EqualTo(XdsErrorCode.UnknownPatientId).And.Not.Empty);
        await _node.FeedAsync(new() { Ids = [patient], Names = [new("EVENT", trigger)] }, PatientFeedEvent.Add, trigger);
        Assert.That((await SubmitAsync(patient)).Errors, Is.Empty);
    }

    [Test]
    [Spec("ITI TF-2 3.8.4.1.4")]
    public async Task An_id_whose_authority_is_told_by_its_namespace_alone_gets_the_OID_of_the_affinity_domain()
    {
        await _node.FeedAsync(new() { Ids = [new($"BY-NAME^^^{_node.Profile.AffinityDomain.Namespace}")], Names = [new("BY", "NAME")] });
        Assert.That((await SubmitAsync(PatientId.Of("BY-NAME", Affinity))).Errors, Is.Empty);
    }

    [Test]
    [Spec("ITI TF-2 3.8.4.1.4")]
    public async Task Ids_of_other_domains_in_the_same_message_are_none_of_the_registrys()
    {
        var (own, other) = (PatientId.Of("BOTH", Affinity), PatientId.Of("BOTH", "1.3.6.1.4.1.21367.13.20.2000"));
        await _node.FeedAsync(new() { Ids = [own, other], Names = [new("BOTH", "ANN")] });
        Assert.That((await SubmitAsync(own)).Errors, Is.Empty);
        Assert.That((await SubmitAsync(other)).Errors.Select(e => e.Code), Does.Contain(XdsErrorCode.UnknownPatientId));
    }

    [Test]
    [Spec("ITI TF-2 3.8.4.2.4")]
    public async Task A_merge_joins_the_documents_is_accepted_again_and_refused_the_other_way_round()
    {
        var (survivor, subsumed) = (PatientId.Of("MERGE-A", Affinity), PatientId.Of("MERGE-B", Affinity));
        foreach (var id in new[] { survivor, subsumed })
        {
            await _node.FeedAsync(new() { Ids = [id], Names = [new("MERGE", "ANN")] });
            await SubmitAsync(id);
        }

        foreach (var _ in new[] { "first", "again" }) Assert.That((await MergeAsync(subsumed, survivor)).Errors, Is.Empty);
        Assert.That((await MergeAsync(survivor, subsumed)).Errors.Select(e => (e.Code, e.Where)), Does.Contain((204, PatientErrorPlace.PatientId)));

        Assert.That((await _node.AskAsync(Iti18.Contract, Connectathon.FindDocuments(survivor), "/xds/registry")).Objects.DocumentEntries.Count(), Is.EqualTo(2));
        Assert.That((await _node.AskAsync(Iti18.Contract, Connectathon.FindDocuments(subsumed), "/xds/registry")).Objects.Objects, Is.Empty);
    }

    [TestCase("MRG|MANY-1^^^IHERED~MANY-2^^^IHERED", "102^")]
    [TestCase("MRG|MANY-1^^^IHERED\rMRG|MANY-2^^^IHERED", "100^")]
    [Spec("ITI TF-2 3.8.4.2.2")]
    public void A_message_with_several_merges_is_refused_whole(string mrg, string code)
    {
        using var mllp = new RawMllp(_node.Mllp);
        var answer = Encoding.ASCII.GetString(mllp.Send(V2.Octets(
            Encoding.ASCII, [V2.Header("ADT^A40^ADT_A39", "2.3.1"), "EVN||20260401093000", "PID|||MANY-0^^^IHERED||MANY^ANN", .. mrg.Split('\r')])));
        Assert.That(answer, Does.Contain("\rMSA|AE|").And.Contain($"|{code}"));
    }

    private Task<PatientFeedResponse> MergeAsync(PatientId subsumed, PatientId survivor) => _node.AskEr7Async(
        Iti8.Contract, new PatientFeed(PatientFeedEvent.Merge, new() { Ids = [survivor], Names = [new("MERGE", "ANN")] }, subsumed));

    private Task<RegistryResponse> SubmitAsync(PatientId patient) =>
        _node.AskAsync(Iti41.Contract, Connectathon.Submission(_node, patient, "1"u8.ToArray()), "/xds/repository");
}
