using IheNode.Core;

namespace IheNode.Registry;

/// <summary>What an association that an update submits may join (<c>ITI TF-2 3.57.4.1.3.3.6.3</c>): registered objects, and the new versions of the update itself.</summary>
internal static class LinkRules
{
    public static IEnumerable<XdsError> Ends(UpdatePlan plan, UpdateState state)
    {
        foreach (var association in plan.Associations)
        {
            foreach (var (attribute, id) in new[] { ("sourceObject", association.SourceId), ("targetObject", association.TargetId) })
            {
                var sentence = state.StatusAfter(id) switch
                {
                    null => "is not registered.",
                    StatusNumber.Approved => null,
                    _ => "is deprecated.",
                };
                if (sentence is not null) yield return Fault.Of(XdsErrorCode.MetadataUpdateError, association, attribute, $"{id} {sentence}");
            }
        }
    }

    public static IEnumerable<XdsError> Kinds(UpdatePlan plan, UpdateState state)
    {
        foreach (var association in plan.Associations)
        {
            var source = Find(association.SourceId);
            var target = Find(association.TargetId);
            var isMembership = association.Type == Vocabulary.HasMember;
            if (source is not null && !(isMembership ? source is Folder : source is DocumentEntry))
                yield return Wrong(association, "sourceObject", source, isMembership ? "Folder" : "DocumentEntry");
            if (target is not null and not DocumentEntry)
                yield return Wrong(association, "targetObject", target, "DocumentEntry");
            if (association.Type != Vocabulary.IsSnapshotOf) continue;
            if (source is DocumentEntry { ObjectType: not Vocabulary.StableDocument } || target is DocumentEntry { ObjectType: not Vocabulary.OnDemandDocument })
                yield return Fault.Of(XdsErrorCode.MetadataUpdateError, association, "associationType", "A snapshot is a stable entry, and it is one of an on-demand entry.");
        }

        RegistryObject? Find(string id) => plan.Submission.Find(id) ?? state.Find(id)?.Object;

        static XdsError Wrong(Association association, string attribute, RegistryObject found, string wanted) =>
            Fault.Of(XdsErrorCode.MetadataUpdateError, association, attribute, $"{found.Id} is a {ObjectKinds.Of(found)}; this association needs a {wanted}.");
    }
}
