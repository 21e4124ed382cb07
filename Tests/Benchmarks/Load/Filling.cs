using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Benchmarks;

/// <summary>Puts patients and documents into a fresh node over the wire.</summary>
internal sealed class Filling(ServerProcess node) : IDisposable
{
    /// <summary>Entries of the patient whose documents are listed.</summary>
    public const int ListedEntries = 20;

    /// <summary>The patient who has exactly <see cref="ListedEntries"/> entries.</summary>
    public const int Listed = 0;

    /// <summary>The patient under whom the measured submissions are filed.</summary>
    public const int Busy = 1;

    private const int FirstOther = 2, Others = 20, SubmissionsEach = 10, DocumentsEach = 20;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Entries that stand in the registry before anything is measured.</summary>
    public static int Entries => ListedEntries + (Others * SubmissionsEach * DocumentsEach);

    /// <summary>Feeds the patients by ITI-8 over MLLP and submits their documents by ITI-41.</summary>
    public async Task FillAsync(CancellationToken cancellation)
    {
        var mllp = new MllpClient(node.Address("mllp"), null, [], TimeSpan.FromSeconds(60));
        for (var patient = 0; patient < FirstOther + Others; patient++) await FeedAsync(mllp, patient, cancellation).ConfigureAwait(false);
        await SubmitAsync(Sample.Patient(Listed), SoapMessage.NextSerial(), Small(ListedEntries), cancellation).ConfigureAwait(false);
        for (var patient = FirstOther; patient < FirstOther + Others; patient++)
        {
            for (var submission = 0; submission < SubmissionsEach; submission++)
                await SubmitAsync(Sample.Patient(patient), SoapMessage.NextSerial(), Small(DocumentsEach), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Submits one document of this size and gives its uniqueId.</summary>
    public async Task<(string UniqueId, byte[] Octets)> SubmitAsync(int size, CancellationToken cancellation)
    {
        var serial = SoapMessage.NextSerial();
        var octets = Document(size, serial);
        await SubmitAsync(Sample.Patient(Busy), serial, [Content.Of(octets)], cancellation).ConfigureAwait(false);
        return (Sample.UniqueId(1, serial), octets);
    }

    /// <summary>A document that begins with a serial, so that no two are alike; the rest cannot be compressed.</summary>
    public static byte[] Document(int size, string serial)
    {
        var octets = RandomNumberGenerator.GetBytes(size);
        Encoding.ASCII.GetBytes(serial, octets);
        return octets;
    }

    public void Dispose() => _http.Dispose();

    private static Content[] Small(int count) => [.. Enumerable.Range(0, count).Select(_ => Content.Of(Document(1024, SoapMessage.NextSerial())))];

    private static async Task FeedAsync(MllpClient mllp, int patient, CancellationToken cancellation)
    {
        var exchange = new Exchange { MessageId = $"LOAD{patient}", Time = DateTimeOffset.UtcNow, Endpoint = "IHENODE|IHENODE", ReplyTo = "LOAD|LOAD" };
        var er7 = Iti8.Contract.Er7!;
        var answer = er7.ReadResponse(await mllp.SendAsync(er7.WriteRequest(Sample.Feed(patient), exchange), cancellation).ConfigureAwait(false));
        if (!answer.Accepted) throw new InvalidOperationException($"The feed of patient {patient} was refused: {string.Join(' ', answer.Errors.Select(e => e.Text))}");
    }

    private async Task SubmitAsync(PatientId patient, string serial, IReadOnlyList<Content> documents, CancellationToken cancellation)
    {
        var message = await SoapMessage.WriteAsync(Iti41.Contract, Sample.Submission(patient, serial, documents), cancellation).ConfigureAwait(false);
        var answer = await Recording.OfAsync(_http, new Uri(node.Address("http"), "/xds/repository"), message, cancellation).ConfigureAwait(false);
        answer.RequireSuccess("ITI-41");
    }
}
