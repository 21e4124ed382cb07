using System.Data.Common;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Pix;

/// <summary>
/// ITI-8 at the PIX manager (<c>ITI TF-2 3.8</c>): keeps what each source says of its patients and links records that are the same person. One write
/// transaction holds the change and what the registry is to be told of it.
/// </summary>
internal sealed class PatientIdentityFeed(FeedCheck check, IdentifierDomains domains, IssuedIds? issued, Database database, TimeProvider clock)
{
    /// <summary>Does what the feed says, wholly or, with errors, not at all; and says whether the registry is to be told.</summary>
    public Task<(PatientFeedResponse Response, bool Notify)> ApplyAsync(PatientFeed feed, CancellationToken cancellation)
    {
        var work = check.Check(feed);
        if (work.Errors.Count > 0) return Task.FromResult((new PatientFeedResponse(work.Errors), false));
        return database.WriteAsync(
            nameof(Pix),
            async (connection, transaction) =>
            {
                var now = clock.GetUtcNow();
                var notices = new RegistryNotices(connection, transaction);
                var writing = new Writing(connection, transaction, database.Dialect, domains, issued, notices, now);
                var errors = await writing.ApplyAsync(feed, work).ConfigureAwait(false);
                return (new PatientFeedResponse(errors), notices.Any);
            },
            cancellation);
    }

    private sealed class Writing(
        DbConnection connection, DbTransaction transaction, Dialect dialect, IdentifierDomains domains, IssuedIds? issued, RegistryNotices notices, DateTimeOffset now)
    {
        private readonly PatientIndex _index = new(connection, transaction, dialect);
        private readonly Links _links = new(connection, transaction, dialect);

        public async Task<ValueList<PatientError>> ApplyAsync(PatientFeed feed, CheckedFeed work)
        {
            await _index.HoldAsync().ConfigureAwait(false);
            var known = new List<PatientRecord?>();
            foreach (var id in work.Ids) known.Add(await _index.FindAsync(id.Id, id.Domain.Oid).ConfigureAwait(false));
            var subsumed = work.Subsumed is { } prior ? await _index.FindAsync(prior.Id, prior.Domain.Oid).ConfigureAwait(false) : null;
            // A merge that was done already is the repetition of a message whose acknowledgement was lost.
            if (subsumed?.SurvivorId is { } done && done == known[0]?.RecordId) return [];
            var errors = Refusals(feed.Source, work, known, subsumed).ToValueList();
            if (errors.Count > 0) return errors;

            var records = await StoreAsync(feed, work.Ids, known).ConfigureAwait(false);
            var affected = records.ToHashSet();
            if (subsumed is not null)
            {
                affected.UnionWith(await _links.MoveAsync(subsumed.RecordId, records[0]).ConfigureAwait(false));
                await _index.MergeAsync(subsumed.RecordId, records[0]).ConfigureAwait(false);
            }

            await LinkAsync(records).ConfigureAwait(false);
            affected.Remove(subsumed?.RecordId ?? 0);
            var persons = new Persons(connection, transaction, dialect, _links, notices, issued, now);
            await persons.RegroupAsync(affected, heir: records[0], bereft: subsumed?.PersonId ?? 0).ConfigureAwait(false);
            if (subsumed is not null) await persons.TellOfMergeAsync(subsumed, records[0]).ConfigureAwait(false);
            if (issued is null) await HandOnAsync(feed, work, known).ConfigureAwait(false);
            return [];
        }

        private static IEnumerable<PatientError> Refusals(string? source, CheckedFeed work, List<PatientRecord?> known, PatientRecord? subsumed)
        {
            for (var i = 0; i < known.Count; i++)
            {
                if (known[i]?.SurvivorId is not null)
                    yield return new(204, "The identifier was merged into another one and is no longer in use.", PatientErrorPlace.PatientId, i + 1);
                if (known[i] is null && work.Ids[i].IsReference)
                    yield return FeedCheck.NotItsSource(source, work.Ids[i].Domain, PatientErrorPlace.PatientId, i + 1);
            }

            if (work.Subsumed is null) yield break;
            if (known[0] is null) yield return new(204, "The surviving identifier is not known.", PatientErrorPlace.PatientId);
            if (subsumed is null) yield return new(204, "The prior identifier is not known.", PatientErrorPlace.SubsumedId);
            else if (subsumed.SurvivorId is not null)
                yield return new(204, "The prior identifier was merged into another one already.", PatientErrorPlace.SubsumedId);
            else if (known.Exists(record => record?.RecordId == subsumed.RecordId))
                yield return new(102, "The prior identifier stands among the surviving ones.", PatientErrorPlace.SubsumedId);
        }

        // The first id is the source's own. A further id that another source feeds is only a reference: its data are not overwritten.
        private async Task<List<long>> StoreAsync(PatientFeed feed, ValueList<FedId> ids, List<PatientRecord?> known)
        {
            var records = new List<long>();
            for (var i = 0; i < ids.Count; i++)
            {
                if (known[i] is not { } record)
                {
                    var patient = PatientBody.Revise(new Patient(), feed.Patient);
                    records.Add(await _index.InsertAsync(ids[i].Id, ids[i].Domain.Oid, patient, feed.Source, now).ConfigureAwait(false));
                    continue;
                }

                records.Add(record.RecordId);
                if (i > 0 && (ids[i].IsReference || record.Source != feed.Source)) continue;
                var revised = PatientBody.Revise(record.Patient, feed.Patient);
                await _index.UpdateAsync(record.RecordId, revised, feed.Source, now).ConfigureAwait(false);
            }

            return records;
        }

        private async Task LinkAsync(List<long> records)
        {
            var stored = (await _index.ReadAsync(records).ConfigureAwait(false)).OrderBy(record => records.IndexOf(record.RecordId)).ToList();
            foreach (var record in stored) await _links.CrossReferenceAsync(_index, record).ConfigureAwait(false);
            var own = PatientKeys.Of(stored[0].Patient);
            foreach (var other in stored.Skip(1))
            {
                if (Matching.MayBeSamePerson(own, PatientKeys.Of(other.Patient), other.Source == stored[0].Source)) await _links.AddAsync(records[0], other.RecordId).ConfigureAwait(false);
            }
        }

        // Where ids of the affinity domain come with the feed, the registry hears of them as they come; of an update it hears nothing (ITI TF-2 3.8.4.1.4).
        private async Task HandOnAsync(PatientFeed feed, CheckedFeed work, List<PatientRecord?> known)
        {
            for (var i = 0; i < work.Ids.Count; i++)
            {
                if (work.Ids[i].Domain == domains.Affinity
                    && (feed.Event == PatientFeedEvent.Add || (feed.Event == PatientFeedEvent.Merge && known[i] is null)))
                    await notices.AddAsync(work.Ids[i].Id).ConfigureAwait(false);
            }

            if (work.Subsumed is { } subsumed && subsumed.Domain == domains.Affinity)
                await notices.AddAsync(work.Ids[0].Id, subsumed.Id).ConfigureAwait(false);
        }
    }
}
