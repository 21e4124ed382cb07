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
/// One Kestrel over a filled registry: <c>/registry</c> answers as the node does, but without audit and authorisation; <c>/find?of=</c> and <c>/get?of=</c> read the
/// same rows by the same statements and copy ready ebRIM.
/// </summary>
internal static class GrowthHost
{
    private static readonly Dictionary<string, byte[]> Answers = [];

    public static Command Create()
    {
        var database = new Option<string>("--database") { Description = "Npgsql connection string, or the file of a SQLite database", Required = true };
        var command = new Command("growth-host", "A filled registry with bare handlers beside it in one Kestrel; growth starts it") { database };
        command.SetAction(async (parsed, stop) =>
        {
            using var rows = Database.Open(FillCommand.EngineOf(parsed.GetValue(database)!), typeof(RegistryActor).Assembly);
            var profile = ProfileReader.Read(Path.Combine(AppContext.BaseDirectory, "profiles", "connectathon.json"), new Dictionary<string, string>(), []);
            profile = profile with { Limits = profile.Limits with { QueryResults = 1_000_000 } };
            await ServeAsync(rows, profile, new RegistryActor(profile, rows, TimeProvider.System), stop).ConfigureAwait(false);
            return 0;
        });
        return command;
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
            Answers[Of(http)] = octets.ToArray();
        });
        app.MapPost("/find", http => CopyAsync(http, Answers["find"], rows, FilledRegistry.EntriesEach, FindAsync));
        app.MapPost("/get", http => CopyAsync(http, Answers["get"], rows, 1, GetAsync));
        await app.StartAsync(stop).ConfigureAwait(false);
        Console.WriteLine($"ready {app.Urls.First()}");
        var parent = Task.Run(Console.In.ReadToEnd, CancellationToken.None);
        var told = new TaskCompletionSource();
        await using (stop.Register(told.SetResult)) await Task.WhenAny(parent, told.Task).ConfigureAwait(false);
        await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task CopyAsync(HttpContext http, byte[] answer, Database rows, int expected, Func<DbConnection, string, Task<List<byte[]>>> read)
    {
        await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted).ConfigureAwait(false);
        var of = Of(http);
        var bodies = await rows.ReadAsync(connection => read(connection, of), http.RequestAborted).ConfigureAwait(false);
        if (bodies.Count != expected) throw new InvalidOperationException($"{of}: {bodies.Count} rows.");
        http.Response.ContentType = "application/soap+xml; charset=utf-8";
        http.Response.ContentLength = answer.Length;
        // An entry at a time, as if each row had held its own ebRIM.
        var each = (answer.Length / expected) + 1;
        for (var from = 0; from < answer.Length; from += each) http.Response.BodyWriter.Write(answer.AsSpan(from, Math.Min(each, answer.Length - from)));
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<List<byte[]>> FindAsync(DbConnection connection, string of)
    {
        var patients = await connection.ReadPreparedAsync(
            "select patient from registry_patient where id = @id", [new("@id", PatientId.Of(of, Sample.AffinityDomain).Text!)], row => row.GetInt64(0), default)
            .ConfigureAwait(false);
        return await connection.ReadPreparedAsync(
            """
            select o.number, o.status, o.version, o.logical_id, o.availability, o.body from registry_document_entry o
            where o.patient = @patient and o.number >= @from and o.number < @to and o.status in (1) and o.on_demand = 0
            order by o.number limit 10001
            """,
            [new("@patient", patients[0]), new("@from", ObjectNumber.Of(patients[0], 0)), new("@to", ObjectNumber.Of(patients[0] + 1, 0))],
            row => row.GetFieldValue<byte[]>(5), default).ConfigureAwait(false);
    }

    private static async Task<List<byte[]>> GetAsync(DbConnection connection, string of)
    {
        var numbers = await connection.ReadPreparedAsync(
            "select number from registry_object where uuid = @uuid", [new("@uuid", RegistryStore.UuidBytes(of))], row => row.GetInt64(0), default).ConfigureAwait(false);
        var patient = ObjectNumber.Patient(numbers[0]);
        var bodies = await connection.ReadPreparedAsync(
            """
            select o.number, o.status, o.version, o.logical_id, o.availability, o.body from registry_document_entry o
            where o.patient = @patient and o.number = @number
            """,
            [new("@patient", patient), new("@number", numbers[0])], row => row.GetFieldValue<byte[]>(5), default).ConfigureAwait(false);
        await connection.ReadPreparedAsync(
            "select id from registry_patient where patient = @patient", [new("@patient", patient)], row => row.GetString(0), default).ConfigureAwait(false);
        return bodies;
    }

    private static string Of(HttpContext http) => http.Request.Query["of"].ToString();
}
