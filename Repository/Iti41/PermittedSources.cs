using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>
/// Who may submit under which sourceId (<c>ITI TF-2 3.41.4.1.3</c>): a facility to which the profile gives sourceIds submits under these alone. Whoever may not
/// is told that and nothing else, and its documents are not read.
/// </summary>
internal sealed class PermittedSources(NodeProfile profile)
{
    private readonly Dictionary<string, FacilityProfile> _facilities =
        profile.Facilities.Where(facility => facility.SourceIds.Count > 0).ToDictionary(facility => facility.Code, StringComparer.Ordinal);

    /// <summary>One error for each submission set of another source; a set without sourceId is the registry's to judge.</summary>
    public IEnumerable<XdsError> Check(SubmitObjectsRequest submission, Requester requester)
    {
        if (requester.Facility is null || !_facilities.TryGetValue(requester.Facility, out var facility)) return [];
        return from set in submission.Objects.SubmissionSets
               where set.SourceId is not null && !facility.SourceIds.Contains(set.SourceId)
               select new XdsError(XdsErrorCode.RepositoryMetadataError,
                   $"SubmissionSet {set.Id}, sourceId: facility {facility.Code} does not submit under {set.SourceId}.", set.Id);
    }
}
