using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Answers ITI-18 (<c>ITI TF-2 3.18.4.1.3</c>) and ITI-51 (<c>3.51.4.1.3</c>): declared query, SQL, objects.</summary>
internal sealed class RegistryStoredQuery(IReadOnlyDictionary<string, StoredQuery> queries, NodeProfile profile, Database database, TimeProvider clock)
{
    public async Task<AdhocQueryResponse> AnswerAsync(AdhocQueryRequest request, CancellationToken cancellation)
    {
        if (!queries.TryGetValue(request.QueryId, out var declared))
        {
            return AdhocQueryResponse.Failure(
                [new(XdsErrorCode.UnknownStoredQuery, $"This registry offers no stored query {request.QueryId}."), .. request.Errors]);
        }

        var (query, errors) = new QueryCompiler(declared, database.Dialect, profile.Limits).Compile(request);
        if (errors.Count > 0) return AdhocQueryResponse.Failure([.. errors]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(profile.Limits.QuerySeconds), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return await database.ReadAsync(
                connection => RunAsync(request, new QueryRun(query, connection, database.Dialect, profile.Limits.QueryResults, either.Token)
                {
                    WantsBodies = request.ReturnType == ReturnType.LeafClass,
                }, query), either.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return AdhocQueryResponse.Failure(new XdsError(
                XdsErrorCode.RegistryBusy,
                $"{query.Query.Name} takes longer than the {profile.Limits.QuerySeconds} seconds that one query may take (limits.querySeconds); narrow the query."));
        }
    }

    private async Task<AdhocQueryResponse> RunAsync(AdhocQueryRequest request, QueryRun run, CompiledQuery query)
    {
        var unknown = await run.BeginAsync().ConfigureAwait(false);
        if (unknown.Count > 0 && profile.Policy.UnknownPatientIsError)
        {
            return AdhocQueryResponse.Failure(
                [.. unknown.Select(id => new XdsError(XdsErrorCode.UnknownPatientId, $"The patient id {id} is not known to this registry."))]);
        }

        foreach (var step in query.Query.Steps) await step(run).ConfigureAwait(false);
        if (run.IsOverLimit)
        {
            return AdhocQueryResponse.Failure(new XdsError(
                XdsErrorCode.TooManyResults,
                $"{query.Query.Name} finds more than the {profile.Limits.QueryResults} objects that one answer may hold (limits.queryResults); narrow the query."));
        }

        if (request.ReturnType == ReturnType.ObjectRef)
            return new(ResponseStatus.Success, new([], await run.ReferencesAsync().ConfigureAwait(false)));
        var found = await run.FoundAsync().ConfigureAwait(false);
        if (query.Query.SinglePatient && found.AreOfSeveralPatients)
        {
            return AdhocQueryResponse.Failure(new XdsError(
                XdsErrorCode.ResultNotSinglePatient, $"{query.Query.Name} would return whole objects of more than one patient."));
        }

        return new(ResponseStatus.Success, RegistryObjectList.Empty) { Stored = found.PagesAsync(database, CancellationToken.None) };
    }
}
