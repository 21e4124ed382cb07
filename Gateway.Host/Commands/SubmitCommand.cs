using System.CommandLine;
using System.Text.Json;
using IheNode.Core;

namespace IheNode.Gateway;

/// <summary><c>ihenode submit</c>: provides documents to a repository (ITI-41).</summary>
internal static class SubmitCommand
{
    public static Command Create()
    {
        var command = new Command("submit", "Submits documents to a node's repository (ITI-41)");
        var client = new ClientOptions("The node, such as http://127.0.0.1:8080", command);
        var patient = new Option<string>("--patient") { Description = "The patient's id in the affinity domain: 'ID^^^&OID&ISO'", Required = true };
        var sourcePatient = new Option<string?>("--source-patient") { Description = "The patient's id at the source [default: as --patient]" };
        var sourceId = new Option<string>("--source-id") { Description = "OID of the document source", DefaultValueFactory = _ => "2.999.1.1" };
        var institution = new Option<string>("--author-institution") { Description = "Name of the author's institution", DefaultValueFactory = _ => "IheNode" };
        var title = new Option<string?>("--title") { Description = "Title of the documents [default: the file's name]" };
        var mimeType = new Option<string?>("--mime-type") { Description = "MIME type of the documents [default: by the file's ending]" };
        var codes = new CodeOptions(command);
        var json = new Option<bool>("--json") { Description = "Answer as JSON" };
        var files = new Argument<FileInfo[]>("FILE") { Description = "The documents", Arity = ArgumentArity.OneOrMore };
        foreach (var option in new Option[] { patient, sourcePatient, sourceId, institution, title, mimeType, json }) command.Options.Add(option);
        command.Arguments.Add(files);
        command.SetAction(async (parsed, cancellation) =>
        {
            var submitter = new Submitter(
                PatientOf(parsed.GetValue(patient)!, "--patient"),
                PatientOf(parsed.GetValue(sourcePatient) ?? parsed.GetValue(patient)!, "--source-patient"),
                parsed.GetValue(sourceId)!, parsed.GetValue(institution)!);
            var documentCodes = codes.Read(parsed);
            var documents = parsed.GetValue(files)!
                .Select(file => Document(file, parsed.GetValue(title), parsed.GetValue(mimeType), documentCodes)).ToList();
            var request = Submission.Of(submitter, documents, DateTimeOffset.UtcNow);
            var response = await Terminal.ProgressAsync(documents.Sum(d => d.Content.Length ?? 0), passed => client.Connect(parsed).AskAsync(
                Iti41.Contract, Counted(request, passed), "/xds/repository", cancellation)).ConfigureAwait(false);
            return Report(request, response, parsed.GetValue(json));
        });
        return command;
    }

    /// <summary>An id as a person gives it: with the name of its authority's namespace, too, as systems show it.</summary>
    internal static PatientId PatientOf(string text, string option)
    {
        var patient = text.EndsWith("&ISO", StringComparison.Ordinal) ? Terminal.WithoutNamespace(new PatientId(text)) : new PatientId(text);
        return patient.IsValid ? patient : throw new CommandException($"{option}: '{text}' is not of the form 'ID^^^&OID&ISO'.", ExitCode.Usage);
    }

    private static DocumentToSubmit Document(FileInfo file, string? title, string? mimeType, DocumentCodes codes)
    {
        if (!file.Exists) throw new CommandException($"{file} does not exist.", ExitCode.Usage);
        var content = new Content(_ => new ValueTask<Stream>(file.OpenRead()), file.Length);
        return new DocumentToSubmit(title ?? file.Name, mimeType ?? MimeType(file.Extension), content, codes);
    }

    private static ProvideAndRegisterDocumentSetRequest Counted(ProvideAndRegisterDocumentSetRequest request, Action<long> passed) =>
        request with { Documents = [.. request.Documents.Select(d => d with { Content = CountedStream.Around(d.Content, passed) })] };

    private static string MimeType(string extension) => extension.ToLowerInvariant() switch
    {
        ".xml" => "text/xml",
        ".pdf" => "application/pdf",
        ".txt" => "text/plain",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".png" => "image/png",
        ".dcm" => "application/dicom",
        ".hl7" => "x-application/hl7-v2+er7",
        ".json" => "application/json",
        _ => "application/octet-stream",
    };

    private static int Report(ProvideAndRegisterDocumentSetRequest request, RegistryResponse response, bool json)
    {
        var entries = request.Submission.Objects.DocumentEntries.ToList();
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                status = response.Status.ToString(),
                documents = entries.Select(e => new { title = Terminal.TitleOf(e), uniqueId = e.UniqueId, mimeType = e.MimeType }),
                errors = response.Errors.Select(e => new { e.Code, e.CodeContext, e.Location, e.IsWarning }),
            }, Terminal.Json));
        }
        else
        {
            var table = Terminal.Table("Title", "MIME type", "Unique id");
            var stored = response.Status == ResponseStatus.Success ? entries : [];
            foreach (var entry in stored) Terminal.Row(table, Terminal.TitleOf(entry), entry.MimeType, entry.UniqueId);
            Terminal.Write(response.Status, response.Errors, table, $"{Terminal.Count(stored.Count, "document", "documents")} submitted");
        }

        return response.Status == ResponseStatus.Success ? ExitCode.Done : ExitCode.Failed;
    }
}
