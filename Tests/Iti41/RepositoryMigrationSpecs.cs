using Dapper;
using DbUp;
using IheNode.Core;
using IheNode.Platform;
using IheNode.Repository;
using Microsoft.Data.Sqlite;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

public sealed class RepositoryMigrationSpecs
{
    [Test]
    public async Task Documents_of_the_first_schema_keep_their_content_and_their_uniqueId()
    {
        var folder = Directory.CreateTempSubdirectory("ihenode-migration-").FullName;
        var file = Path.Combine(folder, "node.db");
        var to = $"Data Source={file};Pooling=False";
        var made = DeployChanges.To.SqliteDatabase(to)
            .WithScriptsEmbeddedInAssembly(typeof(RepositoryActor).Assembly, name => name.Contains(".Migrations.Sqlite.0001_", StringComparison.Ordinal))
            .Build().PerformUpgrade();
        Assert.That(made.Successful, Is.True);
        var (entry, bytes) = (Entry(), Bytes("kept since the first release"));
        var sha256 = Sha256(bytes);
        await using (var connection = new SqliteConnection(to))
        {
            await connection.ExecuteAsync(
                """
                insert into repository_document (unique_id, submission, sha256, sha1, size, mime_type, staged_at, kept)
                values (@UniqueId, 's1', @sha256, 'x', @size, 'text/plain', 0, 1), (@UniqueId, 's2', @sha256, 'x', @size, 'text/plain', 0, 0)
                """,
                new { entry.UniqueId, sha256, size = bytes.Length });
        }

        Directory.CreateDirectory(Path.Combine(folder, "documents", sha256[..3]));
        await File.WriteAllBytesAsync(Path.Combine(folder, "documents", sha256[..3], sha256), bytes);
        using (var database = Database.Open(new Sqlite(file), typeof(RepositoryActor).Assembly))
        {
            var actor = new RepositoryActor(A.Profile(), database, folder, (_, _, _) => Task.FromResult(RegistryResponse.Success), (_, _, _) => throw new NotSupportedException(), _ => Task.CompletedTask, TimeProvider.System);
            var read = await actor.RetrieveDocumentSet(new([new DocumentRequest(A.Repository, entry.UniqueId!)]), A.Exchange(), default);
            Assert.That(await Read(read.Documents.Single().Content), Is.EqualTo(bytes));
            var other = await actor.ProvideAndRegisterDocumentSet(Request((entry, Bytes("another content"))), A.Exchange(), default);
            Assert.That(other.Status, Is.EqualTo(ResponseStatus.Failure));
        }

        Directory.Delete(folder, recursive: true);
    }
}
