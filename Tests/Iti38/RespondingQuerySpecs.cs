using IheNode.Core;

namespace IheNode.Tests;

public sealed class RespondingQuerySpecs
{
    private static readonly XdsError UnknownPatient = new(XdsErrorCode.UnknownPatientId, "0000012345 is not known.");

    private static Task<AdhocQueryResponse> Ask(TestGateway gateway, AdhocQueryRequest request) =>
        gateway.Actor().RespondingQuery(request, A.Exchange(), CancellationToken.None);

    [Test, Spec("ITI TF-2 3.38.4.1.3")]
    public async Task Everything_that_the_registry_finds_is_marked_as_this_community_s()
    {
        var (entry, set) = (A.DocumentEntry(), A.SubmissionSet());
        var asked = new List<AdhocQueryRequest>();
        var gateway = new TestGateway
        {
            Registry = (request, _, _) =>
            {
                asked.Add(request);
                return Task.FromResult(new AdhocQueryResponse(ResponseStatus.Success, new([entry, set], [new("urn:uuid:a")])));
            },
        };
        var answer = await Ask(gateway, TestGateway.FindDocuments());
        Assert.Multiple(() =>
        {
            Assert.That(answer.Objects.Objects, Is.EqualTo(new RegistryObject[]
                { entry with { HomeCommunityId = TestGateway.Own }, set with { HomeCommunityId = TestGateway.Own } }));
            Assert.That(answer.Objects.ObjectRefs.Single().HomeCommunityId, Is.EqualTo(TestGateway.Own));
            Assert.That(asked.Single(), Is.EqualTo(TestGateway.FindDocuments()), "all parameters reach the registry");
        });
    }

    [Test, Spec("ITI TF-2 3.38.4.1.3")]
    public async Task A_query_for_another_community_is_refused()
    {
        var answer = await Ask(new(), TestGateway.FindDocuments(TestGateway.Mirai));
        Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.Errors.Single().Code), Is.EqualTo((ResponseStatus.Failure, XdsErrorCode.UnknownCommunity)));
            Assert.That(answer.Errors.Single().Location, Is.EqualTo(TestGateway.Own));
        });
    }

    [Test, Spec("ITI TF-2 3.38.4.1.2.1")]
    public async Task A_query_that_names_objects_needs_a_home_and_one_for_a_patient_does_not()
    {
        var answer = await Ask(new(), TestGateway.GetDocuments(null));
        var named = await Ask(new(), TestGateway.GetDocuments(TestGateway.Own));
        Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.Errors.Single().Code), Is.EqualTo((ResponseStatus.Failure, XdsErrorCode.MissingHomeCommunityId)));
            Assert.That(answer.Errors.Single().Location, Is.EqualTo(TestGateway.Own));
            Assert.That(named.Status, Is.EqualTo(ResponseStatus.Success));
        });
    }

    [Test, Spec("ITI TF-3 4.2.4.1")]
    public async Task Every_error_of_the_registry_names_the_community_as_its_location()
    {
        var gateway = new TestGateway { Registry = (_, _, _) => Task.FromResult(AdhocQueryResponse.Failure(new XdsError(XdsErrorCode.StoredQueryMissingParam, "No status.", "elsewhere"))) };
        var answer = await Ask(gateway, TestGateway.FindDocuments());
        Assert.That(answer.Errors.Single(), Is.EqualTo(new XdsError(XdsErrorCode.StoredQueryMissingParam, "No status.", TestGateway.Own)));
    }

    [Test, Spec("ITI TF-1 18.4.2")]
    public async Task An_unknown_and_a_malformed_patient_id_get_the_same_answer()
    {
        foreach (var isError in new[] { true, false })
        {
            var profile = A.Profile();
            var gateway = new TestGateway
            {
                Profile = profile with { Policy = profile.Policy with { UnknownPatientIsError = isError } },
                Registry = (request, _, _) => Task.FromResult(AdhocQueryResponse.Failure(UnknownPatient with { CodeContext = request.Parameters[0].Values[0] })),
            };
            var unknown = await Ask(gateway, TestGateway.FindDocuments());
            var malformed = await Ask(gateway, TestGateway.FindDocuments(patient: new("who?")));
            var foreign = await Ask(gateway, TestGateway.FindDocuments(patient: PatientId.Of("1", "1.2.3")));
            Assert.Multiple(() =>
            {
                Assert.That(unknown.Status, Is.EqualTo(isError ? ResponseStatus.Failure : ResponseStatus.Success));
                Assert.That(unknown.Errors.Select(e => e.Code), Is.EqualTo(isError ? new[] { XdsErrorCode.UnknownPatientId } : []));
                Assert.That(malformed, Is.EqualTo(unknown));
                Assert.That(foreign, Is.EqualTo(unknown));
            });
        }
    }

    [Test]
    public async Task A_malformed_patient_id_never_reaches_the_registry()
    {
        var asked = new List<PatientId>();
        var gateway = new TestGateway
        {
            Registry = (request, _, _) =>
            {
                asked.Add(new(request.Parameters[0].Values[0]));
                return Task.FromResult(TestGateway.Found());
            },
        };
        await Ask(gateway, TestGateway.FindDocuments(patient: new("who?")));
        Assert.That(asked.Single(), Has.Property("IsValid").True.And.Property("AssigningAuthority").EqualTo(A.AffinityDomain));
    }
}
