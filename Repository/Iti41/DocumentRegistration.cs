using IheNode.Core;
using IheNode.Platform;
using NLog;

namespace IheNode.Repository;

/// <summary>
/// Makes received documents durable and registers them, all or none (<c>ITI TF-2 3.41.4.1.3</c>). With a registry that shares the database, small documents
/// are committed together with their registration; else all are staged before ITI-42 and settled after it. When the registry's word is missing it is asked
/// again, and what stays open stays for the sweeper, since the entry may exist.
/// </summary>
internal sealed class DocumentRegistration(
    DocumentStore store, Answer<SubmitObjectsRequest, RegistryResponse> register, JointRegistration? join, RegistryQuestions questions)
{
    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");

    /// <exception cref="StorageException">The disk or the database fails; nothing was kept.</exception>
    public async Task<RegistryResponse> RunAsync(SubmitObjectsRequest submission, Staging staging, Exchange exchange, CancellationToken cancellation)
    {
        var early = join is null ? staging.Documents : staging.Documents.FindAll(document => document.Received.File is not null);
        var conflicts = await store.StageAsync(staging, early, cancellation).ConfigureAwait(false);
        if (conflicts.Count > 0) return RegistryResponse.From(await NonIdenticalAsync(staging, conflicts, cancellation).ConfigureAwait(false));
        Steps.Tell(Steps.Registering, staging.Id);
        JointAnswer answer;
        try
        {
            answer = join is null
                ? new(await register(submission, exchange, cancellation).ConfigureAwait(false), IsJoined: false)
                : await JoinAsync(submission, staging, exchange, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            Log.Warn("The registry gave no word on submission {Submission}: {Failure}", staging.Id, failure.GetType().Name);
            Log.Debug(failure, "Submission {Submission}", staging.Id);
            if (!await questions.IsRegisteredAsync(submission, cancellation).ConfigureAwait(false)) return Silence(failure);
            // What the registry's database took together with the registration is final; keeping it again changes nothing.
            answer = new(RegistryResponse.Success, IsJoined: false);
        }

        return await SettleAsync(answer, staging, early).ConfigureAwait(false);
    }

    private async Task<JointAnswer> JoinAsync(SubmitObjectsRequest submission, Staging staging, Exchange exchange, CancellationToken cancellation)
    {
        var documents = store.Join(staging);
        var answer = await join!(submission, exchange, documents, cancellation).ConfigureAwait(false);
        if (answer.IsJoined) await store.TidyAsync(documents).ConfigureAwait(false);
        return documents.Conflicts is { Count: > 0 } conflicts
            ? answer with { Response = RegistryResponse.From(await NonIdenticalAsync(staging, conflicts, cancellation).ConfigureAwait(false)) }
            : answer;
    }

    /// <summary>What the requester is told of uniqueIds under which other bytes are stored.</summary>
    public async Task<IEnumerable<XdsError>> NonIdenticalAsync(Staging staging, IReadOnlyList<string> conflicts, CancellationToken cancellation) =>
        NonIdentical.Errors(staging.Documents, conflicts, await store.FindAsync(conflicts, cancellation).ConfigureAwait(false));

    private async Task<RegistryResponse> SettleAsync(JointAnswer answer, Staging staging, List<StagedDocument> early)
    {
        if (answer.Response.Status == ResponseStatus.Success)
        {
            Steps.Tell(Steps.Registered, staging.Id);
            if (!answer.IsJoined)
            {
                // A message that was answered before is not written again: its documents are here, unless something took them since.
                var conflicts = await store.AddAsync(staging, [.. staging.Documents.Except(early)]).ConfigureAwait(false);
                if (conflicts.Count > 0) return RegistryResponse.From(await NonIdenticalAsync(staging, conflicts, CancellationToken.None).ConfigureAwait(false));
                await store.KeepAsync(staging).ConfigureAwait(false);
            }

            Steps.Tell(Steps.Kept, staging.Id);
            return answer.Response;
        }

        if (answer.Response.Status == ResponseStatus.Failure && early.Count > 0)
        {
            await store.DiscardAsync(staging, early).ConfigureAwait(false);
            Steps.Tell(Steps.Discarded, staging.Id);
        }

        // ITI-42 knows no PartialSuccess; whoever sends one leaves the outcome open, and so it stays staged.
        return answer.Response with { Status = ResponseStatus.Failure, Errors = WithReason(answer.Response.Errors) };
    }

    // A Failure has an error (ITI TF-3 4.2.4.2), also where the registry gave none.
    private static ValueList<XdsError> WithReason(ValueList<XdsError> errors) => errors.Any(error => !error.IsWarning)
        ? errors
        : [.. errors, new(XdsErrorCode.RegistryError, "The registry did not take the submission, and gave no reason.")];

    private static RegistryResponse Silence(Exception failure) => RegistryResponse.From(
    [
        StorageException.IsStorage(failure) && StorageException.From(failure).Error is { Code: XdsErrorCode.RepositoryOutOfResources } full
            ? full
            : RegistrySilence.Of(failure),
    ]);
}
