using System.Security.Cryptography;
using IheNode.Core;
using IheNode.Xca;

namespace IheNode.Tests;

/// <summary>Two gateways that speak SOAP with each other over real sockets.</summary>
[CancelAfter(120_000)]
public sealed class GatewaysOverTheWireSpecs
{
    private static readonly PatientId There = PatientId.Of("M-9", "2.999.52.1");
    private static readonly byte[] Scan = RandomNumberGenerator.GetBytes(3_000_000);

    private readonly DocumentEntry _document = A.DocumentEntry(There) with { Id = EntryUuid.From(Guid.NewGuid()), RepositoryUniqueId = "2.999.52.8" };

    private TestGateway Mirai()
    {
        var profile = A.Profile();
        return new TestGateway
        {
            Profile = profile with
            {
                Network = profile.Network with { HomeCommunityId = TestGateway.Mirai },
                AffinityDomain = profile.AffinityDomain with { AssigningAuthority = There.AssigningAuthority },
            },
            Registry = (request, _, _) => Task.FromResult(StoredPatient(request) == There.Text || request.HomeCommunityId is not null
                ? TestGateway.Found(_document)
                : AdhocQueryResponse.Failure(new XdsError(XdsErrorCode.UnknownPatientId, "Unknown."))),
            Repository = (request, _, _) => Task.FromResult(new RetrieveDocumentSetResponse(
                RegistryResponse.Success, [.. request.Documents.Select(d => new RetrievedDocument(d, "application/pdf", Content.Of(Scan)))])),
            FindPatients = (query, _, _) => Task.FromResult(new PatientDemographicsQueryResponse(
                query.Names.Any(n => n is { Family: "佐藤", Given: "花子" }) && query.BirthTimeFrom == TestGateway.Hanako.BirthTime
                    ? [new(TestGateway.Hanako with { Ids = [There] })]
                    : [])),
            FindIds = (query, _, _) => Task.FromResult(new PixQueryResponse([There]) { Names = TestGateway.Hanako.Names }),
        };
    }

    private static string StoredPatient(AdhocQueryRequest request) => request.Parameters[0].Values[0];

    private static XcaActor Yamato(TestGatewayHost mirai)
    {
        var local = new TestGateway();
        return new(
            A.Profile(), new(local.Registry, local.Repository, local.FindIds, local.FindPatients), [mirai.AsNeighbour(TestGateway.Mirai)], TimeProvider.System);
    }

    [Test, Spec("ITI TF-2 3.38.4.1"), Spec("ITI TF-2 3.55.4.1")]
    public async Task A_patient_is_discovered_and_her_documents_are_found_and_read(CancellationToken cancellation)
    {
        await using var mirai = await TestGatewayHost.StartAsync(Mirai());
        var yamato = Yamato(mirai);
        var found = await yamato.InitiatingQuery(TestGateway.FindDocuments(), A.Exchange(), cancellation);
        Assert.That(found.Status, Is.EqualTo(ResponseStatus.Success), string.Join("; ", found.Errors));
        var entry = found.Objects.DocumentEntries.Single();
        Assert.That((entry.HomeCommunityId, entry.UniqueId, entry.PatientId), Is.EqualTo((TestGateway.Mirai, _document.UniqueId, (PatientId?)There)));

        var given = await yamato.InitiatingRetrieve(
            new([new(entry.RepositoryUniqueId!, entry.UniqueId!, entry.HomeCommunityId)]), A.Exchange(), cancellation);
        Assert.That(given.Registry, Is.EqualTo(RegistryResponse.Success));
        await using var content = await given.Documents.Single().Content.Open(cancellation);
        Assert.That(await SHA1.HashDataAsync(content, cancellation), Is.EqualTo(SHA1.HashData(Scan)));
    }

    [Test, Spec("ITI TF-2 3.18.4.1.3")]
    public async Task A_neighbour_that_is_not_there_is_unavailable(CancellationToken cancellation)
    {
        var mirai = await TestGatewayHost.StartAsync(Mirai());
        var yamato = Yamato(mirai);
        await mirai.DisposeAsync();
        var found = await yamato.InitiatingQuery(TestGateway.FindDocuments(), A.Exchange(), cancellation);
        Assert.That((found.Status, found.Errors.Single().Code), Is.EqualTo((ResponseStatus.PartialSuccess, XdsErrorCode.UnavailableCommunity)));
    }

    [Test, Spec("ITI TF-2 3.45.4.1"), Spec("ITI TF-2 3.47.4.1")]
    public async Task The_patient_index_answers_in_HL7_v3(CancellationToken cancellation)
    {
        await using var mirai = await TestGatewayHost.StartAsync(Mirai());
        var ids = await mirai.Remote(Iti45.Contract, "/pix/manager")(
            new(PatientId.Of("C-1", TestGateway.Clinic), [There.AssigningAuthority]) { QueryId = Guid.NewGuid().ToString("N") }, A.Exchange(), cancellation);
        var people = await mirai.Remote(Iti47.Contract, "/pdq/supplier")(
            new() { Names = [new("佐藤", "花子")], BirthTimeFrom = TestGateway.Hanako.BirthTime, BirthTimeTo = TestGateway.Hanako.BirthTime }, A.Exchange(), cancellation);
        Assert.Multiple(() =>
        {
            Assert.That((ids.Ids, ids.Names), Is.EqualTo((new PixQueryResponse([There]).Ids, TestGateway.Hanako.Names)));
            Assert.That(people.Matches.Single().Patient, Is.EqualTo(TestGateway.Hanako with { Ids = [There] }));
        });
    }
}
