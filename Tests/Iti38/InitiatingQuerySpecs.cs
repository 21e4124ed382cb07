using IheNode.Core;

namespace IheNode.Tests;

public sealed class InitiatingQuerySpecs
{
    private readonly DocumentEntry _own = A.DocumentEntry() with { Id = EntryUuid.From(Guid.NewGuid()) };
    private readonly TestNeighbour _mirai = new(TestGateway.Mirai);
    private readonly TestNeighbour _kuroshio = new(TestGateway.Kuroshio);
    private readonly TestGateway _gateway = new();

    public InitiatingQuerySpecs() => _gateway.Registry = (_, _, _) => Task.FromResult(TestGateway.Found(_own));

    private Task<AdhocQueryResponse> Ask(AdhocQueryRequest? request = null) =>
        _gateway.Actor().InitiatingQuery(request ?? TestGateway.FindDocuments(), A.Exchange(), CancellationToken.None);

    [SetUp]
    public void Fresh() => _gateway.Neighbours.Clear();

    [Test, Spec("ITI TF-2 3.18.4.1.3")]
    public async Task One_s_own_documents_and_those_of_every_neighbour_are_found_each_with_its_home()
    {
        _gateway.With(_mirai, _kuroshio);
        var answer = await Ask();
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Success));
            Assert.That(answer.Errors, Is.Empty);
            Assert.That(answer.Objects.Objects, Is.EqualTo(
                new RegistryObject[] { _own with { HomeCommunityId = TestGateway.Own }, _mirai.Document, _kuroshio.Document }));
        });
    }

    [Test, Spec("ITI TF-2 3.38.4.1.3")]
    public async Task A_neighbour_is_asked_for_its_own_id_of_the_patient_and_else_for_the_same()
    {
        var mirai = new TestNeighbour(TestGateway.Mirai);
        _gateway.With(mirai);
        var request = TestGateway.FindDocuments() with { ReturnType = ReturnType.ObjectRef };
        await Ask(request);
        var asked = mirai.Queries.Single();
        Assert.Multiple(() =>
        {
            Assert.That(asked.Parameters[0], Is.EqualTo(new QueryParameter("$XDSDocumentEntryPatientId", [mirai.PatientId.Text])));
            Assert.That(asked.Parameters.Skip(1), Is.EqualTo(request.Parameters.Skip(1)));
            Assert.That((asked.QueryId, asked.ReturnType, asked.HomeCommunityId), Is.EqualTo((request.QueryId, request.ReturnType, TestGateway.Mirai)));
            Assert.That(mirai.Exchanges.Single().Endpoint, Is.EqualTo("https://n/q"));
        });
    }

    [Test, Spec("ITI TF-2 3.38.4.1.3")]
    public async Task Object_references_carry_their_home_too()
    {
        var mirai = new TestNeighbour(TestGateway.Mirai) { Query = (_, _, _) => Task.FromResult(new AdhocQueryResponse(ResponseStatus.Success, new([], [new("urn:uuid:b", TestGateway.Mirai)]))) };
        var gateway = new TestGateway { Registry = (_, _, _) => Task.FromResult(new AdhocQueryResponse(ResponseStatus.Success, new([], [new("urn:uuid:a")]))) }.With(mirai);
        var answer = await gateway.Actor().InitiatingQuery(TestGateway.FindDocuments(), A.Exchange(), CancellationToken.None);
        Assert.That(answer.Objects.ObjectRefs, Is.EqualTo(new ObjectRef[] { new("urn:uuid:a", TestGateway.Own), new("urn:uuid:b", TestGateway.Mirai) }));
    }

    private static IEnumerable<AdhocQueryRequest> PatientQueries() =>
        from query in new[]
        {
            (Vocabulary.StoredQueryIds.FindDocuments, "$XDSDocumentEntryPatientId"), (Vocabulary.StoredQueryIds.FindDocumentsByReferenceId, "$XDSDocumentEntryPatientId"),
            (Vocabulary.StoredQueryIds.FindSubmissionSets, "$XDSSubmissionSetPatientId"), (Vocabulary.StoredQueryIds.FindFolders, "$XDSFolderPatientId"),
            (Vocabulary.StoredQueryIds.GetAll, "$patientId"),
        }
        select new AdhocQueryRequest(query.Item1, ReturnType.LeafClass, [new(query.Item2, [A.PatientId().Text])]);

    [TestCaseSource(nameof(PatientQueries)), Spec("ITI TF-2 3.18.4.1.2.3.7")]
    public async Task Every_query_for_a_patient_goes_to_the_neighbours(AdhocQueryRequest request)
    {
        var mirai = new TestNeighbour(TestGateway.Mirai);
        await new TestGateway().With(mirai).Actor().InitiatingQuery(request, A.Exchange(), CancellationToken.None);
        Assert.That(mirai.Queries.Single().Parameters.Single().Values.Single(), Is.EqualTo(mirai.PatientId.Text));
    }

    [Test, Spec("ITI TF-2 3.18.4.1.3")]
    public async Task A_query_for_one_community_goes_there_only()
    {
        var (mirai, kuroshio) = (new TestNeighbour(TestGateway.Mirai), new TestNeighbour(TestGateway.Kuroshio));
        _gateway.With(mirai, kuroshio);
        var there = await Ask(TestGateway.FindDocuments(TestGateway.Mirai));
        var here = await Ask(TestGateway.FindDocuments(TestGateway.Own));
        Assert.Multiple(() =>
        {
            Assert.That(there.Objects.Objects, Is.EqualTo(new[] { mirai.Document }));
            Assert.That(here.Objects.Objects, Is.EqualTo(new[] { _own with { HomeCommunityId = TestGateway.Own } }));
            Assert.That(mirai.Queries, Has.Count.EqualTo(1));
            Assert.That(kuroshio.Queries, Is.Empty);
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.8")]
    public async Task A_query_that_names_objects_goes_to_its_community_as_it_is()
    {
        var mirai = new TestNeighbour(TestGateway.Mirai);
        _gateway.With(mirai);
        var answer = await Ask(TestGateway.GetDocuments(TestGateway.Mirai));
        Assert.Multiple(() =>
        {
            Assert.That(answer.Objects.Objects, Is.EqualTo(new[] { mirai.Document }));
            Assert.That(mirai.Queries.Single(), Is.EqualTo(TestGateway.GetDocuments(TestGateway.Mirai)));
            Assert.That(mirai.Discoveries, Is.Empty);
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.8")]
    public async Task A_query_that_names_objects_needs_a_home_and_every_home_must_be_known()
    {
        _gateway.With(_mirai);
        var missing = await Ask(TestGateway.GetDocuments(null));
        var unknown = await Ask(TestGateway.GetDocuments("urn:oid:2.999.99"));
        var unknownForPatient = await Ask(TestGateway.FindDocuments("urn:oid:2.999.99"));
        Assert.Multiple(() =>
        {
            Assert.That((missing.Status, missing.Errors.Single().Code), Is.EqualTo((ResponseStatus.Failure, XdsErrorCode.MissingHomeCommunityId)));
            Assert.That((unknown.Status, unknown.Errors.Single().Code), Is.EqualTo((ResponseStatus.Failure, XdsErrorCode.UnknownCommunity)));
            Assert.That((unknownForPatient.Status, unknownForPatient.Errors.Single().Code), Is.EqualTo((ResponseStatus.Failure, XdsErrorCode.UnknownCommunity)));
            Assert.That(unknown.Errors.Single().CodeContext, Does.Contain("urn:oid:2.999.99"));
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.3")]
    public async Task An_unknown_patient_is_the_registry_s_to_answer_and_nobody_else_is_asked()
    {
        var mirai = new TestNeighbour(TestGateway.Mirai);
        var unknown = AdhocQueryResponse.Failure(new XdsError(XdsErrorCode.UnknownPatientId, "Unknown."));
        var gateway = new TestGateway { Registry = (_, _, _) => Task.FromResult(unknown) }.With(mirai);
        var answer = await gateway.Actor().InitiatingQuery(TestGateway.FindDocuments(patient: A.PatientId("nobody")), A.Exchange(), CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.Errors.Single().Code), Is.EqualTo((ResponseStatus.Failure, XdsErrorCode.UnknownPatientId)));
            Assert.That(mirai.Discoveries, Is.Empty);
        });
    }

    [Test]
    public async Task An_id_of_another_domain_is_not_taken_for_one_of_the_affinity_domain()
    {
        var mirai = new TestNeighbour(TestGateway.Mirai);
        _gateway.With(mirai);
        await Ask(TestGateway.FindDocuments(patient: PatientId.Of("C-1", TestGateway.Clinic)));
        Assert.That(mirai.Discoveries, Is.Empty);
    }

    [Test, Spec("ITI TF-2 3.18.4.1.3")]
    public async Task A_neighbour_that_does_not_know_the_patient_is_not_queried_and_is_no_error()
    {
        var mirai = new TestNeighbour(TestGateway.Mirai) { Discover = (_, _, _) => Task.FromResult(new PatientDemographicsQueryResponse([])) };
        _gateway.With(mirai);
        var answer = await Ask();
        Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.Objects.Objects.Count), Is.EqualTo((ResponseStatus.Success, 1)));
            Assert.That(mirai.Queries, Is.Empty);
        });
    }

    [Test]
    public async Task Demographics_are_found_by_the_patient_s_other_ids_where_they_stand_only_there()
    {
        var mirai = new TestNeighbour(TestGateway.Mirai);
        var local = PatientId.Of("C-1", TestGateway.Clinic);
        var gateway = new TestGateway
        {
            FindIds = (query, _, _) => Task.FromResult(new PixQueryResponse(query.Id == A.PatientId() ? [local] : [])),
            FindPatients = (query, _, _) => Task.FromResult(new PatientDemographicsQueryResponse(query.Ids.Contains(local) ? [new(TestGateway.Hanako)] : [])),
        }.With(mirai);
        await gateway.Actor().InitiatingQuery(TestGateway.FindDocuments(), A.Exchange(), CancellationToken.None);
        Assert.That(mirai.Discoveries.Single().Names, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_query_that_could_not_be_read_whole_goes_to_nobody()
    {
        var mirai = new TestNeighbour(TestGateway.Mirai);
        var error = new XdsError(XdsErrorCode.RegistryError, "A value is not closed.");
        var answer = await new TestGateway().With(mirai).Actor()
            .InitiatingQuery(TestGateway.FindDocuments() with { Errors = [error] }, A.Exchange(), CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.Errors.Single()), Is.EqualTo((ResponseStatus.Failure, error)));
            Assert.That(mirai.Discoveries, Is.Empty);
        });
    }
}
