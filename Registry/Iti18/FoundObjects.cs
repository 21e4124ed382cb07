using System.Runtime.CompilerServices;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>
/// What a query found, as of one moment: all that can change is at hand; the bodies, which never change, are at hand too when all fit into one page, and else
/// are read page by page, so that no connection is held while a slow peer takes its answer.
/// </summary>
internal sealed class FoundObjects(IReadOnlyList<(ObjectKind Kind, StoredRow Row, string PatientId)> found, bool hasBodies)
{
    /// <summary>Objects in a page: about a megabyte of ebRIM.</summary>
    public const int Page = 200;

    /// <summary>Whether these are objects of several patients; an association is nobody's.</summary>
    public bool AreOfSeveralPatients => found.Where(f => f.Kind != ObjectKind.Association).Select(f => f.PatientId).Distinct().Skip(1).Any();

    /// <summary>The objects, page by page.</summary>
    /// <exception cref="InvalidDataException">From the enumeration: an object was removed after it was found.</exception>
    public async IAsyncEnumerable<IReadOnlyList<StoredObject>> PagesAsync(Database database, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (var from = 0; from < found.Count; from += Page)
        {
            var page = found.Skip(from).Take(Page).ToList();
            if (!hasBodies) await ReadBodiesAsync(page, database, cancellation).ConfigureAwait(false);
            yield return page.ConvertAll(f => f.Row.ToStored(f.PatientId));
            if (hasBodies) continue;
            foreach (var (_, row, _) in page) row.Body = [];
        }
    }

    private static Task<int> ReadBodiesAsync(List<(ObjectKind Kind, StoredRow Row, string PatientId)> page, Database database, CancellationToken cancellation) =>
        database.ReadAsync(
            async connection =>
            {
                var store = new RegistryStore(connection, database.Dialect);
                foreach (var kind in page.GroupBy(f => f.Kind, f => f.Row))
                {
                    var bodies = await store.RowsAsync(kind.Key, kind.Select(row => row.Number), "o.body", cancellation).ConfigureAwait(false);
                    var byNumber = bodies.ToDictionary(row => row.Number, row => row.Body);
                    foreach (var row in kind)
                    {
                        row.Body = byNumber.TryGetValue(row.Number, out var body)
                            ? body
                            : throw new InvalidDataException("An object was removed while the answer that names it was being sent.");
                    }
                }

                return page.Count;
            },
            cancellation);
}
