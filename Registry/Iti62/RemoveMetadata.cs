using System.Data.Common;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>
/// Answers ITI-62 (<c>ITI TF-2 3.62.4.1.3</c>): all that the request names goes, of however many patients, or nothing. Rows are deleted, not marked. What
/// remains keeps its status: a document is not approved again because its replacement went, nor an older version because the newest did.
/// </summary>
internal sealed class RemoveMetadata(Database database, TimeProvider clock)
{
    public async Task<RemoveObjectsResponse> AnswerAsync(RemoveObjectsRequest request, CancellationToken cancellation)
    {
        string[] ids = [.. request.Objects.Select(o => o.Id).Distinct()];
        if (request.Errors.Count > 0)
        {
            return await database.ReadAsync(
                async connection =>
                {
                    var removal = await Removal.LoadAsync(ids, new RegistryStore(connection, database.Dialect), new(connection, null, database.Dialect))
                        .ConfigureAwait(false);
                    return new RemoveObjectsResponse(RegistryResponse.From([.. request.Errors, .. removal.Faults]), removal.Patients);
                },
                cancellation).ConfigureAwait(false);
        }

        // Whoever removes the same again, in whatever order, queues behind the first.
        return await database.WriteAsync(ids.Min() ?? "", (connection, transaction) => RemoveAsync(ids, connection, transaction), cancellation).ConfigureAwait(false);
    }

    private async Task<RemoveObjectsResponse> RemoveAsync(string[] ids, DbConnection connection, DbTransaction transaction)
    {
        var store = new RegistryStore(connection, database.Dialect, transaction);
        var rows = new RemovalRows(connection, transaction, database.Dialect);
        await store.HoldAsync(await rows.PatientsAsync(await store.FindByUuidAsync(ids).ConfigureAwait(false)).ConfigureAwait(false)).ConfigureAwait(false);
        var removal = await Removal.LoadAsync(ids, store, rows).ConfigureAwait(false);
        store.Locks.Require(RemovalRows.PatientsOf(removal.Objects, removal.Associations));
        if (removal.Faults.Count == 0) await new RemovalWriter(connection, transaction, database.Dialect).ApplyAsync(removal, clock.GetUtcNow()).ConfigureAwait(false);
        return new(RegistryResponse.From(removal.Faults), removal.Patients);
    }
}
