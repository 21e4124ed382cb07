using Amazon.S3.Model;
using Dapper;

namespace IheNode.Tests;

/// <summary>One octet of a stored content that is not what it was, as disks do it now and then: in a row, and in a file or an object.</summary>
internal sealed class FlippedBytes(FaultStore store, string data)
{
    private readonly List<(string Sha256, string Place)> _flipped = [];

    /// <summary>The contents that are damaged now, by their SHA-256.</summary>
    public IEnumerable<string> Contents => _flipped.Select(content => content.Sha256);

    /// <summary>Flips a byte in the middle of a content in a row and one of a content elsewhere, as far as there are any.</summary>
    /// <returns>The uniqueIds of the documents which have these contents.</returns>
    public async Task<IReadOnlyList<string>> FlipAsync(Func<int, int> choose)
    {
        await using var connection = await store.Rows(data).OpenAsync(default);
        foreach (var places in new[] { "place = 'row'", "place <> 'row'" })
        {
            var contents = (await connection.QueryAsync<(string, string)>($"SELECT sha256, place FROM repository_content WHERE stored_size > 0 AND {places} ORDER BY sha256")).ToList();
            if (contents.Count > 0) _flipped.Add(contents[choose(contents.Count)]);
        }

        var documents = new List<string>();
        foreach (var (sha256, place) in _flipped)
        {
            documents.AddRange(await connection.QueryAsync<string>("SELECT unique_id FROM repository_document WHERE sha256 = @sha256", new { sha256 }));
            await FlipAsync(sha256, place);
        }

        return documents;
    }

    /// <summary>Flips them back.</summary>
    public async Task HealAsync()
    {
        foreach (var (sha256, place) in _flipped) await FlipAsync(sha256, place);
        _flipped.Clear();
    }

    private async Task FlipAsync(string sha256, string place)
    {
        if (place == "row")
        {
            await using var connection = await store.Rows(data).OpenAsync(default);
            var bytes = await connection.QuerySingleAsync<byte[]>("SELECT bytes FROM repository_content WHERE sha256 = @sha256", new { sha256 });
            await connection.ExecuteAsync("UPDATE repository_content SET bytes = @bytes WHERE sha256 = @sha256", new { bytes = Flipped(bytes), sha256 });
        }
        else if (place == "s3")
        {
            var (client, bucket) = await store.BucketAsync(data);
            var key = $"{sha256[..3]}/{sha256}";
            using var octets = new MemoryStream();
            using (var found = await client.GetObjectAsync(bucket, key)) await found.ResponseStream.CopyToAsync(octets);
            await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, InputStream = new MemoryStream(Flipped(octets.ToArray())), UseChunkEncoding = false });
        }
        else
        {
            var file = Directory.EnumerateFiles(Path.Combine(data, "documents"), sha256, SearchOption.AllDirectories).Single();
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
            stream.Position = stream.Length / 2;
            var octet = stream.ReadByte();
            stream.Position = stream.Length / 2;
            stream.WriteByte((byte)(octet ^ 0x10));
        }
    }

    private static byte[] Flipped(byte[] octets)
    {
        octets[octets.Length / 2] ^= 0x10;
        return octets;
    }
}
