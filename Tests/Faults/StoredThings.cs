using Dapper;

namespace IheNode.Tests;

/// <summary>What lies in a node's data folder and in its rows, seen without the product's code.</summary>
internal sealed class StoredThings(FaultStore store, string data)
{
    private string Documents => Path.Combine(data, "documents");

    private string Incoming => Path.Combine(Documents, "incoming");

    /// <summary>Whether nothing waits for the sweeper: no staged row, no unfinished upload.</summary>
    public async Task<bool> IsSweptAsync() =>
        !Directory.EnumerateFiles(Incoming).Any() && await CountAsync("SELECT count(*) FROM repository_document WHERE kept = 0") == 0
        && await CountAsync("SELECT count(*) FROM repository_leftover") == 0;

    /// <summary>Whatever is there of which nobody knows, and whatever is not there although somebody does; the node has ended and all was swept.</summary>
    /// <param name="documents">How many documents were acknowledged.</param>
    public async Task<IReadOnlyList<string>> OrphansAsync(int documents)
    {
        var orphans = new List<string>();
        var staged = await CountAsync("SELECT count(*) FROM repository_document WHERE kept = 0");
        if (staged > 0) orphans.Add($"{staged} rows are still staged");
        var kept = await CountAsync("SELECT count(*) FROM repository_document WHERE kept = 1");
        if (kept != documents) orphans.Add($"{kept} documents have a final row, {documents} were acknowledged");
        var ids = await CountAsync("SELECT count(*) FROM repository_unique_id");
        if (ids != documents) orphans.Add($"{ids} uniqueIds are taken, {documents} documents were acknowledged");
        orphans.AddRange(Directory.EnumerateFiles(Incoming).Select(file => $"an unfinished upload is left: {Path.GetFileName(file)}"));

        var contents = (await RowsAsync("SELECT sha256, place, stored_size, length(bytes) FROM repository_content")).ToList();
        orphans.AddRange(contents.Where(content => content.Place == "row" && content.InRow != content.Size)
            .Select(content => $"the content {content.Sha256} has {content.InRow} octets in its row, which says {content.Size}"));
        var unnamed = await CountAsync("SELECT count(*) FROM repository_content WHERE sha256 NOT IN (SELECT sha256 FROM repository_document)");
        if (unnamed > 0) orphans.Add($"{unnamed} contents belong to no document");
        var without = await CountAsync("SELECT count(*) FROM repository_document WHERE sha256 NOT IN (SELECT sha256 FROM repository_content)");
        if (without > 0) orphans.Add($"{without} documents have no content");

        var named = contents.Where(content => content.Place != "row").ToDictionary(content => content.Sha256, content => content.Size);
        var placed = Files();
        if (store.IsS3)
        {
            orphans.AddRange(placed.Keys.Select(sha256 => $"a file {sha256} beside the object store"));
            (placed, var uploads) = await store.ObjectsAsync(data);
            if (uploads > 0) orphans.Add($"{uploads} uploads to the object store are unfinished");
        }

        orphans.AddRange(placed.Keys.Except(named.Keys).Select(sha256 => $"the stored content {sha256} has no row"));
        orphans.AddRange(named.Keys.Except(placed.Keys).Select(sha256 => $"a row names {sha256}, which is not there"));
        orphans.AddRange(named.Keys.Intersect(placed.Keys).Where(sha256 => named[sha256] != placed[sha256])
            .Select(sha256 => $"the stored content {sha256} has {placed[sha256]} octets, its row says {named[sha256]}"));
        return orphans;
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = await store.Rows(data).OpenAsync(default);
        return await connection.ExecuteScalarAsync<long>(sql);
    }

    private async Task<IEnumerable<(string Sha256, string Place, long Size, long? InRow)>> RowsAsync(string sql)
    {
        await using var connection = await store.Rows(data).OpenAsync(default);
        return await connection.QueryAsync<(string, string, long, long?)>(sql);
    }

    private Dictionary<string, long> Files() =>
        Directory.EnumerateFiles(Documents, "*", SearchOption.AllDirectories).Where(file => Path.GetDirectoryName(file) != Incoming)
            .ToDictionary(file => Path.GetFileName(file), file => new FileInfo(file).Length);
}
