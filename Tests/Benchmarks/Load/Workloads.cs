using IheNode.Core;
using Spectre.Console;

namespace IheNode.Benchmarks;

/// <summary>What is measured: requests, made against a filled node, with the answers that the baseline repeats.</summary>
internal sealed class Workloads(ServerProcess node, Filling filling, LoadOptions options, string answers) : IDisposable
{
    private const int Kilobyte = 1024, Megabyte = 1024 * 1024, Gigabyte = 1024 * Megabyte;

    private static readonly (string Key, int Octets)[] Sizes = [("1kb", Kilobyte), ("100kb", 100 * Kilobyte), ("1mb", Megabyte), ("10mb", 10 * Megabyte), ("1gb", Gigabyte)];

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Records every answer that the chosen workloads need.</summary>
    public async Task<IReadOnlyList<Workload>> PrepareAsync(CancellationToken cancellation)
    {
        var all = new List<(string Key, Func<Task<Workload>> Prepare)> { ("iti18", () => QueryAsync("iti18", cancellation)) };
        foreach (var (size, octets) in Sizes) all.Add(($"iti41-{size}", () => SubmitAsync($"iti41-{size}", octets, cancellation)));
        foreach (var (size, octets) in Sizes) all.Add(($"iti43-{size}", () => RetrieveAsync($"iti43-{size}", octets, cancellation)));
        var chosen = new List<Workload>();
        foreach (var (key, prepare) in all)
            if (options.Only.Count == 0 || options.Only.Any(o => key.StartsWith(o, StringComparison.OrdinalIgnoreCase))) chosen.Add(await prepare().ConfigureAwait(false));
        return chosen;
    }

    /// <summary>The request for one document.</summary>
    public static Task<SoapMessage> RetrieveOfAsync(string uniqueId, CancellationToken cancellation) =>
        SoapMessage.WriteAsync(Iti43.Contract, new RetrieveDocumentSetRequest([new(Sample.Repository, uniqueId)]), cancellation);

    public void Dispose() => _http.Dispose();

    private async Task<Workload> QueryAsync(string key, CancellationToken cancellation)
    {
        var query = new AdhocQueryRequest(
            Vocabulary.StoredQueryIds.FindDocuments,
            ReturnType.LeafClass,
            [
                new("$XDSDocumentEntryPatientId", [Sample.Patient(Filling.Listed).Text]),
                new("$XDSDocumentEntryStatus", [Vocabulary.Approved]),
            ]);
        var request = await SoapMessage.WriteAsync(Iti18.Contract, query, cancellation).ConfigureAwait(false);
        var answer = await RecordAsync(key, "/xds/registry", request, null, cancellation).ConfigureAwait(false);
        return new(
            key, $"ITI-18, {Filling.ListedEntries} entries, {answer.Octets.Length / 1024} KB", "/xds/registry", request,
            [new("answer from memory", $"/static/{key}")], 0, options.Clients) { AnswerBytes = answer.Octets.Length };
    }

    // Two transfers of 10 MB at a time keep two cores busy; more would only make the end of a slice ragged.
    private int ClientsOf(int size) => Math.Min(options.Clients, size switch { >= Gigabyte => 1, >= 10 * Megabyte => 2, _ => int.MaxValue });

    private static string Size(int octets) => octets >= Gigabyte ? $"{octets / Gigabyte} GB" : octets >= Megabyte ? $"{octets / Megabyte} MB" : $"{octets / Kilobyte} KB";

    private async Task<Workload> SubmitAsync(string key, int size, CancellationToken cancellation)
    {
        var submission = Sample.Submission(
            Sample.Patient(Filling.Busy), SoapMessage.Placeholder, [Content.Of(Filling.Document(size, SoapMessage.Placeholder))]);
        var request = await SoapMessage.WriteAsync(Iti41.Contract, submission, cancellation).ConfigureAwait(false);
        await RecordAsync(key, "/xds/repository", request, null, cancellation).ConfigureAwait(false);
        // What is large enough to fill the disk's queue by itself gains nothing by sharing an fsync.
        var grouped = size < Megabyte ? [new("file, fsync, own transaction", $"/filerow/{key}"), new("segment, shared fsync and commit", $"/segment/{key}")] : Array.Empty<BareWork>();
        return new(
            key, $"ITI-41, {Size(size)}", "/xds/repository", request,
            [new("parts read, dropped", $"/discard/{key}"), new("file written, fsync", $"/keep/{key}"), .. grouped], size, ClientsOf(size));
    }

    private async Task<Workload> RetrieveAsync(string key, int size, CancellationToken cancellation)
    {
        var resident = node.ResidentBytes;
        node.ForgetPeak();
        var (uniqueId, document) = await filling.SubmitAsync(size, cancellation).ConfigureAwait(false);
        var submitted = node.PeakBytes;
        var request = await RetrieveOfAsync(uniqueId, cancellation).ConfigureAwait(false);
        node.ForgetPeak();
        var answer = await RecordAsync(key, "/xds/repository", request, document, cancellation).ConfigureAwait(false);
        AnsiConsole.MarkupLine(
            $"first document of {Size(size)}: resident {LoadRun.Megabytes(resident)} MB before, at most {LoadRun.Megabytes(submitted)} MB while ITI-41 takes it, "
            + $"{LoadRun.Megabytes(node.PeakBytes)} MB while ITI-43 gives it");
        return new(key, $"ITI-43, {Size(size)}", "/xds/repository", request, [new("SendFile", $"/file/{key}")], size, ClientsOf(size)) { AnswerBytes = answer.Octets.Length };
    }

    private async Task<Recording> RecordAsync(string key, string path, SoapMessage request, byte[]? document, CancellationToken cancellation)
    {
        var answer = await Recording.OfAsync(_http, new Uri(node.Address("http"), path), request, cancellation).ConfigureAwait(false);
        answer.RequireSuccess(key);
        answer.Save(answers, key, document);
        return answer;
    }
}
