using System.Text;
using IheNode.Core;

namespace IheNode.Benchmarks;

/// <summary>A stored query that is asked of another patient or document each time.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bare">Path of the bare handler that does the same.</param>
/// <param name="Message">The request, with <paramref name="Model"/> where each is to have its own.</param>
/// <param name="Model">As long as any other.</param>
/// <param name="Any">Draws one of a registry.</param>
internal sealed record GrowthQuery(string Name, string Bare, SoapMessage Message, string Model, Func<FilledRegistry, Random, string> Any)
{
    private const string ModelPatient = "LOAD999999", ModelEntry = "urn:uuid:01234567-89ab-7def-8123-456789abcdef";

    private readonly int[] _places = Find(Message.Octets, Encoding.ASCII.GetBytes(Model));

    /// <summary>The 20 entries of a patient, and an entry by its UUID.</summary>
    /// <param name="patients">Of how many patients they are asked; 0 = of all.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<GrowthQuery[]> AllAsync(long patients, CancellationToken cancellation)
    {
        var find = Request(Vocabulary.StoredQueryIds.FindDocuments, new("$XDSDocumentEntryPatientId", [PatientId.Of(ModelPatient, Sample.AffinityDomain).Text!]), Approved);
        var get = Request(Vocabulary.StoredQueryIds.GetDocuments, new QueryParameter("$XDSDocumentEntryEntryUUID", [ModelEntry]));
        return
        [
            new("FindDocuments, 20 entries", "find", await SoapMessage.WriteAsync(Iti18.Contract, find, cancellation).ConfigureAwait(false), ModelPatient, AnyPatient),
            new("GetDocuments by UUID", "get", await SoapMessage.WriteAsync(Iti18.Contract, get, cancellation).ConfigureAwait(false), ModelEntry, AnyEntry),
        ];

        // Those asked of often are anywhere among all.
        long Any(FilledRegistry filled, Random random) => patients == 0 ? random.NextInt64(filled.Patients) : random.NextInt64(patients) * 7919 % filled.Patients;

        string AnyPatient(FilledRegistry filled, Random random) => Sample.Patient((int)Any(filled, random)).Id!;

        string AnyEntry(FilledRegistry filled, Random random)
        {
            var serial = Any(filled, random) + (filled.Patients * random.Next(FilledRegistry.SubmissionsEach));
            return EntryUuid.From(FilledRegistry.Uuid(serial, 1 + random.Next(FilledRegistry.DocumentsEach)));
        }
    }

    /// <summary>All of the patient who has many.</summary>
    public static Task<SoapMessage> GetAllAsync(FilledRegistry filled, CancellationToken cancellation) => SoapMessage.WriteAsync(
        Iti18.Contract,
        Request(
            Vocabulary.StoredQueryIds.GetAll, new("$patientId", [Sample.Patient((int)filled.Patients).Text!]), Approved,
            new("$XDSSubmissionSetStatus", [Vocabulary.Approved]), new("$XDSFolderStatus", [Vocabulary.Approved])),
        cancellation);

    /// <summary>The request for one.</summary>
    public byte[] For(string one)
    {
        var octets = (byte[])Message.Octets.Clone();
        foreach (var place in _places) Encoding.ASCII.GetBytes(one, octets.AsSpan(place));
        return octets;
    }

    private static QueryParameter Approved => new("$XDSDocumentEntryStatus", [Vocabulary.Approved]);

    private static AdhocQueryRequest Request(string query, params QueryParameter[] parameters) => new(query, ReturnType.LeafClass, [.. parameters]);

    private static int[] Find(byte[] octets, byte[] sought)
    {
        var places = new List<int>();
        for (var from = 0; octets.AsSpan(from).IndexOf(sought) is var found and >= 0; from += found + sought.Length) places.Add(from + found);
        return [.. places];
    }
}
