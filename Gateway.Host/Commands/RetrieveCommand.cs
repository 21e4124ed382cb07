using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using IheNode.Core;

namespace IheNode.Gateway;

/// <summary><c>ihenode retrieve</c>: fetches documents from a repository or through the gateway (ITI-43).</summary>
internal static class RetrieveCommand
{
    public static Command Create()
    {
        var command = new Command("retrieve", "Fetches documents from a node's repository, or through its gateway from any community (ITI-43)");
        var client = new ClientOptions("The node, such as http://127.0.0.1:8080; with /xca/initiating at the end any community is asked", command);
        var repository = new Option<string>("--repository") { Description = "repositoryUniqueId", Required = true };
        var documents = new Option<string[]>("--document") { Description = "uniqueId of a document; may be repeated", Required = true };
        var home = new Option<string?>("--home") { Description = "The community, urn:oid:…; needed with /xca/initiating" };
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder for the documents", DefaultValueFactory = _ => new DirectoryInfo(".") };
        var json = new Option<bool>("--json") { Description = "Answer as JSON" };
        foreach (var option in new Option[] { repository, documents, home, output, json }) command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            var wanted = parsed.GetValue(documents)!
                .Select(id => new DocumentRequest(parsed.GetValue(repository)!, id, parsed.GetValue(home))).ToValueList();
            var response = await client.Connect(parsed)
                .AskAsync(Iti43.Contract, new RetrieveDocumentSetRequest(wanted), "/xds/repository", cancellation).ConfigureAwait(false);
            var folder = parsed.GetValue(output)!;
            folder.Create();
            var saved = await Terminal.ProgressAsync(null, passed => SaveAsync(response.Documents, folder.FullName, passed, cancellation)).ConfigureAwait(false);
            if (parsed.GetValue(json)) WriteJson(response, saved);
            else WriteTable(response, saved);
            return response.Registry.Status == ResponseStatus.Success ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static async Task<List<Saved>> SaveAsync(
        IReadOnlyList<RetrievedDocument> documents, string folder, Action<long> passed, CancellationToken cancellation)
    {
        var saved = new List<Saved>();
        foreach (var document in documents)
        {
            var name = FileName(document.Request.DocumentUniqueId);
            // Two uniqueIds may differ only in what a file name cannot hold.
            for (var (plain, number) = (name, 2); saved.Exists(s => Path.GetFileNameWithoutExtension(s.File) == name); number++) name = $"{plain}-{number}";
            var counted = document with { Content = CountedStream.Around(document.Content, passed) };
            saved.Add(await SaveAsync(counted, Path.Combine(folder, name + Extension(document.MimeType)), cancellation).ConfigureAwait(false));
        }

        return saved;
    }

    // A uniqueId is any string; only what is safe in a file name goes into one.
    private static string FileName(string uniqueId) =>
        string.Concat(uniqueId.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_')).Trim('.');

    private static async Task<Saved> SaveAsync(RetrievedDocument document, string file, CancellationToken cancellation)
    {
        var part = file + ".part";
        long size = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        await using (var target = File.Create(part))
        await using (var source = await document.Content.Open(cancellation).ConfigureAwait(false))
        {
            var buffer = new byte[81920];
            for (int read; (read = await source.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0; size += read)
            {
                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            }
        }

        File.Move(part, file, overwrite: true);
        return new Saved(document.Request.DocumentUniqueId, document.MimeType, size, Convert.ToHexStringLower(hash.GetHashAndReset()), file);
    }

    private static string Extension(string mimeType) => mimeType switch
    {
        "text/xml" or "application/xml" => ".xml",
        "application/pdf" => ".pdf",
        "text/plain" => ".txt",
        "image/jpeg" => ".jpg",
        "application/dicom" => ".dcm",
        _ => ".bin",
    };

    private static void WriteTable(RetrieveDocumentSetResponse response, List<Saved> saved)
    {
        var table = Terminal.Table("Unique id", "MIME type", "Octets", "SHA-1", "File");
        foreach (var s in saved) Terminal.Row(table, s.UniqueId, s.MimeType, $"{s.Size:N0}", s.Sha1, s.File);
        Terminal.Write(response.Registry.Status, response.Registry.Errors, table, $"{Terminal.Count(saved.Count, "document", "documents")} retrieved");
    }

    private static void WriteJson(RetrieveDocumentSetResponse response, List<Saved> saved) => Console.WriteLine(JsonSerializer.Serialize(
        new { status = response.Registry.Status.ToString(), documents = saved, errors = response.Registry.Errors }, Terminal.Json));

    private sealed record Saved(string UniqueId, string MimeType, long Size, string Sha1, string File);
}
