using System.CommandLine;
using System.Text.Json;
using IheNode.Core;

namespace IheNode.Gateway;

/// <summary><c>ihenode patient add|find|ids</c>: feeds, searches and cross-references people (ITI-8, 21/47, 9/45).</summary>
internal static class PatientCommand
{
    private const string Where = "The node: mllp://127.0.0.1:2575 for HL7 v2, http://127.0.0.1:8080 for HL7 v3";

    public static Command Create() =>
        new("patient", "Feeds, searches and cross-references people") { Add(), Find(), Ids() };

    private static Command Add()
    {
        var command = new Command("add", "Feeds one person's record to the PIX manager (ITI-8, over MLLP)");
        var client = new ClientOptions("The node, such as mllp://127.0.0.1:2575", command);
        var id = new Option<string>("--id") { Description = "The id at the facility: 'ID^^^&OID&ISO'", Required = true };
        var person = new PersonOptions(command);
        command.Options.Add(id);
        command.SetAction(async (parsed, cancellation) =>
        {
            var patient = person.Read(parsed) with { Ids = [SubmitCommand.PatientOf(parsed.GetValue(id)!, "--id")] };
            if (patient.Names.Count == 0) throw new CommandException("--name or --kana: a record needs a name.", ExitCode.Usage);
            var response = await client.Connect(parsed).AskAsync(
                Iti8.Contract, new PatientFeed(PatientFeedEvent.Add, patient) { Trigger = "A04" }, "", cancellation).ConfigureAwait(false);
            Complain(response.Errors);
            if (response.Accepted) Console.WriteLine("accepted");
            return response.Accepted ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static Command Find()
    {
        var command = new Command("find", "Searches people by demographics (ITI-21 over MLLP, ITI-47 over HTTP)");
        var client = new ClientOptions(Where, command);
        var person = new PersonOptions(command);
        var domains = new Option<string[]>("--domain") { Description = "OID of a domain whose ids are wanted; may be repeated [default: all]", DefaultValueFactory = _ => [] };
        var json = new Option<bool>("--json") { Description = "Answer as JSON" };
        command.Options.Add(domains);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            var sought = person.Read(parsed);
            var query = new PatientDemographicsQuery
            {
                QueryId = Guid.NewGuid().ToString("N"),
                Names = sought.Names,
                FuzzyNames = sought.Names.Any(n => (n.Family + n.Given).Contains('*', StringComparison.Ordinal)),
                BirthTimeFrom = sought.BirthTime,
                BirthTimeTo = sought.BirthTime,
                Gender = sought.Gender,
                Telecom = sought.Telecoms.Count > 0 ? sought.Telecoms[0] : null,
                Domains = parsed.GetValue(domains)!.ToValueList(),
            };
            var node = client.Connect(parsed);
            var response = node.SpeaksEr7
                ? await node.AskAsync(Iti21.Contract, query, "", cancellation).ConfigureAwait(false)
                : await node.AskAsync(Iti47.Contract, query, "/pdq/supplier", cancellation).ConfigureAwait(false);
            Complain(response.Errors);
            if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(new { matches = response.Matches, errors = response.Errors }, Terminal.Json));
            else WriteTable(response);
            return response.Errors.Count == 0 ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static Command Ids()
    {
        var command = new Command("ids", "Gives a person's ids in other domains (ITI-9 over MLLP, ITI-45 over HTTP)");
        var client = new ClientOptions(Where, command);
        var id = new Option<string>("--id") { Description = "An id that is known: 'ID^^^&OID&ISO'", Required = true };
        var domains = new Option<string[]>("--domain") { Description = "OID of a domain whose ids are wanted; may be repeated [default: all]", DefaultValueFactory = _ => [] };
        var json = new Option<bool>("--json") { Description = "Answer as JSON" };
        foreach (var option in new Option[] { id, domains, json }) command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            var query = new PixQuery(SubmitCommand.PatientOf(parsed.GetValue(id)!, "--id"), parsed.GetValue(domains)!.ToValueList())
            {
                QueryId = Guid.NewGuid().ToString("N"),
            };
            var node = client.Connect(parsed);
            var response = node.SpeaksEr7
                ? await node.AskAsync(Iti9.Contract, query, "", cancellation).ConfigureAwait(false)
                : await node.AskAsync(Iti45.Contract, query, "/pix/manager", cancellation).ConfigureAwait(false);
            Complain(response.Errors);
            if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(new { ids = response.Ids, errors = response.Errors }, Terminal.Json));
            else foreach (var found in response.Ids) Console.WriteLine(Terminal.WithoutNamespace(found));
            return response.Errors.Count == 0 ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static void Complain(ValueList<PatientError> errors)
    {
        foreach (var error in errors) Console.Error.WriteLine($"error {error.Code} ({error.Where}): {error.Text}");
    }

    private static void WriteTable(PatientDemographicsQueryResponse response)
    {
        var table = Terminal.Table("Name", "Kana", "Born", "Sex", "Ids");
        foreach (var patient in response.Matches.Select(m => m.Patient))
        {
            var kana = patient.Names.FirstOrDefault(n => n.Representation == NameRepresentation.Phonetic);
            Terminal.Row(table, Terminal.NameOf(patient), kana is null ? "" : $"{kana.Family} {kana.Given}", patient.BirthTime?.Text, patient.Gender,
                string.Join('\n', patient.Ids.Select(Terminal.WithoutNamespace)));
        }

        if (table.Rows.Count > 0) Terminal.Out.Write(table);
        Console.WriteLine(Terminal.Count(response.Matches.Count, "person", "people"));
    }
}
