using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Xca;

/// <summary>ITI-18 for the community's own consumers (<c>ITI TF-2 3.18.4.1.3, 3.38.4.1</c>).</summary>
internal sealed class InitiatingQuery(
    NodeProfile profile, LocalCommunity local, Communities communities, FanOut fanOut, Persons persons, InitiatingDiscovery discovery)
{
    public async Task<AdhocQueryResponse> AnswerAsync(AdhocQueryRequest request, Exchange exchange, CancellationToken cancellation)
    {
        var result = new MergedQuery(communities.Own);
        var toOneself = request.HomeCommunityId == communities.Own;
        if (request.Errors.Any(e => !e.IsWarning))
        {
            // A query that could not be read whole would ask neighbours for something else.
            foreach (var error in request.Errors) result.Fail(error);
        }
        else if (request.HomeCommunityId is { } home && !toOneself && communities.Find(home) is null)
            result.Fail(Communities.Unknown(home, home));
        else if (request.HomeCommunityId is null && StoredQueries.NamesObjects(request.QueryId))
            result.Fail(new(XdsErrorCode.MissingHomeCommunityId, "A query that names objects needs AdhocQuery/@home: ids belong to one community."));
        else
            await AskAsync(result, request, exchange, cancellation).ConfigureAwait(false);
        return result.ToResponse();
    }

    private async Task AskAsync(MergedQuery result, AdhocQueryRequest request, Exchange exchange, CancellationToken cancellation)
    {
        var askLocal = request.HomeCommunityId is null || request.HomeCommunityId == communities.Own;
        var asked = request.HomeCommunityId is { } home ? [.. communities.Neighbours.Where(n => n.Home == home)] : communities.Neighbours;
        var localAnswer = askLocal
            ? FanOut.TryAsync(token => local.StoredQuery(request, exchange, token), cancellation)
            : Task.FromResult<Asked<AdhocQueryResponse>>(new(null, null));
        var neighbourAnswers = AskNeighboursAsync(asked, request, exchange, cancellation);
        await Task.WhenAll(localAnswer, neighbourAnswers).ConfigureAwait(false);

        if (askLocal) result.AddOwn(await localAnswer.ConfigureAwait(false));
        foreach (var (neighbour, answer) in await neighbourAnswers.ConfigureAwait(false)) result.Add(neighbour, answer);
        if (!askLocal && result.IsEmpty && profile.Policy.UnknownPatientIsError && StoredQueries.PatientParameter(request.QueryId) is not null)
            result.Fail(new(XdsErrorCode.UnknownPatientId, $"The patient id is not known in {request.HomeCommunityId}."));
    }

    private async Task<(Neighbour Neighbour, Asked<AdhocQueryResponse?> Answer)[]> AskNeighboursAsync(
        IReadOnlyList<Neighbour> neighbours, AdhocQueryRequest request, Exchange exchange, CancellationToken cancellation)
    {
        if (neighbours.Count == 0) return [];
        if (StoredQueries.PatientParameter(request.QueryId) is null)
        {
            // Only with @home does a query without a patient get here: it goes to that community as it is. One that is not known is for the registry to refuse.
            return request.HomeCommunityId is null ? [] : await AskAllAsync(neighbours, (neighbour, token) =>
                QueryAsync(neighbour, request, exchange, token), cancellation).ConfigureAwait(false);
        }

        if (persons.OfAffinityDomain(StoredQueries.Patient(request)) is not { } patient) return [];
        var person = await FanOut.TryAsync(token => persons.FindAsync(patient, exchange, token), cancellation).ConfigureAwait(false);
        if (person.Failure is { } failure) return [.. neighbours.Select(n => (n, new Asked<AdhocQueryResponse?>(null, failure)))];
        if (person.Answer is not { } known) return [];
        return await AskAllAsync(
            neighbours, (neighbour, token) => QueryAsync(neighbour, patient, known, request, exchange, token), cancellation).ConfigureAwait(false);
    }

    private async Task<(Neighbour, Asked<AdhocQueryResponse?>)[]> AskAllAsync(
        IReadOnlyList<Neighbour> neighbours, Func<Neighbour, CancellationToken, Task<AdhocQueryResponse?>> ask, CancellationToken cancellation) =>
        await Task.WhenAll(neighbours.Select(async neighbour =>
            (neighbour, await fanOut.AskAsync(neighbour, token => ask(neighbour, token), cancellation).ConfigureAwait(false)))).ConfigureAwait(false);

    // Discovery and query share the neighbour's time limit. No answer means that the person is not known there.
    private async Task<AdhocQueryResponse?> QueryAsync(
        Neighbour neighbour, PatientId patient, Patient person, AdhocQueryRequest request, Exchange exchange, CancellationToken cancellation)
    {
        if (await discovery.FindAsync(neighbour, patient, person, exchange, cancellation).ConfigureAwait(false) is not { } there) return null;
        var answer = await QueryAsync(neighbour, StoredQueries.For(request, there), exchange, cancellation).ConfigureAwait(false);
        if (answer!.Errors.Any(e => e.Code == XdsErrorCode.UnknownPatientId)) discovery.Forget(neighbour, patient);
        return answer;
    }

    private async Task<AdhocQueryResponse?> QueryAsync(Neighbour neighbour, AdhocQueryRequest request, Exchange exchange, CancellationToken cancellation) =>
        await neighbour.Query(
            request with { HomeCommunityId = neighbour.Home }, communities.Towards(neighbour.Profile.Query, exchange), cancellation).ConfigureAwait(false);
}
