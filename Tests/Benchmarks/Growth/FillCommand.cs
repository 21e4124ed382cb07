using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using IheNode.Core;
using IheNode.Platform;
using IheNode.Registry;

namespace IheNode.Benchmarks;

/// <summary><c>fill</c>: an empty registry database gets millions of entries in bulk; <c>submissions</c>: as many come as messages, for <c>ihenode registry load</c>.</summary>
internal static class FillCommand
{
    public static Command Create()
    {
        var database = new Option<string>("--database") { Description = "Npgsql connection string of an empty database, or the file of a SQLite database", Required = true };
        var entries = new Option<long>("--entries") { Description = "How many entries", DefaultValueFactory = _ => 1_000_000 };
        var large = new Option<int>("--large") { Description = "Entries of one more patient, who has many", DefaultValueFactory = _ => 5000 };
        var command = new Command("fill", "Writes the rows of a large registry in bulk, past the registry's rules") { database, entries, large };
        command.SetAction(parsed =>
        {
            var place = parsed.GetValue(database)!;
            using (Database.Open(EngineOf(place), typeof(RegistryActor).Assembly))
            {
            }

            var registry = new FilledRegistry(parsed.GetValue(entries) / FilledRegistry.EntriesEach, parsed.GetValue(large) / FilledRegistry.DocumentsEach);
            using IBulkRows rows = IsServer(place) ? new PostgreSqlRows(place) : new SqliteRows(place);
            Fill(registry, rows);
        });
        return command;
    }

    public static Command CreateSubmissions()
    {
        var entries = new Option<long>("--entries") { Description = "How many entries they bring", DefaultValueFactory = _ => 100_000 };
        var command = new Command("submissions", "Writes ITI-42 messages to standard output, each ended by an octet of zero, as ihenode registry load reads them") { entries };
        command.SetAction(async (parsed, stop) =>
        {
            await using var output = Console.OpenStandardOutput();
            foreach (var (patient, _, serial) in new FilledRegistry(parsed.GetValue(entries) / FilledRegistry.EntriesEach, 0).Submissions())
            {
                var message = await SoapMessage.WriteAsync(
                    Iti42.Contract, new SubmitObjectsRequest(new RegistryObjectList(FilledRegistry.Submission(new(patient, serial)))), stop).ConfigureAwait(false);
                await output.WriteAsync(message.Octets, stop).ConfigureAwait(false);
                output.WriteByte(0);
            }
        });
        return command;
    }

    /// <summary>Whether a place names a server and no file.</summary>
    public static bool IsServer(string place) => place.Contains('=', StringComparison.Ordinal);

    /// <summary>The engine behind a connection string or file.</summary>
    public static DatabaseEngine EngineOf(string place) => IsServer(place) ? new PostgreSql(place) : new Sqlite(place);

    private static void Fill(FilledRegistry registry, IBulkRows bulk)
    {
        var (begun, rows, done) = (Stopwatch.GetTimestamp(), new FilledRows(bulk), 0L);
        for (var patient = 0L; patient < registry.Patients; patient++) rows.AddPatient(patient, FilledRegistry.SubmissionsEach);
        rows.AddPatient(registry.Patients, registry.LargeSubmissions);
        foreach (var (patient, round, serial) in registry.Submissions())
        {
            rows.AddSubmission(new(patient, serial), round);
            if (++done % 100_000 == 0) Tell(done * FilledRegistry.DocumentsEach);
        }

        bulk.Complete();
        Tell(registry.Entries);

        void Tell(long entries) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{entries:N0} entries after {Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} s"));
    }
}
