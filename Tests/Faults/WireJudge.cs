using System.Security.Cryptography;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>Says from outside, over the wire, what a node holds.</summary>
internal sealed class WireJudge(NodeProcess node)
{
    private const int DocumentsAtOnce = 40;
    private const long OctetsAtOnce = 32 << 20;
    private readonly Answer<AdhocQueryRequest, AdhocQueryResponse> _query = node.Remote(Iti18.Contract, node.Registry);
    private readonly Answer<RetrieveDocumentSetRequest, RetrieveDocumentSetResponse> _retrieve = node.Remote(Iti43.Contract, "/xds/repository");

    /// <summary>Whether the registry has a submission whole (true) or nothing of it (false); null = a part of it, which must never be.</summary>
    public async Task<bool?> IsRegisteredAsync(SentSubmission submission, CancellationToken cancellation)
    {
        var found = await AskAsync(Vocabulary.StoredQueryIds.GetSubmissionSetAndContents, "$XDSSubmissionSetUniqueId", [submission.UniqueId], cancellation);
        var entries = (await AskAsync(
            Vocabulary.StoredQueryIds.GetDocuments, Vocabulary.QueryParameterNames.DocumentEntryUniqueId, submission.Documents.Select(d => d.UniqueId), cancellation)).DocumentEntries.Count();
        var documents = submission.Documents.Count;
        if (found.Objects.Count == 0 && entries == 0) return false;
        return found.SubmissionSets.Count() == 1 && found.DocumentEntries.Count() == documents && found.Associations.Count() == documents && entries == documents ? true : null;
    }

    /// <summary>Looks for each document in the registry, once, and retrieves its octets; gives a sentence for each that is not as it was sent.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(IEnumerable<SentDocument> documents, CancellationToken cancellation)
    {
        var missing = new List<string>();
        // GetDocuments answers for one patient at a time.
        foreach (var some in documents.GroupBy(document => document.Patient).SelectMany(Portions))
        {
            var registered = (await AskAsync(
                Vocabulary.StoredQueryIds.GetDocuments, Vocabulary.QueryParameterNames.DocumentEntryUniqueId, some.Select(d => d.UniqueId), cancellation))
                .DocumentEntries.ToLookup(entry => entry.UniqueId!);
            var hashes = some.ToDictionary(d => d.UniqueId, d => d.Sha1);
            missing.AddRange(some.Where(d => registered[d.UniqueId].Count() != 1).Select(d => $"{d.UniqueId}: {registered[d.UniqueId].Count()} entries in the registry"));
            missing.AddRange(
                from d in some
                from entry in registered[d.UniqueId]
                where entry.Hash != hashes[d.UniqueId] || entry.Size != $"{d.Size}"
                select $"{d.UniqueId}: the entry says {entry.Hash}, {entry.Size} octets; sent were {hashes[d.UniqueId]}, {d.Size} octets");
            missing.AddRange(await UnequalAsync(some, hashes, cancellation));
        }

        return missing;
    }

    /// <summary>Which of these documents the repository gives although it must not.</summary>
    public async Task<IReadOnlyList<string>> GivenAsync(IReadOnlyCollection<SentDocument> documents, CancellationToken cancellation)
    {
        if (documents.Count == 0) return [];
        var answer = await _retrieve(Request(documents), A.Exchange(), cancellation);
        foreach (var given in answer.Documents) await HashAsync(given.Content, cancellation);
        return [.. answer.Documents.Select(given => $"{given.Request.DocumentUniqueId}: given, although its submission was not registered")];
    }

    /// <summary>Whether a document whose stored octets are damaged is withheld: told as an error, or cut off before its end.</summary>
    public async Task<bool> IsWithheldAsync(string uniqueId, CancellationToken cancellation)
    {
        try
        {
            var answer = await _retrieve(new([new(A.Repository, uniqueId)]), A.Exchange(), cancellation);
            foreach (var given in answer.Documents) await HashAsync(given.Content, cancellation);
            return answer.Documents.Count == 0 && answer.Registry.Errors.Count == 1;
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException or MalformedMessageException)
        {
            return true;
        }
    }

    private static IEnumerable<IReadOnlyList<SentDocument>> Portions(IEnumerable<SentDocument> documents)
    {
        var portion = new List<SentDocument>();
        foreach (var document in documents)
        {
            if (portion.Count > 0 && (portion.Count == DocumentsAtOnce || portion.Sum(d => d.Size) + document.Size > OctetsAtOnce))
            {
                yield return portion;
                portion = [];
            }

            portion.Add(document);
        }

        if (portion.Count > 0) yield return portion;
    }

    private static RetrieveDocumentSetRequest Request(IEnumerable<SentDocument> documents) => new([.. documents.Select(d => new DocumentRequest(A.Repository, d.UniqueId))]);

    private static async Task<(string Sha1, long Size)> HashAsync(Content content, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        await using var stream = await content.Open(cancellation);
        var buffer = new byte[SeededOctets.Piece];
        var size = 0L;
        while (await stream.ReadAsync(buffer, cancellation) is var read and > 0)
        {
            hash.AppendData(buffer, 0, read);
            size += read;
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset()), size);
    }

    private async Task<IReadOnlyList<string>> UnequalAsync(
        IReadOnlyList<SentDocument> documents, Dictionary<string, string> hashes, CancellationToken cancellation)
    {
        var answer = await _retrieve(Request(documents), A.Exchange(), cancellation);
        var sent = documents.ToDictionary(d => d.UniqueId);
        var unequal = answer.Registry.Errors.Select(error => $"ITI-43: {error.Code} {error}").ToList();
        foreach (var given in answer.Documents)
        {
            if (!sent.Remove(given.Request.DocumentUniqueId, out var document)) unequal.Add($"{given.Request.DocumentUniqueId}: given without having been asked for");
            else if (await HashAsync(given.Content, cancellation) is var (sha1, size) && (sha1 != hashes[document.UniqueId] || size != document.Size))
                unequal.Add($"{document.UniqueId}: given were {sha1}, {size} octets; sent were {hashes[document.UniqueId]}, {document.Size} octets");
        }

        return [.. unequal, .. sent.Keys.Select(uniqueId => $"{uniqueId}: not given")];
    }

    private async Task<RegistryObjectList> AskAsync(string query, string parameter, IEnumerable<string> values, CancellationToken cancellation)
    {
        var answer = await _query(new(query, ReturnType.LeafClass, [new(parameter, [.. values])]), A.Exchange(), cancellation);
        return answer.Status == ResponseStatus.Success ? answer.Objects : throw new InvalidOperationException($"ITI-18 is refused: {answer.Errors}");
    }
}
