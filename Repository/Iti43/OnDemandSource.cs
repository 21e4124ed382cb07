using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>A facility's system that assembles documents when they are asked for.</summary>
/// <param name="Profile">Whose documents, and within which limits.</param>
/// <param name="Fetch">Asks it for the document of an entry; throws a <see cref="DocumentSourceException"/>.</param>
public sealed record OnDemandSource(OnDemandSourceProfile Profile, Func<DocumentEntry, CancellationToken, Task<FetchedDocument>> Fetch);

/// <summary>What the repository needs in order to give documents that others assemble.</summary>
/// <param name="Sources">Who assembles them.</param>
/// <param name="Update">ITI-57 of the registry, for documents that were registered before they were assembled.</param>
public sealed record DocumentAssembly(IReadOnlyList<OnDemandSource> Sources, Answer<SubmitObjectsRequest, RegistryResponse> Update);
