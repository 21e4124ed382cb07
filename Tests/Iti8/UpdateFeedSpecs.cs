using IheNode.Core;

namespace IheNode.Tests;

/// <summary>What an update (A08) means to the PIX manager and to the document registry, which hear the same feed.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class UpdateFeedSpecs(TestDatabase database)
{
    private static readonly PatientId Id = PatientId.Of("A08-FIRST", "1.3.6.1.4.1.21367.13.20.1000");
    private static readonly Patient Person = new() { Ids = [Id], Names = [new("吉野", "さくら")], BirthTime = new("19580403"), Gender = "F" };

    [Test]
    [Spec("ITI TF-2 3.8.4.1.4")]
    public async Task The_registry_does_not_learn_a_patient_id_from_an_update_but_from_the_registration_that_follows()
    {
        await using var node = await TestNode.StartAsync(database);
        await node.FeedAsync(Person, PatientFeedEvent.Revise, "A08");
        var refused = await node.AskAsync(Iti41.Contract, Connectathon.Submission(node, Id, "1"u8.ToArray()), "/xds/repository");
        Assert.That(refused.Errors.Select(e => e.Code), Is.Not.Empty.And.All.EqualTo(XdsErrorCode.UnknownPatientId), "for the set and for the entry");

        await node.FeedAsync(Person);
        var accepted = await node.AskAsync(Iti41.Contract, Connectathon.Submission(node, Id, "1"u8.ToArray()), "/xds/repository");
        Assert.That(accepted.Status, Is.EqualTo(ResponseStatus.Success));
    }
}
