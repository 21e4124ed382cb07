using System.Text.Json;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>Documents that are assembled when they are asked for, at a repository whose registry is another node.</summary>
public sealed class AssemblyWithRemoteRegistrySpecs
{
    private const string Repository = "2.999.77.4";
    private static readonly PatientId Patient = A.PatientId();
    private FacilitySystem _facility = null!;
    private TestNode _registry = null!;
    private TestNode _repository = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _facility = await FacilitySystem.StartAsync();
        string[] open = ["affinityDomain.closedAttributes=[]", $"affinityDomain.assigningAuthority={A.AffinityDomain}"];
        _registry = await TestNode.StartAsync(settings: open);
        var source = _facility.Source;
        _repository = await TestNode.StartAsync(settings:
        [
            .. open, $"repositoryUniqueId={Repository}", $"registry.address={new Uri(_registry.Http, "/xds/registry")}",
            "documents.onDemandSources=" + JsonSerializer.Serialize(new[]
            {
                new { name = source.Name, assigningAuthority = A.DocumentEntry().SourcePatientId!.Value.AssigningAuthority, address = source.Address, persists = true },
            }),
        ]);
        await _registry.FeedAsync(new() { Ids = [Patient] });
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _repository.DisposeAsync();
        await _registry.DisposeAsync();
        await _facility.DisposeAsync();
    }

    [Test, Spec("ITI TF-2 3.43.4.2.3")]
    public async Task A_snapshot_is_here_and_its_entry_there()
    {
        var entry = A.OnDemandEntry() with { RepositoryUniqueId = Repository, MimeType = "text/plain" };
        Assert.That((await _registry.AskAsync(Iti61.Contract, A.Submission(entry), "/xds/registry")).Errors, Is.Empty);
        var given = (await RetrieveAsync(entry.UniqueId!)).Documents.Single();
        var snapshot = await EntryAsync(given.NewDocumentUniqueId!);
        Assert.That((snapshot.RepositoryUniqueId, snapshot.Size, given.NewRepositoryUniqueId), Is.EqualTo((Repository, "9", Repository)));
        Assert.That((await RetrieveAsync(given.NewDocumentUniqueId!)).Registry, Is.EqualTo(RegistryResponse.Success));
    }

    [Test, Spec("ITI TF-2 3.43.4.1.3.2")]
    public async Task The_registry_there_learns_the_hash_of_a_document_that_is_assembled_late()
    {
        var entry = A.DocumentEntry() with { RepositoryUniqueId = Repository, MimeType = "text/plain" };
        Assert.That(entry.AwaitsAssembly);
        Assert.That((await _registry.AskAsync(Iti42.Contract, A.Submission(entry), "/xds/registry")).Errors, Is.Empty);
        Assert.That((await RetrieveAsync(entry.UniqueId!)).Registry, Is.EqualTo(RegistryResponse.Success));
        Assert.That((await EntryAsync(entry.UniqueId!)).Size, Is.EqualTo("9"));
        Assert.That((await _repository.RecordsAsync("ITI-57"))[^1].Element("EventIdentification")!.Attribute("EventOutcomeIndicator")!.Value, Is.EqualTo("0"));
    }

    private async Task<DocumentEntry> EntryAsync(string uniqueId) => (await _registry.AskAsync(Iti18.Contract, new(
        Vocabulary.StoredQueryIds.GetDocuments, ReturnType.LeafClass, [new(Vocabulary.QueryParameterNames.DocumentEntryUniqueId, [uniqueId])]), "/xds/registry"))
        .Objects.DocumentEntries.Single(entry => entry.AvailabilityStatus == Vocabulary.Approved);

    private Task<RetrieveDocumentSetResponse> RetrieveAsync(string uniqueId) =>
        _repository.AskAsync(Iti43.Contract, new([new(Repository, uniqueId)]), "/xds/repository");
}
