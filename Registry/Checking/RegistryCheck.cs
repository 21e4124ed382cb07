using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>
/// Verifies the invariants of a whole registry database, stretch by stretch, so that memory does not grow with it. Each stretch is read as of one moment:
/// a check may run beside a node that writes. A repair rebuilds from the stored objects what repeats them, one transaction per stretch.
/// </summary>
/// <param name="database">The registry's database.</param>
/// <param name="clock">The time.</param>
public sealed class RegistryCheck(Database database, TimeProvider clock)
{
    private long _objects, _uniqueIds, _eventCodes, _breaks, _repaired, _notes;

    /// <summary>Checks everything.</summary>
    /// <param name="repair">Whether to put right what the stored objects tell.</param>
    /// <param name="found">Hears of each break and note.</param>
    /// <param name="progressed">Hears how far the check has come.</param>
    /// <param name="cancellation">Ends it; what was repaired stays so.</param>
    public async Task<RegistryCheckResult> RunAsync(
        bool repair, Action<RegistryBreak> found, Action<CheckProgress> progressed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(progressed);
        (_objects, _uniqueIds, _eventCodes, _breaks, _repaired, _notes) = (0, 0, 0, 0, 0, 0);
        var ranges = new NumberRanges(database);
        var (done, total) = (0L, await ranges.TotalAsync(cancellation).ConfigureAwait(false));
        await CheckAsync(PatientChecks.SurvivorsAsync, repair, found, cancellation).ConfigureAwait(false);
        foreach (var kind in Enum.GetValues<ObjectKind>()) await CheckPatientColumnsAsync(kind, repair, found, cancellation).ConfigureAwait(false);
        await foreach (var (range, places) in ranges.AllAsync(cancellation).ConfigureAwait(false))
        {
            var tally = default(Tally);
            await CheckAsync(
                async state =>
                {
                    var page = await CheckedPage.LoadAsync(range, state).ConfigureAwait(false);
                    tally = Tally.Of(page);
                    return await FindingsAsync(page).ConfigureAwait(false);
                },
                repair, found, cancellation).ConfigureAwait(false);
            (_objects, _uniqueIds, _eventCodes) = (_objects + tally.Objects, _uniqueIds + tally.UniqueIds, _eventCodes + tally.EventCodes);
            progressed(new(done += places, total));
        }

        await CheckStrayKeysAsync(repair, found, cancellation).ConfigureAwait(false);
        return new(_objects, _breaks, _repaired) { Notes = _notes };
    }

    private async Task<List<Finding>> FindingsAsync(CheckedPage page) =>
    [
        .. page.Unreadable,
        .. await PatientChecks.PlacesAsync(page).ConfigureAwait(false),
        .. KeyChecks.Uuids(page),
        .. await KeyChecks.UniqueIdsAsync(page).ConfigureAwait(false),
        .. await KeyChecks.EventCodesAsync(page).ConfigureAwait(false),
        .. IndexColumns.Check(page),
        .. await AssociationChecks.EndsAsync(page).ConfigureAwait(false),
        .. await AssociationChecks.FilingAsync(page).ConfigureAwait(false),
        .. await AssociationChecks.ReplacedAsync(page).ConfigureAwait(false),
        .. await VersionCheck.CheckAsync(page).ConfigureAwait(false),
        .. await FolderTimeCheck.CheckAsync(page, clock.GetUtcNow()).ConfigureAwait(false),
    ];

    // What is whole is only read. A repair looks again, in the transaction that writes.
    private async Task CheckAsync(
        Func<CheckedState, Task<List<Finding>>> check, bool repair, Action<RegistryBreak> found, CancellationToken cancellation)
    {
        var findings = await database.ReadAsync(connection => check(new(connection, null, database.Dialect)), cancellation).ConfigureAwait(false);
        var repairs = repair && findings.Exists(f => f.Repair is not null);
        if (repairs)
        {
            findings = await database.WriteAsync(
                async (connection, transaction) =>
                {
                    var state = new CheckedState(connection, transaction, database.Dialect);
                    var again = await check(state).ConfigureAwait(false);
                    foreach (var finding in again.Where(f => f.Repair is not null)) await state.ExecuteAsync(finding.Repair!).ConfigureAwait(false);
                    return again;
                },
                cancellation).ConfigureAwait(false);
        }

        foreach (var finding in findings) Tell(finding, repairs && finding.Repair is not null, found);
    }

    private async Task CheckPatientColumnsAsync(ObjectKind kind, bool repair, Action<RegistryBreak> found, CancellationToken cancellation)
    {
        for (var (last, before) = (-1L, -2L); last != before;)
        {
            before = last;
            await CheckAsync(
                async state =>
                {
                    var rows = await PatientChecks.ColumnsAsync(state, kind, before).ConfigureAwait(false);
                    last = rows.Count == 0 ? before : rows[^1].Number;
                    return rows.ConvertAll(r => r.Finding);
                },
                repair, found, cancellation).ConfigureAwait(false);
        }
    }

    private async Task CheckStrayKeysAsync(bool repair, Action<RegistryBreak> found, CancellationToken cancellation)
    {
        // As many rows as there must be can still be the wrong ones, when some are missing.
        var stray = new StrayKeys(database);
        if (await CountAsync("registry_object", cancellation).ConfigureAwait(false) != _objects || _breaks > 0)
            await RemoveAsync(stray.UuidsAsync(cancellation), repair, found, cancellation).ConfigureAwait(false);
        if (await CountAsync("registry_unique_id", cancellation).ConfigureAwait(false) != _uniqueIds || _breaks > 0)
            await RemoveAsync(stray.UniqueIdsAsync(cancellation), repair, found, cancellation).ConfigureAwait(false);
        if (await CountAsync("registry_event_code", cancellation).ConfigureAwait(false) != _eventCodes || _breaks > 0)
            await RemoveAsync(stray.EventCodesAsync(cancellation), repair, found, cancellation).ConfigureAwait(false);
    }

    private async Task RemoveAsync(IAsyncEnumerable<Finding> stray, bool repair, Action<RegistryBreak> found, CancellationToken cancellation)
    {
        await foreach (var finding in stray.ConfigureAwait(false))
        {
            if (repair)
            {
                await database.WriteAsync(
                    async (connection, transaction) =>
                    {
                        await new CheckedState(connection, transaction, database.Dialect).ExecuteAsync(finding.Repair!).ConfigureAwait(false);
                        return true;
                    },
                    cancellation).ConfigureAwait(false);
            }

            Tell(finding, repair, found);
        }
    }

    private async Task<long> CountAsync(string table, CancellationToken cancellation) => await database.ReadAsync(
        async connection => (await new CheckedState(connection, null, database.Dialect).QueryAsync<long>($"select count(*) from {table}", null).ConfigureAwait(false))[0],
        cancellation).ConfigureAwait(false);

    private void Tell(Finding finding, bool repaired, Action<RegistryBreak> found)
    {
        if (finding.IsNote) _notes++;
        else _breaks++;
        if (repaired) _repaired++;
        found(new(finding.Check, finding.Subject, finding.Sentence, repaired) { IsNote = finding.IsNote });
    }

    private readonly record struct Tally(long Objects, long UniqueIds, long EventCodes)
    {
        public static Tally Of(CheckedPage page) => new(
            page.Rows.Count + page.Unreadable.Count, page.Rows.Count(r => r.Object is Core.PatientObject { UniqueId: not null }), KeyChecks.EventCodes(page).Count());
    }
}
