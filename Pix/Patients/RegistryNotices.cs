using System.Data.Common;
using Dapper;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Pix;

/// <summary>Writes down, within the transaction of a change, what the registry is to be told of it.</summary>
internal sealed class RegistryNotices(DbConnection connection, DbTransaction transaction)
{
    /// <summary>Whether anything was written down.</summary>
    public bool Any { get; private set; }

    /// <summary>An id of the affinity domain is new or, with a second one, takes the second one over.</summary>
    public Task AddAsync(string id, string? subsumed = null)
    {
        Any = true;
        return connection.ExecuteAsync("INSERT INTO pix_registry_notice (id, subsumed) VALUES (@id, @subsumed)", new { id, subsumed }, transaction);
    }

    /// <summary>Documents of a local id belong under another id of the affinity domain now.</summary>
    public Task AddAsync(LinkNotice link)
    {
        Any = true;
        return connection.ExecuteAsync(
            "INSERT INTO pix_registry_notice (id, previous, local_id, subsumed_local_id) VALUES (@Id, @Previous, @local, @subsumedLocal)",
            new { link.Id, link.Previous, local = link.Local.Text, subsumedLocal = link.SubsumedLocal?.Text }, transaction);
    }
}

/// <summary>A link change as it is told to the registry.</summary>
/// <param name="Id">The id of the affinity domain that is right now.</param>
/// <param name="Previous">The one under which the documents are.</param>
/// <param name="Local">The local id.</param>
/// <param name="SubsumedLocal">The local id that was merged into it.</param>
internal sealed record LinkNotice(string Id, string Previous, PatientId Local, PatientId? SubsumedLocal);

/// <summary>The two ways in which the registry is told.</summary>
/// <param name="Feed">ITI-8: which ids of the affinity domain there are.</param>
/// <param name="LinkChange">ITI-64: under which of them documents belong.</param>
public sealed record RegistryAnswers(Answer<PatientFeed, PatientFeedResponse> Feed, Answer<LinkChange, LinkChangeResponse> LinkChange);

/// <summary>
/// Tells the registry, in order, what was written down for it. A notice goes only when the registry has answered; after a crash in between it is told
/// again, which changes nothing in the registry.
/// </summary>
internal sealed class RegistryDelivery(Database database, RegistryAnswers registry, NodeProfile profile, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly string _authority = profile.AffinityDomain.AssigningAuthority;

    public async Task DeliverAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            while (await NextAsync(cancellation).ConfigureAwait(false) is { Count: > 0 } notices)
            {
                foreach (var notice in notices)
                {
                    await SettleAsync(notice.NoticeId, await TellAsync(notice, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private Task<IReadOnlyList<Notice>> NextAsync(CancellationToken cancellation) => database.ReadAsync<IReadOnlyList<Notice>>(
        async connection => (await connection.QueryAsync<Notice>(
            $"""
            SELECT notice_id AS NoticeId, id AS Id, subsumed AS Subsumed, previous AS Previous, local_id AS LocalId, subsumed_local_id AS SubsumedLocalId
            FROM pix_registry_notice
            WHERE refused IS NULL ORDER BY notice_id {database.Dialect.Limit("100")}
            """).ConfigureAwait(false)).AsList(),
        cancellation);

    // What the registry refuses will be refused again (a merge that it knows already, for one): it is kept for people and does not hold up the rest.
    private Task<int> SettleAsync(long noticeId, ValueList<PatientError> errors, CancellationToken cancellation) => database.WriteAsync(
        (connection, transaction) => errors.Count == 0
            ? connection.ExecuteAsync("DELETE FROM pix_registry_notice WHERE notice_id = @noticeId", new { noticeId }, transaction)
            : connection.ExecuteAsync(
                "UPDATE pix_registry_notice SET refused = @refused WHERE notice_id = @noticeId",
                new { noticeId, refused = string.Join(" ", errors.Select(error => $"{error.Code}: {error.Text}")) }, transaction),
        cancellation);

    private async Task<ValueList<PatientError>> TellAsync(Notice notice, CancellationToken cancellation) => notice.LocalId is { } local
        ? (await registry.LinkChange(LinkChangeOf(notice, local), ExchangeOf(notice), cancellation).ConfigureAwait(false)).Errors
        : (await registry.Feed(FeedOf(notice), ExchangeOf(notice), cancellation).ConfigureAwait(false)).Errors;

    private LinkChange LinkChangeOf(Notice notice, string local) => new(
        PatientId.Of(notice.Id, _authority), PatientId.Of(notice.Previous!, _authority), new(local),
        notice.SubsumedLocalId is { } subsumed ? new PatientId(subsumed) : null)
    {
        SourceId = profile.DeviceId,
        MessageId = MessageIdOf(notice),
    };

    private PatientFeed FeedOf(Notice notice) => new(
        notice.Subsumed is null ? PatientFeedEvent.Add : PatientFeedEvent.Merge,
        new Patient { Ids = [PatientId.Of(notice.Id, _authority)] },
        notice.Subsumed is { } subsumed ? PatientId.Of(subsumed, _authority) : null)
    {
        Trigger = notice.Subsumed is null ? "A01" : "A40",
        MessageId = MessageIdOf(notice),
    };

    private Exchange ExchangeOf(Notice notice) =>
        new() { MessageId = MessageIdOf(notice), Time = clock.GetUtcNow(), Endpoint = "registry" };

    private static string MessageIdOf(Notice notice) => $"PIX-{notice.NoticeId}";

    private sealed class Notice
    {
        public long NoticeId { get; init; }

        public string Id { get; init; } = "";

        public string? Subsumed { get; init; }

        public string? Previous { get; init; }

        public string? LocalId { get; init; }

        public string? SubsumedLocalId { get; init; }
    }
}
