using IheNode.Core;

namespace IheNode.Tests;

/// <summary>What a sender of documents knows of one: its octets follow from the seed.</summary>
internal sealed record SentDocument(string UniqueId, PatientId Patient, ulong Seed, long Size)
{
    /// <summary>SHA-1 of its octets, in lower case hexadecimal.</summary>
    public string Sha1 => SeededOctets.Sha1(Seed, Size);
}

/// <summary>A submission of an ITI-41 message that was or will be sent.</summary>
/// <param name="Serial">Sixteen digits that no other submission has.</param>
/// <param name="Patient">Whose it is.</param>
/// <param name="IsKnown">Whether the registry knows the patient, and so whether it takes the submission.</param>
/// <param name="Documents">Its documents.</param>
internal sealed record SentSubmission(string Serial, PatientId Patient, bool IsKnown, IReadOnlyList<SentDocument> Documents)
{
    /// <summary>uniqueId of its submission set.</summary>
    public string UniqueId => UniqueIdOf(Serial, 0);

    /// <summary>Names the message; another one makes it another message with the same documents.</summary>
    public int Message { get; init; }

    /// <summary>Whether it was seen in the registry after a kill: from then on it must stay there.</summary>
    public bool IsSeen { get; init; }

    /// <summary>Octets of its documents.</summary>
    public long Size => Documents.Sum(document => document.Size);

    /// <summary>The same ids with other documents, which is what nobody may send.</summary>
    public SentSubmission WithOtherOctets() => this with { Message = 9, Documents = [.. Documents.Select(d => d with { Seed = d.Seed ^ 0x5555 })] };

    /// <summary>The uniqueId at a place of a submission: 0 is the set, then come the documents.</summary>
    public static string UniqueIdOf(string serial, int place) => $"2.999.77.{place}.{serial}";
}
