using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>What may be registered once only.</summary>
internal static class UniqueIdRules
{
    public static IEnumerable<XdsError> DifferentInMessage(Submission submission, NodeProfile profile) =>
        from same in submission.PatientObjects.Where(o => o.UniqueId is not null).GroupBy(o => o.UniqueId)
        where same.Count() > 1
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
            foreach (var known in registered.EntriesWithUniqueId(entry.UniqueId!))
            {
                // On-demand entries have neither hash nor size.
                if (known.Hash is { } hash && entry.Hash is not null && !hash.Equals(entry.Hash, StringComparison.OrdinalIgnoreCase))
                    yield return Fault.Of(XdsErrorCode.NonIdenticalHash, entry, "hash", $"uniqueId {entry.UniqueId} is registered with another hash.");
                if (known.Size is { } size && entry.Size is not null && size.TrimStart('0') != entry.Size.TrimStart('0'))
                    yield return Fault.Of(XdsErrorCode.NonIdenticalSize, entry, "size", $"uniqueId {entry.UniqueId} is registered with another size.");
            }
        }
    }

    public static IEnumerable<XdsError> NewEntryUuids(Submission submission, RegisteredState registered) =>
        from item in submission.Objects
        where registered.Find(item.Id) is not null
        select Fault.Metadata(item, "entryUUID", "An object with this id is registered already.");
}
