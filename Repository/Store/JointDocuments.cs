using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>
/// What a submission's documents are to the transaction of its registration: small ones are written in it, rows of large ones, which are in their place
/// already, become final in it.
/// </summary>
internal sealed class JointDocuments(
    DocumentStatements statements, Staging staging, IReadOnlyList<StagedDocument> small, IReadOnlyList<StagedDocument> large, TimeProvider clock) : ICompanion
{
    private readonly DocumentRows _rows = new(statements, staging.Id, small, ContentPlaces.Row);

    /// <inheritdoc/>
    public IReadOnlyList<string> Concerns { get; } =
        [.. small.Concat(large).Select(document => document.UniqueId), .. small.Select(document => document.Received.Sha256).Distinct()];

    /// <summary>Contents that are in their row now and lay in this place before.</summary>
    public IEnumerable<(string Sha256, string Place)> Moved => _rows.Moved;

    /// <inheritdoc/>
    public void Read(StatementBatch batch)
    {
        Conflicts = [];
        _rows.Read(batch);
        foreach (var document in large) batch.Find(statements.HoldUniqueIds, document.UniqueId, _ => { });
    }

    /// <summary>The uniqueIds under which another content was stored already; known when it was judged.</summary>
    public IReadOnlyList<string> Conflicts { get; private set; } = [];

    // The sentences are made when all is known of what stands there.

    /// <inheritdoc/>
    public IReadOnlyList<XdsError> Faults()
    {
        Conflicts = _rows.Conflicts;
        return [.. Conflicts.Select(uniqueId => new XdsError(XdsErrorCode.NonIdenticalHash, uniqueId))];
    }

    /// <inheritdoc/>
    public void Write(StatementBatch batch)
    {
        _rows.Write(batch, kept: true, clock.GetUtcNow());
        foreach (var document in large)
        {
            batch.Write(DocumentStatements.Keep, document.UniqueId, staging.Id);
            batch.Write(DocumentStatements.Drop, document.UniqueId, staging.Id);
        }
    }

    /// <inheritdoc/>
    public void Written() => Steps.Tell(Steps.Joined, staging.Id);
}
