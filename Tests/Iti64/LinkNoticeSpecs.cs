using IheNode.Core;
using static IheNode.Tests.PixBed;

namespace IheNode.Tests;

/// <summary>When the PIX manager tells its registry that documents belong under another id of the network.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class LinkNoticeSpecs(TestDatabase database)
{
    private PixBed _bed = null!;

    [SetUp]
    public void Open() => _bed = new PixBed(database);

    [TearDown]
    public void Close() => _bed.Dispose();

    [Test, Spec("ITI TF-2 3.64.4.1.1")]
    public async Task A_person_who_falls_apart_takes_the_documents_of_each_part_along()
    {
        await _bed.Add(Hanako(Hospital("H1")), "HIS|HOSPITAL");
        await _bed.Add(HanakoAtClinic(Clinic("C1")));
        Assert.That(_bed.LinkChanges, Is.Empty);

        await _bed.Revise(new() { Ids = [Clinic("C1")], BirthTime = new("19900321") });
        Assert.That(_bed.Registry, Is.EqualTo(new[] { "+YAMATO-00000001", "+YAMATO-00000002" }));
        Assert.That(_bed.LinkChanges, Is.EqualTo(new[] { "C1: YAMATO-00000001>YAMATO-00000002" }));
    }

    [Test]
    public async Task Persons_who_become_one_are_told_of_by_their_merge_alone()
    {
        await _bed.Add(Hanako(Hospital("H1")), "HIS|HOSPITAL");
        await _bed.Add(HanakoAtClinic(Clinic("C1")) with { BirthTime = new("19580321") });
        await _bed.Revise(HanakoAtClinic(Clinic("C1")));

        Assert.That(_bed.Registry[^1], Is.EqualTo("YAMATO-00000002>YAMATO-00000001"));
        Assert.That(_bed.LinkChanges, Is.Empty);
    }

    [Test, Spec("ITI TF-2 3.64.4.1.1")]
    public async Task Local_ids_that_become_one_are_told_of_also_when_the_person_stays_the_same()
    {
        await _bed.Add(new() { Ids = [Clinic("C1")] });
        await _bed.Add(new() { Ids = [Clinic("C2")] });
        await _bed.Merge(Clinic("C2"), Clinic("C1"));

        Assert.That(_bed.LinkChanges, Is.EqualTo(new[] { "C1>C2: YAMATO-00000002>YAMATO-00000002" }), "after YAMATO-00000001 became YAMATO-00000002");
    }

    [Test]
    public async Task Where_ids_of_the_network_come_with_the_feed_nobody_is_told_of_links()
    {
        using var bed = new PixBed(database, issuesIds: false);
        await bed.Add(new() { Ids = [Clinic("C1")] });
        await bed.Add(new() { Ids = [Clinic("C2")] });
        await bed.Merge(Clinic("C2"), Clinic("C1"));

        Assert.That(bed.LinkChanges, Is.Empty);
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3")]
    public async Task In_a_node_a_correction_that_parts_two_patients_parts_their_documents()
    {
        await using var node = await TestNode.StartAsync(database, "connectathon", null, "affinityDomain.issuesIds=true");
        var (green, blue) = (PatientId.Of("G1", "1.3.6.1.4.1.21367.13.20.2000"), PatientId.Of("B1", "1.3.6.1.4.1.21367.13.20.3000"));
        await node.FeedAsync(Hanako(green));
        await node.FeedAsync(Hanako(blue));
        var network = await NetworkIdAsync(node, green);
        Assert.That(await NetworkIdAsync(node, blue), Is.EqualTo(network), "one person");
        foreach (var local in new[] { green, blue }) Assert.That((await SubmitAsync(node, network, local)).Errors, Is.Empty);

        await node.FeedAsync(Hanako(blue) with { BirthTime = new("19900321") }, PatientFeedEvent.Revise, "A08");
        var parted = await NetworkIdAsync(node, blue);
        Assert.That(parted, Is.Not.EqualTo(network));
        Assert.That(await SourcesAsync(node, network), Is.EqualTo([green]));
        Assert.That(await SourcesAsync(node, parted), Is.EqualTo([blue]));
    }

    private static async Task<PatientId> NetworkIdAsync(TestNode node, PatientId local) => (await node.AskEr7Async(
        Iti9.Contract, new PixQuery(local, [node.Profile.AffinityDomain.AssigningAuthority]) { QueryId = "1" })).Ids.Select(id => PatientId.Of(id.Id, id.AssigningAuthority)).Single();

    private static Task<RegistryResponse> SubmitAsync(TestNode node, PatientId patient, PatientId local)
    {
        var request = Connectathon.Submission(node, patient, "1"u8.ToArray());
        var objects = request.Submission.Objects.Objects.Select(o => o is DocumentEntry entry ? entry with { SourcePatientId = local } : o).ToValueList();
        return node.AskAsync(Iti41.Contract, request with { Submission = new(new RegistryObjectList(objects)) }, "/xds/repository");
    }

    private static async Task<IEnumerable<PatientId?>> SourcesAsync(TestNode node, PatientId patient) =>
        (await node.AskAsync(Iti18.Contract, Connectathon.FindDocuments(patient), "/xds/registry")).Objects.DocumentEntries.Select(e => e.SourcePatientId);
}
