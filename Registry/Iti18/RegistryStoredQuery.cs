using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Answers ITI-18 (<c>ITI TF-2 3.18.4.1.3</c>): declared query, SQL, objects.</summary>
internal sealed class RegistryStoredQuery(NodeProfile profile, Database database)
{
    public async Task<AdhocQueryResponse> AnswerAsync(AdhocQueryRequest request, CancellationToken cancellation)
    {
        if (!StoredQueries.All.TryGetValue(request.QueryId, out var declared))
        {
            return AdhocQueryResponse.Failure(
                [new(XdsErrorCode.UnknownStoredQuery, $"This registry offers no stored query {request.QueryId}."), .. request.Errors]);
        }

        var (query, errors) = new QueryCompiler(declared, database.Dialect).Compile(request);
        return errors.Count > 0
            ? AdhocQueryResponse.Failure([.. errors])
            : await database.ReadAsync(
                connection => RunAsync(request, new QueryRun(query, connection, database.Dialect, profile.Limits.QueryResults), query), cancellation)
                .ConfigureAwait(false);
    }

    private async Task<AdhocQueryResponse> RunAsync(AdhocQueryRequest request, QueryRun run, CompiledQuery query)
    {
        if (!await run.BeginAsync().ConfigureAwait(false))
        {
            return profile.Policy.UnknownPatientIsError
                ? AdhocQueryResponse.Failure(new XdsError(XdsErrorCode.UnknownPatientId, $"The patient id {query.Patient} is not known to this registry."))
                : new(ResponseStatus.Success, RegistryObjectList.Empty);
        }

        foreach (var step in query.Query.Steps) await step(run).ConfigureAwait(false);
        if (run.IsOverLimit)
        {
            return AdhocQueryResponse.Failure(new XdsError(
                XdsErrorCode.TooManyResults,
                $"{query.Query.Name} finds more than the {profile.Limits.QueryResults} objects that one answer may hold (limits.queryResults); narrow the query."));
        }

        var objects = await run.ObjectsAsync().ConfigureAwait(false);
        if (request.ReturnType == ReturnType.ObjectRef)
            return new(ResponseStatus.Success, new([], objects.Select(o => new ObjectRef(o.Id)).ToValueList()));
        if (query.Query.SinglePatient && objects.OfType<PatientObject>().DistinctBy(o => o.PatientId).Skip(1).Any())
        {
            return AdhocQueryResponse.Failure(new XdsError(
                XdsErrorCode.ResultNotSinglePatient, $"{query.Query.Name} would return whole objects of more than one patient."));
        }

        return new(ResponseStatus.Success, new(objects));
    }
}
