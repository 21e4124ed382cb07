using IheNode.Core;
using NLog;

namespace IheNode.Repository;

/// <summary>
/// ITI-41: receive and check, complete the metadata, then make durable and register (<see cref="DocumentRegistration"/>; <c>ITI TF-2 3.41.4.1.3</c>).
/// </summary>
internal sealed class ProvideAndRegisterDocumentSet(
    string repositoryUniqueId,
    int documents,
    DocumentStore store,
    IReadOnlyList<DocumentInspection> inspections,
    DocumentRegistration registration,
    FreeSpace space,
    TimeProvider clock)
{
    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");

    public async Task<RegistryResponse> AnswerAsync(
        ProvideAndRegisterDocumentSetRequest request, Exchange exchange, CancellationToken cancellation)
    {
        if (Pairing.CheckNumber(request, documents).ToList() is { Count: > 0 } tooMany) return RegistryResponse.From(tooMany);
        using var staging = store.Begin();
        List<XdsError> errors = [.. request.Submission.Errors.Select(AsOurs), .. Pairing.Check(request)];
        var received = new Dictionary<string, ReceivedDocument>(StringComparer.Ordinal);
        try
        {
            await space.RequireAsync(cancellation).ConfigureAwait(false);
            await ReceiveAsync(request, staging, received, errors, cancellation).ConfigureAwait(false);
            errors.AddRange(Pairing.CheckParts(request));
            errors.AddRange(await InspectAsync(request, received, exchange, cancellation).ConfigureAwait(false));
            Steps.Tell(Steps.Received, staging.Id);
            if (!errors.Exists(IsError))
            {
                var answer = await RegisterAsync(request.Submission, received, staging, exchange, cancellation).ConfigureAwait(false);
                Steps.Tell(Steps.Answered, staging.Id);
                return answer;
            }

            var conflicts = await store.ConflictsAsync(staging, cancellation).ConfigureAwait(false);
            if (conflicts.Count > 0) errors.AddRange(await registration.NonIdenticalAsync(staging, conflicts, cancellation).ConfigureAwait(false));
        }
        catch (StorageException failure)
        {
            if (failure.InnerException is { } cause) Log.Error(cause, "Submission {Submission} cannot be stored.", staging.Id);
            errors.Add(failure.Error);
        }

        return RegistryResponse.From(errors);
    }

    // What could not be read is refused here, since a registry beyond the wire would see only the objects that could; the code's prefix names who found it.
    private static XdsError AsOurs(XdsError error) =>
        error.Code == XdsErrorCode.RegistryMetadataError ? error with { Code = XdsErrorCode.RepositoryMetadataError } : error;

    private static bool IsError(XdsError error) => !error.IsWarning;

    private static async Task ReceiveAsync(
        ProvideAndRegisterDocumentSetRequest request,
        Staging staging,
        Dictionary<string, ReceivedDocument> received,
        List<XdsError> errors,
        CancellationToken cancellation)
    {
        var entries = request.Submission.Objects.DocumentEntries.ToLookup(entry => entry.Id, StringComparer.Ordinal);
        foreach (var document in request.Documents)
        {
            if (!entries.Contains(document.EntryId) || received.ContainsKey(document.EntryId)) continue;
            await using var content = await document.Content.Open(cancellation).ConfigureAwait(false);
            var bytes = await staging.ReceiveAsync(content, cancellation).ConfigureAwait(false);
            received.Add(document.EntryId, bytes);
            foreach (var entry in entries[document.EntryId])
            {
                errors.AddRange(Pairing.Check(entry, bytes));
                if (entry.UniqueId is { Length: > 0 } uniqueId)
                    staging.Documents.Add(new(uniqueId, entry.MimeType ?? "application/octet-stream", bytes));
            }
        }
    }

    private async Task<IReadOnlyList<XdsError>> InspectAsync(
        ProvideAndRegisterDocumentSetRequest request, Dictionary<string, ReceivedDocument> received, Exchange exchange, CancellationToken cancellation)
    {
        var errors = new List<XdsError>();
        if (inspections.Count == 0) return errors;
        foreach (var entry in request.Submission.Objects.DocumentEntries)
        {
            if (!received.TryGetValue(entry.Id, out var bytes)) continue;
            var document = new InspectedDocument(entry, bytes.Size, bytes.Sha256, opening => new(store.OpenAsync(bytes, opening)));
            foreach (var inspection in inspections) errors.AddRange(await inspection.InspectAsync(document, exchange, cancellation).ConfigureAwait(false));
        }

        return errors;
    }

    private async Task<RegistryResponse> RegisterAsync(
        SubmitObjectsRequest submission,
        Dictionary<string, ReceivedDocument> received,
        Staging staging,
        Exchange exchange,
        CancellationToken cancellation)
    {
        var objects = submission.Objects.Objects.Select(item => item is DocumentEntry entry
            ? Pairing.Complete(entry, received[entry.Id], repositoryUniqueId)
            : item).ToValueList();
        var completed = submission with { Objects = submission.Objects with { Objects = objects }, Errors = [] };
        // The MessageID stays: by it the registry knows a repetition, which must not become a duplicate because of the repository between them.
        var onward = exchange with { Time = clock.GetUtcNow(), AnswerId = Guid.NewGuid() };
        var answer = await registration.RunAsync(completed, staging, onward, cancellation).ConfigureAwait(false);
        return answer with { Errors = [.. answer.Errors, .. submission.Errors] };
    }
}
