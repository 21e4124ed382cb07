using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>Two nodes with authorities of their own, each told of the other's: one is the repository, the other the registry.</summary>
public sealed class RegistryOverMutualTlsSpecs
{
    private static readonly string[] Domain =
        [$"affinityDomain.assigningAuthority={A.AffinityDomain}", "affinityDomain.codes=", "affinityDomain.closedAttributes="];

    private string _folder = null!;

    [SetUp]
    public void Make_a_folder()
    {
        _folder = Directory.CreateTempSubdirectory("ihenode-remote-").FullName;
        // The authority of a node is made when it is first opened; the registry has to be told of it before the repository asks.
        using var certificates = NodeCertificates.Open(_folder, Networks.Connectathon());
    }

    [TearDown]
    public void Delete_the_folder() => Directory.Delete(_folder, recursive: true);

    [Test]
    [Spec("ITI TF-2 3.19.6.1")]
    public async Task A_submission_is_registered_over_mutual_TLS_and_the_registry_knows_whose_certificate_asked()
    {
        await using var registry = await RegistryAsync($"tls.trustedAuthorities=[\"{AuthorityOf(_folder)}\"]");
        await using var repository = await RepositoryAsync(registry, $"registry.certificateAuthority={AuthorityOf(registry.DataFolder)}");
        var entry = RepositoryRoom.Entry();
        Assert.That(await ProvideAsync(repository, entry), Is.EqualTo(RegistryResponse.Success));

        var found = await registry.AskAsync(
            Iti18.Contract,
            new AdhocQueryRequest(Vocabulary.StoredQueryIds.GetDocuments, ReturnType.LeafClass, [new("$XDSDocumentEntryUniqueId", [entry.UniqueId!])]),
            "/xds/registry");
        Assert.That(found.Objects.DocumentEntries.Single().RepositoryUniqueId, Is.EqualTo(repository.Profile.RepositoryUniqueId));
        var record = (await registry.RecordsAsync("ITI-42")).Single();
        Assert.That(record.ToString(), Does.Contain("127.0.0.1"));
        Assert.That(await repository.RecordsAsync("ITI-42"), Has.Count.EqualTo(1));
    }

    [Test]
    [Spec("ITI TF-2 3.19.6.1")]
    public async Task A_registry_that_does_not_trust_the_repository_gets_nothing()
    {
        await using var registry = await RegistryAsync();
        await using var repository = await RepositoryAsync(registry, $"registry.certificateAuthority={AuthorityOf(registry.DataFolder)}");
        var answer = await ProvideAsync(repository, RepositoryRoom.Entry());
        Assert.That(answer.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RegistryNotAvailable }));
        Assert.That(await registry.RecordsAsync("ITI-42"), Is.Empty);
    }

    [Test]
    [Spec("ITI TF-2 3.19.6.1")]
    public async Task A_repository_tells_nothing_to_a_registry_that_it_does_not_trust()
    {
        await using var registry = await RegistryAsync($"tls.trustedAuthorities=[\"{AuthorityOf(_folder)}\"]");
        await using var repository = await RepositoryAsync(registry);
        var answer = await ProvideAsync(repository, RepositoryRoom.Entry());
        Assert.That(answer.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RegistryNotAvailable }));
        Assert.That(await registry.RecordsAsync("ITI-42"), Is.Empty);
    }

    private static string AuthorityOf(string dataFolder) => Path.Combine(dataFolder, "tls", "ca.pem");

    private static async Task<TestNode> RegistryAsync(params string[] settings)
    {
        var node = await TestNode.StartAsync("connectathon", null, [.. Domain, .. settings]);
        await node.FeedAsync(new() { Ids = [A.PatientId()] });
        return node;
    }

    private Task<TestNode> RepositoryAsync(TestNode registry, params string[] settings) => TestNode.StartAsync(
        "connectathon", _folder, [.. Domain, "repositoryUniqueId=2.999.77.2", $"registry.address={new Uri(registry.Address("https"), "/xds/registry")}", .. settings]);

    private static Task<RegistryResponse> ProvideAsync(TestNode repository, DocumentEntry entry) => repository.AskAsync(
        Iti41.Contract, new ProvideAndRegisterDocumentSetRequest(A.Submission(entry), [new(entry.Id, Content.Of([1, 2, 3]))]), "/xds/repository");
}
