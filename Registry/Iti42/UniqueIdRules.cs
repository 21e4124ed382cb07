using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>What may be registered once only.</summary>
internal static class UniqueIdRules
{
    public static IEnumerable<XdsError> DifferentInMessage(Submission submission, NodeProfile profile) =>
        from same in submission.PatientObjects.Where(o => o.UniqueId is not null).GroupBy(o => o.UniqueId)
        // Versions of one logical object share its uniqueId; how many an update may have, the rules of updates say.
        where same.DistinctBy(o => o.LogicalId ?? o.Id).Skip(1).Any()
        select Fault.Of(
            XdsErrorCode.RegistryDuplicateUniqueIdInMessage, same.Last(), "uniqueId", $"{same.Key} stands {same.Count()} times in the submission.");

    public static IEnumerable<XdsError> NewInRegistry(Submission submission, RegisteredState registered) =>
        from item in submission.PatientObjects
        where item is not DocumentEntry && item.UniqueId is { } uniqueId && registered.HasUniqueId(uniqueId)
        select Fault.Of(XdsErrorCode.DuplicateUniqueIdInRegistry, item, "uniqueId", $"{item.UniqueId} is registered already.");

    public static IEnumerable<XdsError> SameDocument(Submission submission, RegisteredState registered)
    {
        foreach (var entry in submission.Entries.Where(e => e.UniqueId is not null))
        {
            var known = registered.EntriesWithUniqueId(entry.UniqueId!).ToLookup(IsOnDemand);
            // Of another objectType of the same logical object the rules of updates tell.
            if (known[!IsOnDemand(entry)].Any(other => (other.LogicalId ?? other.Id) != entry.LogicalId))
            {
                yield return IsOnDemand(entry)
                    ? Fault.Of(XdsErrorCode.DuplicateUniqueIdInRegistry, entry, "uniqueId", $"{entry.UniqueId} is that of a stable entry, which stands for one document.")
                    : Fault.Of(XdsErrorCode.NonIdenticalHash, entry, "uniqueId", $"{entry.UniqueId} is that of an on-demand entry, which never stands for one document.");
            }

            // All stable entries with one uniqueId have one hash and one size, so any of them will do; but an update says what was assembled since.
            var isAssembled = entry.Size?.TrimStart('0').Length > 0;
            var stable = known[false].Where(other => !(isAssembled && other.AwaitsAssembly && (other.LogicalId ?? other.Id) == entry.LogicalId))
                .OrderBy(other => other.AwaitsAssembly);
            if (IsOnDemand(entry) || stable.FirstOrDefault() is not { } same) continue;
            if (same.Hash is { } hash && entry.Hash is not null && !hash.Equals(entry.Hash, StringComparison.OrdinalIgnoreCase))
                yield return Fault.Of(XdsErrorCode.NonIdenticalHash, entry, "hash", $"uniqueId {entry.UniqueId} is registered with another hash.");
            if (same.Size is { } size && entry.Size is not null && size.TrimStart('0') != entry.Size.TrimStart('0'))
                yield return Fault.Of(XdsErrorCode.NonIdenticalSize, entry, "size", $"uniqueId {entry.UniqueId} is registered with another size.");
        }
    }

    public static IEnumerable<XdsError> NewEntryUuids(Submission submission, RegisteredState registered) =>
        from item in submission.Objects
        where registered.Find(item.Id) is not null
        select Fault.Metadata(item, "entryUUID", "An object with this id is registered already.");

    private static bool IsOnDemand(DocumentEntry entry) => entry.ObjectType == Vocabulary.OnDemandDocument;
}
