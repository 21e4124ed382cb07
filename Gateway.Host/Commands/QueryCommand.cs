using System.CommandLine;
using System.Text.Json;
using System.Xml;
using IheNode.Core;

namespace IheNode.Gateway;

/// <summary><c>ihenode query</c>: asks a registry or an initiating gateway (ITI-18).</summary>
internal static class QueryCommand
{
    private static readonly Dictionary<string, string> Queries = new()
    {
        ["find-documents"] = Vocabulary.StoredQueryIds.FindDocuments,
        ["get-documents"] = Vocabulary.StoredQueryIds.GetDocuments,
        ["get-all"] = Vocabulary.StoredQueryIds.GetAll,
    };

    public static Command Create()
    {
        var command = new Command("query", "Asks a node's registry, or through its gateway all communities (ITI-18)");
        var client = new ClientOptions("The node, such as http://127.0.0.1:8080; with /xca/initiating at the end all communities are asked", command);
        var type = new Option<string>("--type") { Description = "Which stored query", DefaultValueFactory = _ => "find-documents" };
        type.AcceptOnlyFromAmong([.. Queries.Keys]);
        var patient = new Option<string?>("--patient") { Description = "The patient's id in the affinity domain: 'ID^^^&OID&ISO'" };
        var uuid = new Option<string[]>("--uuid") { Description = "entryUUID, for get-documents; may be repeated", DefaultValueFactory = _ => [] };
        var uniqueId = new Option<string[]>("--unique-id") { Description = "uniqueId, for get-documents; may be repeated", DefaultValueFactory = _ => [] };
        var status = new Option<string>("--status") { Description = "approved, deprecated or all", DefaultValueFactory = _ => "approved" };
        status.AcceptOnlyFromAmong("approved", "deprecated", "all");
        var home = new Option<string?>("--home") { Description = "Only this community: its homeCommunityId, urn:oid:…" };
        var references = new Option<bool>("--references") { Description = "Only references (ObjectRef), not whole entries" };
        var json = new Option<bool>("--json") { Description = "Answer as JSON" };
        var xml = new Option<bool>("--xml") { Description = "Answer as the XML of the standard" };
        foreach (var option in new Option[] { type, patient, uuid, uniqueId, status, home, references, json, xml }) command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            var parameters = new List<QueryParameter>();
            var kind = parsed.GetValue(type)!;
            if (kind == "get-documents") AddIds(parameters, parsed.GetValue(uuid)!, parsed.GetValue(uniqueId)!);
            else AddPatient(parameters, kind, parsed.GetValue(patient), parsed.GetValue(status)!);
            var request = new AdhocQueryRequest(
                Queries[kind], parsed.GetValue(references) ? ReturnType.ObjectRef : ReturnType.LeafClass, parameters.ToValueList())
            {
                HomeCommunityId = parsed.GetValue(home),
            };
            var response = await client.Connect(parsed).AskAsync(Iti18.Contract, request, "/xds/registry", cancellation).ConfigureAwait(false);
            if (parsed.GetValue(xml)) WriteXml(request, response);
            else if (parsed.GetValue(json)) WriteJson(response);
            else WriteTable(response);
            return response.Status == ResponseStatus.Failure ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }

    private static void AddIds(List<QueryParameter> parameters, string[] uuids, string[] uniqueIds)
    {
        if (uuids.Length + uniqueIds.Length == 0) throw new CommandException("--uuid or --unique-id: get-documents needs one of them.", ExitCode.Usage);
        if (uuids.Length > 0) parameters.Add(new(Vocabulary.QueryParameterNames.DocumentEntryUuid, uuids.ToValueList()));
        if (uniqueIds.Length > 0) parameters.Add(new(Vocabulary.QueryParameterNames.DocumentEntryUniqueId, uniqueIds.ToValueList()));
    }

    private static void AddPatient(List<QueryParameter> parameters, string kind, string? patient, string status)
    {
        if (patient is null) throw new CommandException($"--patient: {kind} needs it.", ExitCode.Usage);
        var id = SubmitCommand.PatientOf(patient, "--patient");
        ValueList<string> statuses = status switch
        {
            "approved" => [Vocabulary.Approved],
            "deprecated" => [Vocabulary.Deprecated],
            _ => [Vocabulary.Approved, Vocabulary.Deprecated],
        };
        parameters.Add(new(kind == "get-all" ? Vocabulary.QueryParameterNames.PatientId : Vocabulary.QueryParameterNames.DocumentEntryPatientId, [id.Text]));
        parameters.Add(new(Vocabulary.QueryParameterNames.DocumentEntryStatus, statuses));
        if (kind != "get-all") return;
        parameters.Add(new(Vocabulary.QueryParameterNames.SubmissionSetStatus, statuses));
        parameters.Add(new(Vocabulary.QueryParameterNames.FolderStatus, statuses));
    }

    private static void WriteTable(AdhocQueryResponse response)
    {
        if (response.Objects.ObjectRefs.Count > 0)
        {
            var references = Terminal.Table("Reference", "Community");
            foreach (var reference in response.Objects.ObjectRefs) Terminal.Row(references, reference.Id, reference.HomeCommunityId);
            Terminal.Write(response.Status, response.Errors, references, Terminal.Count(references.Rows.Count, "reference", "references"));
            return;
        }

        var table = Terminal.Table("Title", "Created", "Type", "MIME type", "Community", "Repository", "Unique id");
        foreach (var entry in response.Objects.DocumentEntries)
        {
            Terminal.Row(table, Terminal.TitleOf(entry), entry.CreationTime?.Text, entry.TypeCode?.DisplayName ?? entry.TypeCode?.Value,
                entry.MimeType, entry.HomeCommunityId, entry.RepositoryUniqueId, entry.UniqueId);
        }

        foreach (var item in response.Objects.Objects.Where(o => o is not DocumentEntry))
            Terminal.Row(table, Terminal.TitleOf(item), "", item.GetType().Name, "", item.HomeCommunityId, "", (item as PatientObject)?.UniqueId ?? item.Id);
        Terminal.Write(response.Status, response.Errors, table, Terminal.Count(table.Rows.Count, "object", "objects"));
    }

    private static void WriteJson(AdhocQueryResponse response) => Console.WriteLine(JsonSerializer.Serialize(new
    {
        status = response.Status.ToString(),
        objects = response.Objects.Objects.Select(o => (object)o),
        references = response.Objects.ObjectRefs,
        errors = response.Errors,
    }, Terminal.Json));

    private static void WriteXml(AdhocQueryRequest request, AdhocQueryResponse response)
    {
        using var writer = XmlWriter.Create(Console.Out, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true });
        var exchange = new Exchange { MessageId = "", Time = DateTimeOffset.UnixEpoch, Endpoint = "" };
        Iti18.Contract.Soap!.WriteResponse(writer, response, request, exchange, new AttachmentSink());
        writer.Flush();
        Console.WriteLine();
    }
}
