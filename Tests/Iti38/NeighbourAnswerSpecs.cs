using IheNode.Core;

namespace IheNode.Tests;

public sealed class NeighbourAnswerSpecs
{
    private static async Task<AdhocQueryResponse> Merge(AdhocQueryResponse answer)
    {
        var mirai = new TestNeighbour(TestGateway.Mirai) { Query = (_, _, _) => Task.FromResult(answer) };
        return await new TestGateway().With(mirai).Actor().InitiatingQuery(TestGateway.FindDocuments(), A.Exchange(), CancellationToken.None);
    }

    private static DocumentEntry Entry(string? home) => A.DocumentEntry(PatientId.Of("M-9", "2.999.52.1")) with
    {
        Id = EntryUuid.From(Guid.NewGuid()),
        HomeCommunityId = home,
        RepositoryUniqueId = "2.999.52.8",
    };

    [Test, Spec("ITI TF-2 3.38.4.1.3")]
    public async Task An_object_without_home_is_named_and_left_out()
    {
        var (good, bad) = (Entry(TestGateway.Mirai), Entry(null));
        var answer = await Merge(TestGateway.Found(good, bad));
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(ResponseStatus.PartialSuccess));
            Assert.That(answer.Objects.Objects, Is.EqualTo(new[] { good }));
            var error = answer.Errors.Single();
            Assert.That(error.Code, Is.EqualTo(XdsErrorCode.MissingHomeCommunityId));
            Assert.That(error.CodeContext, Does.Contain(TestGateway.Mirai).And.Contain(bad.Id));
        });
    }

    [Test]
    public async Task An_object_reference_without_home_is_named_and_left_out()
    {
        var answer = await Merge(new(ResponseStatus.Success, new([], [new("urn:uuid:a"), new("urn:uuid:b", TestGateway.Mirai)])));
        Assert.Multiple(() =>
        {
            Assert.That(answer.Objects.ObjectRefs.Single().Id, Is.EqualTo("urn:uuid:b"));
            Assert.That(answer.Errors.Single().Code, Is.EqualTo(XdsErrorCode.MissingHomeCommunityId));
        });
    }

    [TestCase(TestGateway.Own), TestCase(TestGateway.Kuroshio)]
    public async Task An_object_that_claims_another_home_is_refused(string home)
    {
        var answer = await Merge(TestGateway.Found(Entry(home)));
        Assert.Multiple(() =>
        {
            Assert.That(answer.Objects.Objects, Is.Empty);
            Assert.That(answer.Errors.Single().CodeContext, Does.Contain(TestGateway.Mirai).And.Contain(home));
        });
    }

    [Test]
    public async Task An_association_needs_no_home_and_nothing_in_an_object_is_changed()
    {
        var entry = Entry(TestGateway.Mirai);
        var association = new Association { Id = EntryUuid.From(Guid.NewGuid()), Type = Vocabulary.Replace, SourceId = entry.Id, TargetId = "urn:uuid:x" };
        var answer = await Merge(TestGateway.Found(entry, association));
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Success));
            Assert.That(answer.Objects.Objects, Is.EqualTo(new RegistryObject[] { entry, association }));
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.3")]
    public async Task That_a_neighbour_does_not_know_the_patient_is_nobody_else_s_business()
    {
        var answer = await Merge(AdhocQueryResponse.Failure(new XdsError(XdsErrorCode.UnknownPatientId, "M-9 is not known.")));
        Assert.That((answer.Status, answer.Errors.Count), Is.EqualTo((ResponseStatus.Success, 0)));
    }

    [Test, Spec("ITI TF-2 3.18.4.1.3")]
    public async Task Other_errors_are_passed_on_with_what_was_found_all_the_same()
    {
        var entry = Entry(TestGateway.Mirai);
        var answer = await Merge(new(ResponseStatus.PartialSuccess, new([entry]), [new(XdsErrorCode.RegistryBusy, "Busy.")]));
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(ResponseStatus.PartialSuccess));
            Assert.That(answer.Objects.Objects, Is.EqualTo(new[] { entry }));
            Assert.That(answer.Errors.Single(), Is.EqualTo(new XdsError(XdsErrorCode.RegistryBusy, "Busy.", TestGateway.Mirai)));
        });
    }

    [Test]
    public async Task Warnings_leave_the_whole_a_success_and_a_failure_without_reason_does_not()
    {
        var warned = await Merge(new(ResponseStatus.Success, RegistryObjectList.Empty, [new("XDSExtra", "A warning.", IsWarning: true)]));
        var mute = await Merge(new(ResponseStatus.Failure, RegistryObjectList.Empty));
        Assert.Multiple(() =>
        {
            Assert.That((warned.Status, warned.Errors.Count), Is.EqualTo((ResponseStatus.Success, 1)));
            Assert.That((mute.Status, mute.Errors.Count), Is.EqualTo((ResponseStatus.PartialSuccess, 1)));
        });
    }
}
