using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Xca;

/// <summary>ITI-38 inwards (<c>ITI TF-2 3.38.4.1.3</c>): the registry's answer with all its objects marked as this community's.</summary>
internal sealed class RespondingQuery(NodeProfile profile, LocalCommunity local)
{
    private string Own => profile.Network.HomeCommunityId;

    public async Task<AdhocQueryResponse> AnswerAsync(AdhocQueryRequest request, Exchange exchange, CancellationToken cancellation)
    {
        if (request.HomeCommunityId is { } home && home != Own) return AdhocQueryResponse.Failure(Communities.Unknown(home, Own));
        if (request.HomeCommunityId is null && StoredQueries.NamesObjects(request.QueryId))
            return AdhocQueryResponse.Failure(new XdsError(XdsErrorCode.MissingHomeCommunityId, "A query that names objects needs AdhocQuery/@home.", Own));

        var answer = await local.StoredQuery(Unguessable(request), exchange, cancellation).ConfigureAwait(false);
        var errors = answer.Errors.Select(e => e.Code == XdsErrorCode.UnknownPatientId
            ? e with { CodeContext = $"The patient id is not known in {Own}.", Location = Own }
            : e with { Location = Own }).ToValueList();
        if (profile.Policy.UnknownPatientIsError || !errors.Any(e => e.Code == XdsErrorCode.UnknownPatientId))
            return answer with { Objects = HomeStamp.Of(answer.Objects, Own), Errors = errors };
        errors = errors.Where(e => e.Code != XdsErrorCode.UnknownPatientId).ToValueList();
        return errors.Any(e => !e.IsWarning)
            ? answer with { Objects = HomeStamp.Of(answer.Objects, Own), Errors = errors }
            : new(ResponseStatus.Success, HomeStamp.Of(answer.Objects, Own), errors);
    }

    // A malformed id must look like one that nobody has, so that an answer tells nothing about ids (ITI TF-1 18.4.2): the registry is asked for just that.
    private AdhocQueryRequest Unguessable(AdhocQueryRequest request) =>
        StoredQueries.Patient(request) is { } patient && (!patient.IsValid || patient.AssigningAuthority != profile.AffinityDomain.AssigningAuthority)
            ? StoredQueries.For(request, PatientId.Of(Guid.NewGuid().ToString("N"), profile.AffinityDomain.AssigningAuthority))
            : request;
}
