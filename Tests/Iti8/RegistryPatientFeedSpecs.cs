using IheNode.Core;
using NUnit.Framework;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class RegistryPatientFeedSpecs(TestDatabase database)
{
    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Open() => _registry = await TestRegistry.WithPatientAsync(database, null, "other");

    [TearDown]
    public void Close() => _registry.Dispose();

    [Test, Spec("ITI TF-2 3.8.4.1.4")]
    public async Task Learns_ids_of_the_affinity_domain_only_and_an_update_teaches_nothing()
    {
        var foreign = PatientId.Of("1", "1.2.3");
        var revised = A.PatientId("revised");
        Assert.That((await _registry.AddPatientAsync(foreign)).Accepted, Is.True);
        await _registry.Actor.PatientFeed(new(PatientFeedEvent.Revise, new() { Ids = [revised] }), A.Exchange(), default);
        Assert.Multiple(async () =>
        {
            Assert.That((await _registry.RegisterAsync(A.DocumentEntry(foreign))).Errors.Select(e => e.Code), Does.Contain(XdsErrorCode.UnknownPatientId));
            Assert.That((await _registry.RegisterAsync(A.DocumentEntry(revised))).Errors.Select(e => e.Code), Does.Contain(XdsErrorCode.UnknownPatientId));
        });
    }

    [Test, Spec("ITI TF-3 4.2.3.1.1")]
    public async Task Learns_no_id_that_is_longer_than_metadata_can_hold()
    {
        var longest = A.PatientId(new string('9', MetadataTypes.LongestValue - A.PatientId("").Text.Length));
        Assert.That((await _registry.AddPatientAsync(longest)).Accepted, Is.True);
        Assert.That((await _registry.RegisterAsync(A.DocumentEntry(longest))).Status, Is.EqualTo(ResponseStatus.Success));
        var refused = await _registry.AddPatientAsync(A.PatientId("0" + longest.Id));
        Assert.That(refused.Errors.Select(e => (e.Code, e.Where)), Is.EqualTo(new[] { (102, PatientErrorPlace.PatientId) }));
    }

    [Test, Spec("ITI TF-2 3.8.4.1.4")]
    public async Task Learns_an_id_twice_without_harm()
    {
        await _registry.RegisterAsync(A.DocumentEntry());
        var again = await _registry.AddPatientAsync(A.PatientId());
        Assert.Multiple(async () =>
        {
            Assert.That(again.Accepted, Is.True);
            Assert.That((await _registry.FindDocumentsAsync()).Objects.Objects, Has.Count.EqualTo(1));
        });
    }

    [Test, Spec("ITI TF-2 3.8.4.2.4")]
    public async Task Changes_nothing_on_a_merge_that_cannot_be()
    {
        await _registry.RegisterAsync(A.DocumentEntry(A.PatientId("other")));
        Assert.Multiple(async () =>
        {
            Assert.That(await FaultAsync("other", "other"), Is.EqualTo((207, PatientErrorPlace.SubsumedId)), "into itself");
            Assert.That(await FaultAsync("nobody", "other"), Is.EqualTo((204, PatientErrorPlace.SubsumedId)), "unknown subsumed");
            Assert.That(await FaultAsync("other", "nobody"), Is.EqualTo((204, PatientErrorPlace.PatientId)), "unknown survivor");
            var wrongAuthority = await _registry.MergeAsync(PatientId.Of("other", "1.2.3"), A.PatientId());
            Assert.That(wrongAuthority.Errors.Select(e => e.Where), Is.EqualTo(new[] { PatientErrorPlace.SubsumedId }));
            Assert.That((await _registry.GetAllAsync(A.PatientId("other"))).Objects.DocumentEntries.Count(), Is.EqualTo(1));
            Assert.That((await _registry.GetAllAsync()).Objects.DocumentEntries, Is.Empty);
        });
    }

    [Test, Spec("ITI TF-2 3.8.4.2.4")]
    public async Task Does_not_merge_what_was_merged_and_never_revives_it()
    {
        await _registry.AddPatientAsync(A.PatientId("third"));
        await _registry.MergeAsync(subsumed: A.PatientId("other"), survivor: A.PatientId());
        await _registry.AddPatientAsync(A.PatientId("other"));
        Assert.Multiple(async () =>
        {
            Assert.That(await FaultAsync("other", "third"), Is.EqualTo((207, PatientErrorPlace.SubsumedId)));
            Assert.That(await FaultAsync("third", "other"), Is.EqualTo((207, PatientErrorPlace.PatientId)));
            Assert.That((await _registry.RegisterAsync(A.DocumentEntry(A.PatientId("other")))).Errors.Select(e => e.Code), Does.Contain(XdsErrorCode.UnknownPatientId));
        });
    }

    [Test]
    public async Task Accepts_a_merge_in_another_domain_without_effect() =>
        Assert.That((await _registry.MergeAsync(PatientId.Of("1", "1.2.3"), PatientId.Of("2", "1.2.3"))).Accepted, Is.True);

    private async Task<(int Code, PatientErrorPlace Where)> FaultAsync(string subsumed, string survivor)
    {
        var error = (await _registry.MergeAsync(A.PatientId(subsumed), A.PatientId(survivor))).Errors[0];
        return (error.Code, error.Where);
    }
}
