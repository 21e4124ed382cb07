using System.Buffers;
using System.CommandLine;
using System.Data.Common;
using System.Net;
using IheNode.Core;
using IheNode.Gateway;
using IheNode.Platform;
using IheNode.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IheNode.Benchmarks;

/// <summary>
/// One Kestrel over a filled registry that answers the same query in three ways: <c>/registry</c> as the node does, but without audit and authorisation;
/// <c>/sql</c> reads the same rows and copies ready ebRIM; <c>/static</c> answers from memory.
/// </summary>
internal static class QueryHost
{
    /// <summary>The patient who has <see cref="Filling.ListedEntries"/> entries, and the one who has many.</summary>
    public const int Listed = 0, Large = 1;

    private const int Others = 20, SubmissionsEach = 10;

    public static Command Create()
    {
        var database = new Option<string>("--database") { Description = "Npgsql connection string, or the file of a SQLite database", Required = true };
        var large = new Option<int>("--large") { Description = "Entries of the patient who has many", DefaultValueFactory = _ => 0 };
        var command = new Command("query-host", "A registry with baselines beside it in one Kestrel; queries starts it") { database, large };
        command.SetAction(async (parsed, stop) =>
        {
            var place = parsed.GetValue(database)!;
            using var rows = Database.Open(place.Contains('=', StringComparison.Ordinal) ? new PostgreSql(place) : new Sqlite(place), typeof(RegistryActor).Assembly);
            var profile = ProfileReader.Read(Path.Combine(AppContext.BaseDirectory, "profiles", "connectathon.json"), new Dictionary<string, string>(), []);
            profile = profile with { Limits = profile.Limits with { QueryResults = 1_000_000 } };
            var registry = new RegistryActor(profile, rows, TimeProvider.System);
            await FillAsync(registry, parsed.GetValue(large), stop).ConfigureAwait(false);
            await ServeAsync(rows, profile, registry, stop).ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    private static async Task FillAsync(RegistryActor registry, int large, CancellationToken cancellation)
    {
        for (var patient = 0; patient < 2 + Others; patient++) await registry.PatientFeed(Sample.Feed(patient), NewExchange(), cancellation).ConfigureAwait(false);
        await SubmitAsync(registry, Listed, Filling.ListedEntries, cancellation).ConfigureAwait(false);
        for (var sent = 0; sent < large; sent += 500) await SubmitAsync(registry, Large, Math.Min(500, large - sent), cancellation).ConfigureAwait(false);
        for (var patient = 2; patient < 2 + Others; patient++)
            for (var submission = 0; submission < SubmissionsEach; submission++) await SubmitAsync(registry, patient, 20, cancellation).ConfigureAwait(false);
    }

    private static async Task SubmitAsync(RegistryActor registry, int patient, int count, CancellationToken cancellation)
    {
        var documents = Enumerable.Repeat(Content.Of([]), count).ToList();
        var request = Sample.Submission(Sample.Patient(patient), SoapMessage.NextSerial(), documents).Submission;
        // What the repository adds.
        var objects = request.Objects.Objects.Select(o => o is DocumentEntry entry
            ? entry with { Hash = "da39a3ee5e6b4b0d3255bfef95601890afd80709", Size = "1024", RepositoryUniqueId = Sample.Repository }
            : o).ToValueList();
        var answer = await registry.RegisterDocumentSet(request with { Objects = new(objects) }, NewExchange(), cancellation).ConfigureAwait(false);
        if (answer.Status != ResponseStatus.Success) throw new InvalidOperationException($"A submission was refused: {string.Join(' ', answer.Errors)}");
    }

    private static async Task ServeAsync(Database rows, NodeProfile profile, RegistryActor registry, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        await using var app = builder.Build();
        SoapEndpoint.Map(app, "/registry", [Served.Of(Iti18.Contract, registry.StreamedStoredQuery)], profile.Limits, TimeProvider.System, _ => Requester.Node);
        app.MapPost("/record", async http =>
        {
            using var octets = new MemoryStream();
            await http.Request.Body.CopyToAsync(octets, http.RequestAborted).ConfigureAwait(false);
            Answer = octets.ToArray();
        });
        app.MapPost("/static", async http =>
        {
            await DrainAsync(http).ConfigureAwait(false);
            Head(http);
            await http.Response.Body.WriteAsync(Answer, http.RequestAborted).ConfigureAwait(false);
        });
        app.MapPost("/sql", async http =>
        {
            await DrainAsync(http).ConfigureAwait(false);
            var bodies = await rows.ReadAsync(ReadAsync, http.RequestAborted).ConfigureAwait(false);
            if (bodies.Count != Filling.ListedEntries) throw new InvalidOperationException($"{bodies.Count} rows.");
            Head(http);
            // An entry at a time, as if each row had held its own ebRIM.
            var each = (Answer.Length / bodies.Count) + 1;
            for (var from = 0; from < Answer.Length; from += each)
                http.Response.BodyWriter.Write(Answer.AsSpan(from, Math.Min(each, Answer.Length - from)));
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
        });
        await app.StartAsync(stop).ConfigureAwait(false);
        Console.WriteLine($"ready {app.Urls.First()}");
        var parent = Task.Run(Console.In.ReadToEnd, CancellationToken.None);
        var told = new TaskCompletionSource();
        await using (stop.Register(told.SetResult)) await Task.WhenAny(parent, told.Task).ConfigureAwait(false);
        await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static byte[] Answer { get; set; } = [];

    private static async Task<List<byte[]>> ReadAsync(DbConnection connection)
    {
        var patients = await connection.ReadPreparedAsync(
            "select patient from registry_patient where id = @id", [new("@id", Sample.Patient(Listed).Text)], row => row.GetInt64(0), default).ConfigureAwait(false);
        return await connection.ReadPreparedAsync(
            """
            select o.number, o.status, o.version, o.logical_id, o.availability, o.body from registry_document_entry o
            where o.patient = @patient and o.number >= @from and o.number < @to and o.status in (1) and o.on_demand = 0
            order by o.number limit 10001
            """,
            [new("@patient", patients[0]), new("@from", patients[0] << 24), new("@to", (patients[0] + 1) << 24)],
            row => row.GetFieldValue<byte[]>(5), default).ConfigureAwait(false);
    }

    private static void Head(HttpContext http)
    {
        http.Response.ContentType = "application/soap+xml; charset=utf-8";
        http.Response.ContentLength = Answer.Length;
    }

    private static Task DrainAsync(HttpContext http) => http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);

    private static Exchange NewExchange() => new() { MessageId = EntryUuid.From(Guid.NewGuid()), Time = DateTimeOffset.UtcNow, Endpoint = SoapNames.Anonymous };
}
