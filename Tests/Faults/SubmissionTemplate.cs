using System.Net;
using System.Text;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>
/// An ITI-41 message as the product's own codec writes it, made once for each number of documents: a sender only puts ids into its text and octets into its
/// parts, which costs the machine next to nothing, so that what there is of it goes to the node.
/// </summary>
internal sealed class SubmissionTemplate
{
    /// <summary>The most documents of a submission.</summary>
    public const int MostDocuments = 5;

    private const string Serial = "7000000000000000", Patient = "PATIENT000", MessageId = "urn:x-ihenode-faults:message", Document = "@@document@@";
    private static readonly SubmissionTemplate[] All = [.. Enumerable.Range(1, MostDocuments).Select(Of)];
    private readonly string[] _texts;
    private readonly string _contentType;

    private SubmissionTemplate(string contentType, string message) => (_contentType, _texts) = (contentType, message.Split(Document));

    /// <summary>A patient's id: it is as long as any other.</summary>
    public static PatientId PatientIdOf(int number) => A.PatientId($"P{number:000000000}");

    /// <summary>The message of a submission.</summary>
    public static HttpContent Write(SentSubmission submission) => new Message(All[submission.Documents.Count - 1], submission);

    private static SubmissionTemplate Of(int documents)
    {
        var patient = A.PatientId(Patient);
        var set = A.SubmissionSet(patient) with { UniqueId = SentSubmission.UniqueIdOf(Serial, 0) };
        var entries = Enumerable.Range(1, documents).Select(place => A.DocumentEntry(patient) with
        {
            UniqueId = SentSubmission.UniqueIdOf(Serial, place),
            Hash = null,
            Size = null,
            RepositoryUniqueId = null,
        }).ToList();
        var message = WireMessage.OfAsync(
            Iti41.Contract,
            new(A.Submission([set, .. entries]), [.. entries.Select(entry => new AttachedDocument(entry.Id, Content.Of(Encoding.ASCII.GetBytes(Document))))]),
            MessageId).GetAwaiter().GetResult();
        return new(message.ContentType, Encoding.UTF8.GetString(message.Octets));
    }

    private sealed class Message : HttpContent
    {
        private readonly byte[][] _texts;
        private readonly SentSubmission _submission;

        public Message(SubmissionTemplate template, SentSubmission submission)
        {
            _submission = submission;
            _texts =
            [
                Encoding.UTF8.GetBytes(template._texts[0].Replace(Serial, submission.Serial, StringComparison.Ordinal)
                    .Replace(Patient, submission.Patient.Id, StringComparison.Ordinal)
                    .Replace(MessageId, $"{MessageId}:{submission.Serial}:{submission.Message}", StringComparison.Ordinal)),
                .. template._texts.Skip(1).Select(Encoding.UTF8.GetBytes),
            ];
            Headers.TryAddWithoutValidation("Content-Type", template._contentType);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _texts.Sum(text => (long)text.Length) + _submission.Size;
            return true;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(_texts[0], cancellationToken);
            foreach (var (document, text) in _submission.Documents.Zip(_texts.Skip(1)))
            {
                var buffer = new byte[(int)Math.Min(SeededOctets.Piece, document.Size)];
                for (var at = 0L; at < document.Size; at += SeededOctets.Piece)
                {
                    var piece = buffer.AsMemory(0, (int)Math.Min(SeededOctets.Piece, document.Size - at));
                    SeededOctets.Fill(document.Seed, at, piece.Span);
                    await stream.WriteAsync(piece, cancellationToken);
                }

                await stream.WriteAsync(text, cancellationToken);
            }
        }
    }
}
