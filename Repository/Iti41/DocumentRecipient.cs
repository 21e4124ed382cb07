using IheNode.Core;
using NLog;

namespace IheNode.Repository;

/// <summary>
/// ITI-41 for a Document Recipient (<c>ITI TF-2 3.41.4.1.3.1</c>): a submission is understood without what was submitted before. What it says of folders and
/// documents that are not here, or not such that it can be done, is left out with a warning; all else is stored and registered as by a repository.
/// </summary>
/// <param name="provide">ITI-41 of the repository.</param>
/// <param name="storedQuery">ITI-18 of its registry.</param>
internal sealed class DocumentRecipient(
    Answer<ProvideAndRegisterDocumentSetRequest, RegistryResponse> provide, Answer<AdhocQueryRequest, AdhocQueryResponse> storedQuery)
{
    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");

    public async Task<RegistryResponse> AnswerAsync(
        ProvideAndRegisterDocumentSetRequest request, Exchange exchange, CancellationToken cancellation)
    {
        var objects = request.Submission.Objects;
        var patient = objects.SubmissionSets.FirstOrDefault()?.PatientId;
        var own = objects.Objects.Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        var left = new Dictionary<string, XdsError>(StringComparer.Ordinal);
        try
        {
            foreach (var association in objects.Associations)
            {
                foreach (var id in new[] { association.SourceId, association.TargetId }.Where(id => !own.Contains(id)))
                {
                    if (!await IsUsableAsync(id, association, patient, exchange, cancellation).ConfigureAwait(false))
                        left[association.Id] = NotProcessed(association, id);
                }
            }

            if (left.Count > 0) await RememberAsync(objects, left, exchange, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            Log.Warn("The registry could not be asked about what a submission refers to: {Failure}", failure.GetType().Name);
            return RegistryResponse.From([new(XdsErrorCode.RegistryNotAvailable, "The registry could not be asked about what the submission refers to; nothing of it was kept.")]);
        }

        if (left.Count == 0) return await provide(request, exchange, cancellation).ConfigureAwait(false);
        var kept = objects.Objects.Where(item => !left.ContainsKey(item.Id) && !(item is Association member && left.ContainsKey(member.TargetId))).ToValueList();
        var rest = request with { Submission = request.Submission with { Objects = objects with { Objects = kept } } };
        var answer = await provide(rest, exchange, cancellation).ConfigureAwait(false);
        return answer with { Errors = [.. answer.Errors, .. left.Values] };
    }

    /// <summary>
    /// A message that is sent again has to go on as it did the first time, so that the registry knows it: with the relationships whose targets are deprecated
    /// because of this very submission.
    /// </summary>
    private async Task RememberAsync(
        RegistryObjectList objects, Dictionary<string, XdsError> left, Exchange exchange, CancellationToken cancellation)
    {
        if (objects.SubmissionSets.FirstOrDefault()?.UniqueId is not { Length: > 0 } uniqueId) return;
        var contents = await AskAsync(
            Vocabulary.StoredQueryIds.GetSubmissionSetAndContents, [new(Vocabulary.QueryParameterNames.SubmissionSetUniqueId, [uniqueId])], exchange, cancellation).ConfigureAwait(false);
        var filed = contents.DocumentEntries.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        if (filed.Count == 0) return;
        foreach (var association in objects.Associations.Where(item => left.ContainsKey(item.Id) && EntryUuid.IsValid(item.TargetId)))
        {
            var related = await AskAsync(
                Vocabulary.StoredQueryIds.GetRelatedDocuments,
                [
                    new(Vocabulary.QueryParameterNames.DocumentEntryUuid, [association.TargetId]),
                    new(Vocabulary.QueryParameterNames.AssociationTypes, [association.Type]),
                ],
                exchange, cancellation).ConfigureAwait(false);
            if (related.Associations.Any(theirs => theirs.TargetId == association.TargetId && filed.Contains(theirs.SourceId))) left.Remove(association.Id);
        }
    }

    private async Task<RegistryObjectList> AskAsync(string query, ValueList<QueryParameter> parameters, Exchange exchange, CancellationToken cancellation) =>
        (await storedQuery(new(query, ReturnType.LeafClass, parameters), exchange, cancellation).ConfigureAwait(false)).Objects;

    /// <summary>Whether an object that the submission only refers to is registered, approved and of the same patient.</summary>
    private async Task<bool> IsUsableAsync(
        string id, Association association, PatientId? patient, Exchange exchange, CancellationToken cancellation)
    {
        if (!EntryUuid.IsValid(id)) return false;
        var isFolder = association.Type == Vocabulary.HasMember && id == association.SourceId;
        var found = await AskAsync(
            isFolder ? Vocabulary.StoredQueryIds.GetFolders : Vocabulary.StoredQueryIds.GetDocuments,
            [new(isFolder ? Vocabulary.QueryParameterNames.FolderUuid : Vocabulary.QueryParameterNames.DocumentEntryUuid, [id])],
            exchange, cancellation).ConfigureAwait(false);
        return found.Objects.OfType<PatientObject>().Any(
            item => item.Id == id && item.AvailabilityStatus == Vocabulary.Approved && (item.PatientId == patient || IsReference(association)));
    }

    // A set may refer to a document of another patient (ITI TF-3 4.2.2.1.2).
    private static bool IsReference(Association association) => association.SubmissionSetStatus == Vocabulary.Reference;

    private static XdsError NotProcessed(Association association, string id)
    {
        var code = association.Type switch
        {
            Vocabulary.HasMember when association.SubmissionSetStatus is null => XdsErrorCode.PartialFolderContentNotProcessed,
            Vocabulary.Append => XdsErrorCode.PartialAppendContentNotProcessed,
            Vocabulary.Replace => XdsErrorCode.PartialReplaceContentNotProcessed,
            Vocabulary.Transform => XdsErrorCode.PartialTransformNotProcessed,
            Vocabulary.TransformAndReplace => XdsErrorCode.PartialTransformReplaceNotProcessed,
            _ => XdsErrorCode.PartialRelationshipContentNotProcessed,
        };
        return new(code, $"Association {association.Id}: it was not processed, since this recipient has no approved object {id} of the patient.", association.Id, IsWarning: true);
    }
}
