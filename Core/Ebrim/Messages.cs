namespace IheNode.Core;

/// <summary>The status of a registry response (<c>ITI TF-3 4.2.4.2</c>).</summary>
public enum ResponseStatus
{
    /// <summary>All was done; there may be warnings.</summary>
    Success,

    /// <summary>A part was done; only queries and retrievals may say so.</summary>
    PartialSuccess,

    /// <summary>Nothing was done.</summary>
    Failure,
}

/// <summary><c>rs:RegistryResponse</c>.</summary>
/// <param name="Status">Success, or Failure when an error stands in the list.</param>
/// <param name="Errors">Errors and warnings.</param>
public sealed record RegistryResponse(ResponseStatus Status, ValueList<XdsError> Errors = default)
{
    /// <summary>All was done.</summary>
    public static RegistryResponse Success { get; } = new(ResponseStatus.Success);

    /// <summary>Failure when there is an error among these, else Success with warnings.</summary>
    public static RegistryResponse From(IEnumerable<XdsError> errors)
    {
        var list = errors.ToValueList();
        return new(list.Any(e => !e.IsWarning) ? ResponseStatus.Failure : ResponseStatus.Success, list);
    }
}

/// <summary><c>lcm:SubmitObjectsRequest</c> of ITI-42, 57, 61, 92.</summary>
/// <param name="Objects">The objects that could be read.</param>
/// <param name="Errors">What could not be read, one error each, with <see cref="XdsErrorCode.RegistryMetadataError"/> as code.</param>
public sealed record SubmitObjectsRequest(RegistryObjectList Objects, ValueList<XdsError> Errors = default)
{
    /// <summary>homeCommunityId slot of <c>rs:RequestSlotList</c> (ITI-80).</summary>
    public string? HomeCommunityId { get; init; }
}

/// <summary><c>lcm:RemoveObjectsRequest</c> of ITI-62.</summary>
/// <param name="Objects">The objects that are to go, in the order of the message, which says nothing.</param>
/// <param name="Errors">What the request asks beyond that, and what could not be read.</param>
public sealed record RemoveObjectsRequest(ValueList<ObjectRef> Objects, ValueList<XdsError> Errors = default);

/// <summary>The answer to ITI-62: on the wire a <c>rs:RegistryResponse</c>.</summary>
/// <param name="Registry">Success, or Failure and nothing removed.</param>
/// <param name="Patients">Whose objects the request named, for the registry's audit record; they do not travel.</param>
public sealed record RemoveObjectsResponse(RegistryResponse Registry, ValueList<PatientId> Patients = default);

/// <summary>The answer to ITI-86: on the wire a <c>rs:RegistryResponse</c>.</summary>
/// <param name="Registry">Success when all is gone, PartialSuccess when some is, Failure when nothing is; an error's location is the DocumentUniqueId.</param>
/// <param name="Removed">What is gone, for the repository's audit record; it does not travel, and is null where it is not known.</param>
public sealed record RemoveDocumentsResponse(RegistryResponse Registry, ValueList<DocumentRequest>? Removed = null);

/// <summary>A document beside its entry in ITI-41.</summary>
/// <param name="EntryId">The id of the DocumentEntry that describes it.</param>
/// <param name="Content">Its bytes.</param>
public sealed record AttachedDocument(string EntryId, Content Content);

/// <summary><c>xds:ProvideAndRegisterDocumentSetRequest</c> of ITI-41.</summary>
/// <param name="Submission">The metadata.</param>
/// <param name="Documents">The documents in the order of the message.</param>
public sealed record ProvideAndRegisterDocumentSetRequest(SubmitObjectsRequest Submission, IReadOnlyList<AttachedDocument> Documents)
{
    /// <summary>Content-IDs of MIME parts that nothing in the message names; all are known when the last document has been read to its end.</summary>
    public IReadOnlyList<string> UnnamedParts { get; init; } = [];
}

/// <summary>What a stored query is to return.</summary>
public enum ReturnType
{
    /// <summary>Whole objects.</summary>
    LeafClass,

    /// <summary>Only references.</summary>
    ObjectRef,
}

/// <summary>
/// <c>query:AdhocQueryRequest</c> of ITI-18 and 38. Each <see cref="QueryParameter"/> is one Slot: values inside it are alternatives, a repeated Slot is a
/// further condition (<c>ITI TF-2 3.18.4.1.2.3.5</c>).
/// </summary>
/// <param name="QueryId">The stored query's UUID, <c>urn:uuid:…</c>.</param>
/// <param name="ReturnType">LeafClass or ObjectRef.</param>
/// <param name="Parameters">The Slots in order, with their values decoded from the query syntax.</param>
public sealed record AdhocQueryRequest(string QueryId, ReturnType ReturnType, ValueList<QueryParameter> Parameters)
{
    /// <summary><c>AdhocQuery/@home</c>.</summary>
    public string? HomeCommunityId { get; init; }

    /// <summary>What could not be read of the query's values.</summary>
    public ValueList<XdsError> Errors { get; init; }
}

/// <summary>One Slot of a stored query.</summary>
/// <param name="Name">The parameter with its <c>$</c>.</param>
/// <param name="Values">Its values without quotes and parentheses.</param>
public sealed record QueryParameter(string Name, ValueList<string> Values);

/// <summary><c>query:AdhocQueryResponse</c>.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Objects">What was found.</param>
/// <param name="Errors">Errors and warnings.</param>
public sealed record AdhocQueryResponse(ResponseStatus Status, RegistryObjectList Objects, ValueList<XdsError> Errors = default)
{
    /// <summary>
    /// Further objects that are still rows, page by page, for an answer that is rendered while it is sent; null when all objects are in <see cref="Objects"/>.
    /// It can be gone through once.
    /// </summary>
    public IAsyncEnumerable<IReadOnlyList<StoredObject>>? Stored { get; init; }

    /// <summary>The same answer with all its objects at hand.</summary>
    public async Task<AdhocQueryResponse> WholeAsync(CancellationToken cancellation)
    {
        if (Stored is null) return this;
        var objects = new List<RegistryObject>(Objects.Objects);
        await foreach (var page in Stored.WithCancellation(cancellation).ConfigureAwait(false)) objects.AddRange(page.Select(row => row.ToObject()));
        return this with { Objects = Objects with { Objects = objects.ToValueList() }, Stored = null };
    }

    /// <summary>Nothing found because of these errors.</summary>
    public static AdhocQueryResponse Failure(params ReadOnlySpan<XdsError> errors) =>
        new(ResponseStatus.Failure, RegistryObjectList.Empty, ValueList.Create(errors));
}

/// <summary><c>xds:RetrieveDocumentSetRequest</c> of ITI-43 and 39, and <c>rmd:RemoveDocumentsRequest</c> of ITI-86, which is of the same type.</summary>
/// <param name="Documents">The documents that are wanted, or that are to go.</param>
public sealed record RetrieveDocumentSetRequest(ValueList<DocumentRequest> Documents);

/// <summary>A document that is wanted.</summary>
/// <param name="RepositoryUniqueId">The repository that holds it.</param>
/// <param name="DocumentUniqueId">Its uniqueId.</param>
/// <param name="HomeCommunityId">The community of the repository; required towards gateways.</param>
public sealed record DocumentRequest(string RepositoryUniqueId, string DocumentUniqueId, string? HomeCommunityId = null);

/// <summary><c>xds:RetrieveDocumentSetResponse</c>.</summary>
/// <param name="Registry">Status and errors; an error's location is the DocumentUniqueId.</param>
/// <param name="Documents">The documents that were found, in the order of the request.</param>
public sealed record RetrieveDocumentSetResponse(RegistryResponse Registry, IReadOnlyList<RetrievedDocument> Documents)
{
    /// <summary>These documents and these errors: Success without errors, else PartialSuccess with a document and Failure without (<c>ITI TF-3 4.2.4.2</c>).</summary>
    public static RetrieveDocumentSetResponse From(IReadOnlyList<RetrievedDocument> documents, IEnumerable<XdsError> errors)
    {
        var list = errors.ToValueList();
        var status = !list.Any(e => !e.IsWarning) ? ResponseStatus.Success : documents.Count > 0 ? ResponseStatus.PartialSuccess : ResponseStatus.Failure;
        return new(new(status, list), documents);
    }
}

/// <summary>A document that was found.</summary>
/// <param name="Request">What it answers; echoed.</param>
/// <param name="MimeType">The mimeType as registered.</param>
/// <param name="Content">Its bytes.</param>
public sealed record RetrievedDocument(DocumentRequest Request, string MimeType, Content Content)
{
    /// <summary>NewRepositoryUniqueId of an on-demand document that was persisted.</summary>
    public string? NewRepositoryUniqueId { get; init; }

    /// <summary>NewDocumentUniqueId of an on-demand document.</summary>
    public string? NewDocumentUniqueId { get; init; }
}
