using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>A rule of ITI-57 or ITI-92 with its name and its section of the Technical Framework.</summary>
/// <typeparam name="TContext">What the rule needs beside the plan.</typeparam>
/// <param name="Name">What the rule demands.</param>
/// <param name="Section">Where the Technical Framework demands it.</param>
/// <param name="Check">One error for each object and attribute that breaks it.</param>
internal sealed record UpdateRule<TContext>(string Name, string Section, Func<UpdatePlan, TContext, IEnumerable<XdsError>> Check);

/// <summary>The rules of one kind of update. All are asked, and all errors reported.</summary>
/// <param name="OfMessage">Rules that the message alone decides.</param>
/// <param name="OfRegistry">Rules that need what is registered; they are asked in the transaction that writes.</param>
internal sealed record UpdateRules(IReadOnlyList<UpdateRule<NodeProfile>> OfMessage, IReadOnlyList<UpdateRule<UpdateState>> OfRegistry)
{
    /// <summary>The rules of metadata, which are those of a registration (<c>ITI TF-2 3.57.4.1.3.1</c>).</summary>
    public static IReadOnlyList<UpdateRule<NodeProfile>> OfMetadata { get; } =
    [
        .. SubmissionRules.OfMetadata.Select(rule => As(rule.Name, rule.Section, rule.Check)),
        As("No attribute of an on-demand entry speaks of a document that exists", "ITI TF-3 Table 4.3.1-3", OnDemandEntryRules.NothingOfADocument),
    ];

    /// <summary>The rules of what is registered that any submission obeys.</summary>
    public static IReadOnlyList<UpdateRule<UpdateState>> OfRegistration { get; } =
    [
        new("The patient is known", "ITI TF-2 3.42.4.1.3.3.2", (plan, state) => PatientRules.Known(plan.AsRegistration, state.Registered)),
        new("The uniqueId of the set is new", "ITI TF-2 3.42.4.1.3.3.7", (plan, state) => UniqueIdRules.NewInRegistry(plan.Filing, state.Registered)),
        new("The same uniqueId is the same document", "ITI TF-2 3.42.4.1.3.3.1", (plan, state) => UniqueIdRules.SameDocument(plan.AsRegistration, state.Registered)),
        new("EntryUUIDs are new", "ITI TF-2 3.42.4.1.3.7", (plan, state) => UniqueIdRules.NewEntryUuids(plan.Submission, state.Registered)),
        new("What the set refers to is registered", "ITI TF-3 4.2.2", (plan, state) => ReferenceRules.Resolve(plan.Filing, state.Registered)),
        new("What the set refers to is an entry", "ITI TF-3 4.2.2.1", (plan, state) => ReferenceRules.Kinds(plan.Filing, state.Registered)),
        new("What the set refers to is approved", "ITI TF-2 3.42.4.1.3.5", (plan, state) => ReferenceRules.Approved(plan.Filing, state.Registered)),
    ];

    /// <summary>ITI-57 (<c>ITI TF-2 3.57.4.1.3</c>).</summary>
    public static UpdateRules OfUpdate { get; } = new(
        [
            .. OfMetadata,
            new("Each object triggers one operation", "ITI TF-2 3.57.4.1.3.3", PlanRules.Understood),
            new("Annotations stand where they mean something", "ITI TF-2 3.57.4.1.3.1.3", PlanRules.AnnotationsInPlace),
            new("A logical object gets one new version", "ITI TF-2 3.57.4.1.3.1", PlanRules.OneVersionOfEach),
            new("New versions are of the set's patient", "ITI TF-2 3.57.4.1.3.4", PlanRules.OnePatient),
        ],
        [
            .. OfRegistration,
            new("There is something to update", "ITI TF-2 3.57.4.1.3.3.1.3", VersionRules.Registered),
            new("A folder that is updated is approved", "ITI TF-2 3.57.4.1.3.3.3.3", VersionRules.FolderApproved),
            new("A version keeps kind and uniqueId", "ITI TF-2 3.57.4.1.3.3.1.3", VersionRules.SameUniqueId),
            new("A version keeps its objectType", "ITI TF-2 3.57.4.1.3.3.1.3", VersionRules.SameObjectType),
            new("A version follows the current one", "ITI TF-2 3.57.4.1.3.3.1.3", VersionRules.FollowsCurrent),
            new("Linked versions propagate alike", "ITI TF-2 3.57.4.1.3.1.1", Propagation.Agreement),
            new("What gets a status is registered and may get it", "ITI TF-2 3.57.4.1.3.1.2", StatusRules.Targets),
            new("What gets a status is the newest version", "ITI TF-2 3.57.4.1.3.1.2", StatusRules.Newest),
            new("What gets a status has the one expected", "ITI TF-2 3.57.4.1.3.1.2", StatusRules.OriginalStatus),
            new("A logical object gets one status", "ITI TF-2 3.57.4.1.3.1", StatusRules.OneStatusOfEach),
            new("Associations join what is there and approved", "ITI TF-2 3.57.4.1.3.3.6.3", LinkRules.Ends),
            new("Associations join what they may", "ITI TF-2 3.57.4.1.3.3.6.3", LinkRules.Kinds),
            new("What is linked is of one patient", "ITI TF-2 3.57.4.1.3.4", PatientReconciliation.Check),
        ]);

    private static UpdateRule<NodeProfile> As(string name, string section, Func<Submission, NodeProfile, IEnumerable<XdsError>> rule) =>
        new(name, section, (plan, profile) => rule(plan.AsRegistration, profile));
}
