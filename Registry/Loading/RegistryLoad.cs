using System.Security.Cryptography;
using System.Threading.Channels;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>How far a load has come.</summary>
/// <param name="Messages">Messages that have their answer.</param>
/// <param name="Entries">Entries that were registered.</param>
/// <param name="Skipped">Messages that an earlier load had loaded.</param>
/// <param name="Refused">Messages that were refused or could not be read.</param>
public readonly record struct LoadProgress(long Messages, long Entries, long Skipped, long Refused);

/// <summary>A message that was not loaded.</summary>
/// <param name="Name">Its file or place.</param>
/// <param name="Errors">Every reason.</param>
public sealed record LoadRefusal(string Name, ValueList<XdsError> Errors);

/// <summary>
/// Puts submissions (ITI-42) into the registry at the speed of its database, under the registry's own rules. Many are under way at a time, so that they
/// share commits; those of one patient go one after the other, in their order, since the later ones may refer to the earlier.
/// </summary>
/// <param name="profile">The network's profile.</param>
/// <param name="registry">The registry.</param>
/// <param name="clock">The time.</param>
/// <param name="addPatients">Whether ids of the affinity domain that are unknown are made known first.</param>
public sealed class RegistryLoad(NodeProfile profile, RegistryActor registry, TimeProvider clock, bool addPatients)
{
    private const int Lanes = 64;
    private const int WaitingPerLane = 16;

    private long _messages, _entries, _skipped, _refused;

    /// <summary>How far it is.</summary>
    public LoadProgress Progress => new(
        Interlocked.Read(ref _messages), Interlocked.Read(ref _entries), Interlocked.Read(ref _skipped), Interlocked.Read(ref _refused));

    /// <summary>Loads everything; a message that is refused does not keep the others.</summary>
    /// <param name="messages">The messages in their order.</param>
    /// <param name="journal">What was loaded before, and notes what is; null = nobody will ask.</param>
    /// <param name="refused">Hears of each message that is not loaded, one at a time.</param>
    /// <param name="cancellation">Ends the load; messages under way are finished and noted.</param>
    public async Task<LoadProgress> RunAsync(
        IAsyncEnumerable<LoadMessage> messages, LoadJournal? journal, Action<LoadRefusal> refused, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(messages);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var lanes = Enumerable.Range(0, Lanes).Select(_ => Channel.CreateBounded<Parsed>(WaitingPerLane)).ToArray();
        var working = lanes.Select(lane => WorkAsync(lane.Reader, journal, refused, failed)).ToArray();
        try
        {
            await foreach (var message in messages.WithCancellation(failed.Token).ConfigureAwait(false))
            {
                if (journal?.IsLoaded(message) == true)
                {
                    Interlocked.Increment(ref _skipped);
                    continue;
                }

                var parsed = await ParseAsync(message, failed.Token).ConfigureAwait(false);
                var patient = parsed.Request?.Objects.SubmissionSets.FirstOrDefault()?.PatientId?.Text ?? "";
                await lanes[(uint)patient.GetHashCode(StringComparison.Ordinal) % Lanes].Writer.WriteAsync(parsed, failed.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // A lane failed; its exception comes below.
        }
        finally
        {
            foreach (var lane in lanes) lane.Writer.Complete();
            await Task.WhenAll(working).ConfigureAwait(false);
        }

        return Progress;
    }

    private async Task WorkAsync(ChannelReader<Parsed> lane, LoadJournal? journal, Action<LoadRefusal> refused, CancellationTokenSource failed)
    {
        try
        {
            await foreach (var parsed in lane.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                if (failed.IsCancellationRequested) continue;
                var errors = await RegisterAsync(parsed).ConfigureAwait(false);
                journal?.Note(parsed.Message, errors.Count == 0);
                if (errors.Count > 0)
                {
                    Interlocked.Increment(ref _refused);
                    lock (refused) refused(new(parsed.Message.Name, errors));
                }

                Interlocked.Increment(ref _messages);
            }
        }
        catch
        {
            await failed.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<ValueList<XdsError>> RegisterAsync(Parsed parsed)
    {
        if (parsed.Request is not { } request) return parsed.Errors;
        var exchange = new Exchange { MessageId = parsed.MessageId, Time = clock.GetUtcNow(), Endpoint = "ihenode registry load" };
        var response = await registry.RegisterDocumentSet(request, exchange, CancellationToken.None).ConfigureAwait(false);
        if (addPatients && response.Errors.Any(e => e.Code == XdsErrorCode.UnknownPatientId))
        {
            await registry.PatientFeed(new(PatientFeedEvent.Add, new() { Ids = PatientsOf(request) }), exchange, CancellationToken.None).ConfigureAwait(false);
            response = await registry.RegisterDocumentSet(request, exchange, CancellationToken.None).ConfigureAwait(false);
        }

        if (response.Status != ResponseStatus.Success) return response.Errors.Where(e => !e.IsWarning).ToValueList();
        Interlocked.Add(ref _entries, request.Objects.DocumentEntries.Count());
        return [];
    }

    // The registry takes ids of the affinity domain only, so that of others nothing is learnt.
    private static ValueList<PatientId> PatientsOf(SubmitObjectsRequest request) =>
        request.Objects.Objects.OfType<PatientObject>().Select(o => o.PatientId).OfType<PatientId>().Where(id => id.IsValid).Distinct().ToValueList();

    private async Task<Parsed> ParseAsync(LoadMessage message, CancellationToken cancellation)
    {
        try
        {
            var octets = await message.ReadAsync(cancellation).ConfigureAwait(false);
            var (body, messageId) = await MessageFile.ReadAsync(octets, Iti42.Contract, profile.Limits, cancellation).ConfigureAwait(false);
            // What has no MessageID is known again by its octets.
            return new(message, SubmitObjectsRequestXml.Read(body), messageId ?? EntryUuid.From(new Guid(SHA256.HashData(octets).AsSpan(0, 16), bigEndian: true)), []);
        }
        catch (Exception fault) when (fault is MalformedMessageException or SoapFaultException or IOException or UnauthorizedAccessException)
        {
            return new(message, null, "", [new(XdsErrorCode.RegistryMetadataError, $"The message cannot be read: {fault.Message}")]);
        }
    }

    private sealed record Parsed(LoadMessage Message, SubmitObjectsRequest? Request, string MessageId, ValueList<XdsError> Errors);
}
