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
}

/// <summary>
/// Tells the registry, in order, what was written down for it. A notice goes only when the registry has answered; after a crash in between it is told
/// again, which changes nothing in the registry.
/// </summary>
internal sealed class RegistryDelivery(
    Database database, Answer<PatientFeed, PatientFeedResponse> registryFeed, string authority, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task DeliverAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            while (await NextAsync(cancellation).ConfigureAwait(false) is { Count: > 0 } notices)
            {
                foreach (var notice in notices)
                {
                    var response = await registryFeed(FeedOf(notice), ExchangeOf(notice), cancellation).ConfigureAwait(false);
                    await SettleAsync(notice.NoticeId, response, cancellation).ConfigureAwait(false);
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
            SELECT notice_id AS NoticeId, id AS Id, subsumed AS Subsumed FROM pix_registry_notice
            WHERE refused IS NULL ORDER BY notice_id {database.Dialect.Limit("100")}
            """).ConfigureAwait(false)).AsList(),
        cancellation);

    // What the registry refuses will be refused again (a merge that it knows already, for one): it is kept for people and does not hold up the rest.
    private Task<int> SettleAsync(long noticeId, PatientFeedResponse response, CancellationToken cancellation) => database.WriteAsync(
        (connection, transaction) => response.Accepted
            ? connection.ExecuteAsync("DELETE FROM pix_registry_notice WHERE notice_id = @noticeId", new { noticeId }, transaction)
            : connection.ExecuteAsync(
                "UPDATE pix_registry_notice SET refused = @refused WHERE notice_id = @noticeId",
                new { noticeId, refused = string.Join(" ", response.Errors.Select(error => $"{error.Code}: {error.Text}")) }, transaction),
        cancellation);

    private PatientFeed FeedOf(Notice notice) => new(
        notice.Subsumed is null ? PatientFeedEvent.Add : PatientFeedEvent.Merge,
        new Patient { Ids = [PatientId.Of(notice.Id, authority)] },
        notice.Subsumed is { } subsumed ? PatientId.Of(subsumed, authority) : null)
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
    }
}
