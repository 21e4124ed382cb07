namespace IheNode.Tests;

/// <summary>The object store on which the specs of the S3 place run.</summary>
public sealed class SwiftServerSpecs
{
    [Test]
    public async Task A_server_of_its_own_keeps_what_it_is_given_and_leaves_nothing_behind()
    {
        await SwiftServer.StartedAsync();
        await using var server = await SwiftServer.StartAsync();
        var bucket = await server.NewBucketAsync();
        await server.Client.PutObjectAsync(new() { BucketName = bucket, Key = "a/b", ContentBody = "吉野", UseChunkEncoding = false });
        using var answer = await server.Client.GetObjectAsync(bucket, "a/b");
        using var reader = new StreamReader(answer.ResponseStream);
        Assert.That(await reader.ReadToEndAsync(), Is.EqualTo("吉野"));
        await server.DisposeAsync();
        Assert.That(Directory.Exists(server.Folder), Is.False);
    }
}
