using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using IheNode.Core;
using Spectre.Console;

namespace IheNode.Benchmarks;

/// <summary><c>queries</c>: ITI-18 without audit beside bare handlers in the same process, and the memory of large answers.</summary>
internal static class QueriesCommand
{
    public static Command Create()
    {
        var seconds = new Option<double>("--seconds") { Description = "Seconds of one slice", DefaultValueFactory = _ => 4 };
        var rounds = new Option<int>("--rounds") { Description = "Slices of each side, taken in turn", DefaultValueFactory = _ => 5 };
        var clients = new Option<int>("--clients") { Description = "Connections that ask at the same time", DefaultValueFactory = _ => 8 };
        var large = new Option<int>("--large") { Description = "Entries of a patient whose documents are all asked for; 0 = none", DefaultValueFactory = _ => 0 };
        var database = new Option<string?>("--database") { Description = "Npgsql connection string of an empty database; SQLite when absent" };
        var command = new Command("queries", "Sets ITI-18 without audit beside bare handlers that read the same rows or none") { seconds, rounds, clients, large, database };
        command.SetAction(async (parsed, stop) =>
        {
            var folder = Directory.CreateTempSubdirectory("ihenode-queries-");
            try
            {
                await using var host = await ServerProcess.StartAsync(
                    "IheNode.Benchmarks.dll",
                    [
                        "query-host", "--database", parsed.GetValue(database) ?? Path.Combine(folder.FullName, "rows.db"),
                        "--large", parsed.GetValue(large).ToString(CultureInfo.InvariantCulture),
                    ],
                    ["http"], stop).ConfigureAwait(false);
                await RunAsync(host, TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rounds), parsed.GetValue(clients), stop).ConfigureAwait(false);
                if (parsed.GetValue(large) > 0) await LargeAsync(host, stop).ConfigureAwait(false);
            }
            finally
            {
                folder.Delete(recursive: true);
            }

            return 0;
        });
        return command;
    }

    private static async Task RunAsync(ServerProcess host, TimeSpan slice, int rounds, int clients, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        var request = await QueryAsync(QueryHost.Listed, cancellation).ConfigureAwait(false);
        var answer = await Recording.OfAsync(http, new Uri(host.Address("http"), "/registry"), request, cancellation).ConfigureAwait(false);
        answer.RequireSuccess("ITI-18");
        using (var recorded = await http.PostAsync(new Uri(host.Address("http"), "/record"), new ByteArrayContent(answer.Octets), cancellation).ConfigureAwait(false))
            recorded.EnsureSuccessStatusCode();
        var workload = new Workload("queries", $"ITI-18 without audit, {answer.Octets.Length / 1024} KB", "/registry", request, [], 0, clients)
        {
            AnswerBytes = answer.Octets.Length,
        };
        Side[] sides = [.. new[] { "registry", "sql", "static" }.Select(name => new Side(name, host, new Uri(host.Address("http"), "/" + name)))];
        foreach (var side in sides) await side.RunAsync(workload, slice, cancellation).ConfigureAwait(false);
        foreach (var side in sides) side.Results.Clear();
        var resident = host.ResidentBytes;
        host.ForgetPeak();
        for (var round = 0; round < rounds; round++)
            foreach (var side in round % 2 == 0 ? sides : Enumerable.Reverse(sides)) await side.RunAsync(workload, slice, cancellation).ConfigureAwait(false);
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, Report.Width);
        Report.Write([new(workload, sides[0], sides[1..], resident, host.PeakBytes, host.PeakBytes)], "No audit, no authorisation; all sides in one process.");
    }

    private static async Task LargeAsync(ServerProcess host, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
        foreach (var name in new[] { "FindDocuments", "GetAll" })
        {
            var request = await QueryAsync(QueryHost.Large, cancellation, name == "GetAll").ConfigureAwait(false);
            var resident = host.ResidentBytes;
            host.ForgetPeak();
            var begun = Stopwatch.GetTimestamp();
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address("http"), "/registry")) { Content = new ByteArrayContent(request.Octets) };
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            await using var closing = stream.ConfigureAwait(false);
            var buffer = new byte[128 * 1024];
            long length = 0;
            while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var count and > 0) length += count;
            AnsiConsole.MarkupLine(
                $"{name}: {length / 1048576} MB in {Stopwatch.GetElapsedTime(begun).TotalSeconds:N1} s; resident {LoadRun.Megabytes(resident)} MB before, at most {LoadRun.Megabytes(host.PeakBytes)} MB");
        }
    }

    private static Task<SoapMessage> QueryAsync(int patient, CancellationToken cancellation, bool all = false)
    {
        ValueList<string> approved = [Vocabulary.Approved];
        ValueList<string> id = [Sample.Patient(patient).Text];
        return SoapMessage.WriteAsync(
            Iti18.Contract,
            new AdhocQueryRequest(all ? Vocabulary.StoredQueryIds.GetAll : Vocabulary.StoredQueryIds.FindDocuments, ReturnType.LeafClass, all
                ?
                [
                    new("$patientId", id), new("$XDSDocumentEntryStatus", approved), new("$XDSSubmissionSetStatus", approved), new("$XDSFolderStatus", approved),
                ]
                : [new("$XDSDocumentEntryPatientId", id), new("$XDSDocumentEntryStatus", approved)]),
            cancellation);
    }
}
