using System.Security.Cryptography;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>What a client knows of a submission that it sent.</summary>
internal enum Outcome
{
    /// <summary>Not sent yet.</summary>
    Waiting,

    /// <summary>Answered with Success.</summary>
    Acknowledged,

    /// <summary>The node died before it answered.</summary>
    Unknown,
}

/// <summary>One of many submissions: a set with two documents whose bytes follow from its number; some bytes are shared by many, some are large.</summary>
internal sealed class NumberedSubmission
{
    private readonly IReadOnlyList<(DocumentEntry Entry, byte[] Bytes)> _documents;

    public NumberedSubmission(int number, PatientId patient)
    {
        _documents = [(Entry(patient), Bytes(number % 5 == 0 ? 0 : number * 2, 3_000)), (Entry(patient), Bytes((number * 2) + 1, number % 50 == 1 ? 400_000 : 700))];
        Request = RepositoryRoom.Request([.. _documents]);
        Patient = patient;
    }

    public PatientId Patient { get; }

    public Outcome Outcome { get; set; }

    /// <summary>The message; it may be sent again.</summary>
    public ProvideAndRegisterDocumentSetRequest Request { get; }

    /// <summary>uniqueIds of its documents with their SHA-256.</summary>
    public IEnumerable<(string UniqueId, string Sha256)> Documents => _documents.Select(d => (d.Entry.UniqueId!, RepositoryRoom.Sha256(d.Bytes)));

    /// <summary>How many of its five objects (set, two entries, two memberships) an answer to GetAll has.</summary>
    public int CountIn(RegistryObjectList all)
    {
        var ours = Request.Submission.Objects.Objects.OfType<PatientObject>().Select(item => item.UniqueId).ToHashSet();
        var ids = all.Objects.OfType<PatientObject>().Where(item => ours.Contains(item.UniqueId)).Select(item => item.Id).ToHashSet();
        return ids.Count + all.Associations.Count(association => ids.Contains(association.SourceId) && ids.Contains(association.TargetId));
    }

    private static DocumentEntry Entry(PatientId patient) =>
        A.DocumentEntry(patient) with { Hash = null, Size = null, RepositoryUniqueId = null, MimeType = "application/octet-stream" };

    private static byte[] Bytes(int seed, int length)
    {
        var bytes = new byte[length];
        for (var at = 0; at < length; at += 32)
            SHA256.HashData(BitConverter.GetBytes(((long)seed << 32) | (uint)at)).AsSpan(0, Math.Min(32, length - at)).CopyTo(bytes.AsSpan(at));
        return bytes;
    }
}
