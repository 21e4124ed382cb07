using IheNode.Core;
using IheNode.Pix;
using IheNode.Platform;
using IheNode.Registry;
using IheNode.Repository;
using IheNode.Xca;

namespace IheNode.Gateway;

/// <summary>Which transaction is answered where: the table of contents of a node.</summary>
internal sealed class NodeRoutes(
    NodeProfile profile, Pipeline pipeline, RegistryActor registry, RepositoryActor repository, PixActor pix, XcaActor xca)
{
    /// <summary>SOAP paths with what they answer.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Served>> Soap { get; } = new Dictionary<string, IReadOnlyList<Served>>
    {
        ["/xds/registry"] = [.. profile.Registry.Address is null ? RegistryTransactions(pipeline, registry) : [], .. Feeds(pipeline, pix)],
        ["/xds/repository"] =
        [
            pipeline.Serve(Iti41.Contract, repository.ProvideAndRegisterDocumentSet), pipeline.Serve(Iti43.Contract, repository.RetrieveDocumentSet),
            pipeline.Serve(Iti86.Contract, repository.RemoveDocuments),
        ],
        ["/xdr/recipient"] = profile.Policy.DocumentRecipient ? [pipeline.Serve(Iti41.Contract, repository.ReceiveDocumentSet)] : [],
        ["/pix/manager"] = [.. Feeds(pipeline, pix), pipeline.Serve(Iti45.Contract, pix.Query)],
        ["/pdq/supplier"] = [pipeline.Serve(Iti47.Contract, pix.FindPatients)],
        ["/xca/initiating"] = [pipeline.Serve(Iti18.Contract, xca.InitiatingQuery), pipeline.Serve(Iti43.Contract, xca.InitiatingRetrieve)],
        ["/xca/responding"] = [pipeline.Serve(Iti38.Contract, xca.RespondingQuery), pipeline.Serve(Iti39.Contract, xca.RespondingRetrieve)],
        ["/xcpd/responding"] = [pipeline.Serve(Iti55.Contract, xca.RespondingDiscovery)],
    };

    /// <summary>What is answered over MLLP.</summary>
    public IReadOnlyList<Served> Er7 { get; } =
    [
        pipeline.Serve(Iti8.Contract, pix.Feed), pipeline.Serve(Iti9.Contract, pix.Query), pipeline.Serve(Iti21.Contract, pix.FindPatients),
        pipeline.Serve(Iti64.Contract, registry.LinkChange),
    ];

    private static IEnumerable<Served> RegistryTransactions(Pipeline pipeline, RegistryActor registry) =>
    [
        pipeline.Serve(Iti18.Contract, registry.StreamedStoredQuery), pipeline.Serve(Iti42.Contract, registry.RegisterDocumentSet),
        pipeline.Serve(Iti51.Contract, registry.StreamedMultiPatientQuery), pipeline.Serve(Iti57.Contract, registry.UpdateDocumentSet),
        pipeline.Serve(Iti61.Contract, registry.RegisterOnDemandDocumentEntry), pipeline.Serve(Iti62.Contract, registry.RemoveMetadata),
        pipeline.Serve(Iti92.Contract, registry.RestrictedUpdateDocumentSet),
    ];

    // A feed that comes to the registry's address is the network's too: who is known and what is registered never differ.
    private static IEnumerable<Served> Feeds(Pipeline pipeline, PixActor pix) =>
        new[] { Iti44.Contract, Iti44.Revised, Iti44.DuplicatesResolved }.Select(contract => pipeline.Serve(contract, pix.Feed));
}
