using System.Xml.Linq;
using IheNode.Core;
using static IheNode.Core.Vocabulary;

namespace IheNode.Tests;

/// <summary>The identifiers that a step got, by the id of the object in the testkit's file; later steps ask for them.</summary>
internal sealed class NistIdentifiers
{
    private static readonly string[] PatientSchemes = [DocumentEntrySchemes.PatientId, SubmissionSetSchemes.PatientId, FolderSchemes.PatientId];
    private static readonly string[] UniqueIdSchemes = [DocumentEntrySchemes.UniqueId, SubmissionSetSchemes.UniqueId, FolderSchemes.UniqueId];

    // Under the example arc, fresh for each run and each object.
    private static readonly long RunNumber = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private static long _last;

    /// <summary>UniqueIds by object.</summary>
    public Dictionary<string, string> UniqueIds { get; } = [];

    /// <summary>EntryUUIDs by object.</summary>
    public Dictionary<string, string> Uuids { get; } = [];

    /// <summary>The patient of the step.</summary>
    public string Patient { get; private set; } = "";

    /// <summary>An OID that no one has seen yet.</summary>
    public static string NewOid() => $"2.999.{RunNumber}.{Interlocked.Increment(ref _last)}";

    /// <summary>Writes identifiers into the body of a step: patient, uniqueIds, UUIDs, repository.</summary>
    public void Assign(XElement body, NistStep step, string patient, string repository)
    {
        Patient = patient;
        var identifiers = body.Descendants(EbrimNames.Rim + "ExternalIdentifier").ToList();
        if (!step.Has("NoPatientId"))
            foreach (var identifier in identifiers.Where(i => IsOf(i, PatientSchemes))) identifier.SetAttributeValue("value", patient);
        var kept = step.Parts("NoAssignUids").Select(e => e.Attribute("id")?.Value).ToList();
        foreach (var identifier in identifiers.Where(i => IsOf(i, UniqueIdSchemes)))
        {
            var owner = identifier.Attribute("registryObject")!.Value;
            if (!kept.Contains(owner) && !kept.Contains(null)) identifier.SetAttributeValue("value", NewOid());
            UniqueIds[owner] = identifier.Attribute("value")!.Value;
        }
        foreach (var slot in body.Descendants(EbrimNames.Rim + "Slot").Where(s => s.Attribute("name")?.Value == SlotNames.RepositoryUniqueId))
            slot.Descendants(EbrimNames.Rim + "Value").Single().Value = repository;
        if (step.Has("AssignUuids")) AssignUuids(body);
        else
            foreach (var id in SymbolsOf(body)) Uuids[id] = id;
    }

    private void AssignUuids(XElement body)
    {
        foreach (var symbol in SymbolsOf(body)) Uuids[symbol] = EntryUuid.From(Guid.NewGuid());
        foreach (var attribute in body.Descendants().Attributes()
            .Where(a => a.Name.LocalName is "id" or "classifiedObject" or "registryObject" or "sourceObject" or "targetObject"))
        {
            if (Uuids.TryGetValue(attribute.Value, out var uuid)) attribute.Value = uuid;
        }
    }

    private static List<string> SymbolsOf(XElement body) =>
        [.. body.Descendants(EbrimNames.Rim + "RegistryObjectList").Elements().Attributes("id").Select(a => a.Value).Where(EntryUuid.IsSymbolic)];

    private static bool IsOf(XElement identifier, string[] schemes) => schemes.Contains(identifier.Attribute("identificationScheme")?.Value);
}
