using System.Globalization;
using System.Text.Json;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>
/// Turns a declared query and the values of a request into SQL conditions. Values of one Slot are alternatives, a repeated Slot is a further condition;
/// every value travels as a parameter. What is wrong is reported whole, not the first fault only.
/// </summary>
internal sealed class QueryCompiler(StoredQuery query, Dialect dialect, LimitsProfile limits)
{
    private readonly List<XdsError> _errors = [];
    private readonly CompiledQuery _compiled = new() { Query = query };
    private int _level = 1;

    /// <summary>The compiled query, and its errors if it has any.</summary>
    public (CompiledQuery Query, IReadOnlyList<XdsError> Errors) Compile(AdhocQueryRequest request)
    {
        _errors.AddRange(request.Errors);
        foreach (var parameter in query.Parameters)
        {
            var slots = request.Parameters.Where(p => p.Name == parameter.Name && p.Values.Count > 0).ToArray();
            if (CountsAreRight(parameter, slots)) Add(parameter, slots);
        }

        CheckIdentifiers(request);
        CheckSelectors(request);
        if (_level == 1) HideWhatUpdatesLeaveBehind();
        return (_compiled, _errors);
    }

    private bool CountsAreRight(Parameter parameter, QueryParameter[] slots)
    {
        if (slots.Length == 0 && parameter.Required)
            Fault(XdsErrorCode.StoredQueryMissingParam, $"{query.Name} requires the parameter {parameter.Name}.");
        else if (slots.Length > 1 && !parameter.Repeatable)
            Fault(XdsErrorCode.StoredQueryParamNumber, $"The Slot {parameter.Name} of {query.Name} may stand only once, not {slots.Length} times.");
        else if (slots.Length > limits.QueryConditions)
            Fault(XdsErrorCode.StoredQueryParamNumber, $"The Slot {parameter.Name} of {query.Name} may stand {limits.QueryConditions} times (limits.queryConditions), not {slots.Length} times.");
        else if (!parameter.Multiple && slots.Any(s => s.Values.Count > 1))
            Fault(XdsErrorCode.StoredQueryParamNumber, $"{parameter.Name} of {query.Name} may have only one value.");
        else
            return slots.Length > 0 || parameter.Comparison == Comparison.EntryType;
        return false;
    }

    private void Add(Parameter parameter, QueryParameter[] slots)
    {
        switch (parameter.Comparison)
        {
            case Comparison.EntryType: AddEntryType(slots); break;
            case Comparison.Patient: AddPatients(parameter, slots[0].Values); break;
            case Comparison.Status: AddStatus(parameter, slots[0].Values); break;
            case Comparison.From or Comparison.Until: AddTime(parameter, slots[0].Values[0]); break;
            case Comparison.EntryUuid: _compiled.EntryUuids = slots[0].Values.Select(v => v.ToLowerInvariant()).ToValueList(); break;
            case Comparison.UniqueId: _compiled.UniqueIds = slots[0].Values; break;
            case Comparison.LogicalId: _compiled.LogicalIds = (parameter.Kind, slots[0].Values.Select(v => v.ToLowerInvariant()).ToValueList()); break;
            case Comparison.AssociationType: AddAssociationTypes(parameter, slots[0].Values); break;
            case Comparison.Text: AddOneOf(parameter, slots[0].Values); break;
            case Comparison.Code: AddOneOf(parameter, CheckCodes(parameter, slots[0].Values)); break;
            case Comparison.AssociationStatus: AddAssociationStatus(slots[0].Values); break;
            case Comparison.Availability: AddAvailability(parameter, slots[0].Values); break;
            case Comparison.MetadataLevel: AddLevel(parameter, slots[0].Values[0]); break;
            case Comparison.EachCode: foreach (var slot in slots) AddEachCode(parameter, CheckCodes(parameter, slot.Values)); break;
            case Comparison.Like: foreach (var slot in slots) AddLike(parameter, CheckPatterns(parameter, slot.Values)); break;
        }
    }

    private void AddPatients(Parameter parameter, ValueList<string> values)
    {
        var canonical = values.Select(value => KnownPatient.Canonical(new PatientId(value))).ToArray();
        if (canonical.Contains(null))
            Fault(XdsErrorCode.RegistryError, $"{parameter.Name} of {query.Name}: a value does not have the form id^^^&oid&ISO.");
        _compiled.Patients = canonical.OfType<string>().Distinct().ToValueList();
    }

    // Statuses that the registry does not know are as if they were not there (ITI TF-2 3.18.4.1.2.3.6); where a status is required, one must be left.
    private void AddStatus(Parameter parameter, ValueList<string> values)
    {
        var known = Known(values);
        if (known.Length == 0)
            Fault(XdsErrorCode.StoredQueryMissingParam, $"{parameter.Name} of {query.Name} names no availabilityStatus that this registry knows.");
        else
            _compiled.Where(parameter.Kind, $"o.status in ({string.Join(", ", known)})");
    }

    private void AddAssociationStatus(ValueList<string> values)
    {
        if (Known(values) is { Length: > 0 } known) _compiled.AssociationStatuses = known;
    }

    private static long[] Known(ValueList<string> statuses) => [.. statuses.Select(StatusNumber.Of).OfType<long>().Distinct()];

    private void AddAvailability(Parameter parameter, ValueList<string> values) =>
        _compiled.Where(parameter.Kind, $"coalesce(o.availability, {_compiled.Value(Vocabulary.Online)}) in (select v.value from {dialect.Values(Json(values), "v")})");

    private void AddLevel(Parameter parameter, string value)
    {
        if (value is not ("1" or "2")) Fault(XdsErrorCode.RegistryError, $"{parameter.Name} of {query.Name} is 1 or 2.");
        else _level = value[0] - '0';
    }

    // Which folders are shown by their status is the query's own choice where it has a parameter for it (ITI TF-2 3.18.4.1.2.3.5.1.1).
    private void HideWhatUpdatesLeaveBehind()
    {
        _compiled.Where(ObjectKind.DocumentEntry, $"o.latest = 1 and (o.availability is null or o.availability <> {_compiled.Value(Vocabulary.Offline)})");
        _compiled.Where(ObjectKind.Folder, "o.latest = 1");
        if (!query.Parameters.Any(p => p is { Comparison: Comparison.Status, Kind: ObjectKind.Folder }))
            _compiled.Where(ObjectKind.Folder, $"o.status = {StatusNumber.Approved}");
        _compiled.AssociationStatuses = [.. (_compiled.AssociationStatuses ?? [StatusNumber.Approved]).Intersect([StatusNumber.Approved])];
    }

    private void AddEntryType(QueryParameter[] slots)
    {
        var stable = slots.Length == 0 || slots[0].Values.Contains(Vocabulary.StableDocument);
        var onDemand = slots.Length > 0 && slots[0].Values.Contains(Vocabulary.OnDemandDocument);
        if (stable && onDemand) return;
        _compiled.Where(ObjectKind.DocumentEntry, stable ? "o.on_demand = 0" : onDemand ? "o.on_demand = 1" : "1 = 0");
    }

    private void AddTime(Parameter parameter, string value)
    {
        if (new Hl7Time(value) is not { IsValid: true } time)
        {
            Fault(XdsErrorCode.RegistryError, $"{parameter.Name} of {query.Name}: '{value}' is not a time of the form YYYY[MM[DD[hh[mm[ss]]]]].");
            return;
        }

        var bound = _compiled.Value(long.Parse(time.Earliest, CultureInfo.InvariantCulture));
        var compare = parameter.Comparison == Comparison.From ? ">=" : "<";
        var undecided = parameter.Undecided is { } condition ? $" or {condition}" : "";
        _compiled.Where(parameter.Kind, $"o.{parameter.Column} {compare} {bound}{undecided}");
    }

    private void AddAssociationTypes(Parameter parameter, ValueList<string> values)
    {
        // A type that the registry does not store can have no match, so it adds no condition of its own.
        var known = values.Select(AssociationTypes.Of).OfType<AssociationType>().Select(t => (int)t);
        _compiled.Where(parameter.Kind, $"o.{parameter.Column} in ({string.Join(", ", known.DefaultIfEmpty(0))})");
    }

    private void AddOneOf(Parameter parameter, IEnumerable<string> values) =>
        _compiled.Where(parameter.Kind, $"o.{parameter.Column} in (select v.value from {dialect.Values(Json(values), "v")})");

    private void AddEachCode(Parameter parameter, IEnumerable<string> values)
    {
        var list = Json(values);
        if (parameter.Name == QueryParameters.EventCodeList) _compiled.EventCodes ??= list;
        _compiled.Where(
            parameter.Kind,
            $"""
            exists (select 1 from {dialect.Values($"o.{parameter.Column}", "c")}
              where c.value in (select v.value from {dialect.Values(list, "v")}))
            """);
    }

    private void AddLike(Parameter parameter, IEnumerable<string> values) => _compiled.Where(
        parameter.Kind,
        $"""
        exists (select 1 from {dialect.Values($"o.{parameter.Column}", "c")}, {dialect.Values(Json(values.Select(dialect.LikePattern)), "v")}
          where {dialect.Like("c.value", "v.value")})
        """);

    private ValueList<string> CheckPatterns(Parameter parameter, ValueList<string> values)
    {
        foreach (var value in values.Where(v => v.Length > limits.QueryPatternLength))
        {
            Fault(
                XdsErrorCode.RegistryError,
                $"{parameter.Name} of {query.Name}: a value has {value.Length} characters; it may have {limits.QueryPatternLength} (limits.queryPatternLength).");
        }

        return values;
    }

    private ValueList<string> CheckCodes(Parameter parameter, ValueList<string> values)
    {
        foreach (var value in values.Where(v => v.Split('^') is not [{ Length: > 0 }, "", { Length: > 0 }]))
            Fault(XdsErrorCode.StoredQueryParamNumber, $"{parameter.Name} of {query.Name}: '{value}' does not have the form code^^scheme.");
        return values;
    }

    // A query that names objects does so in exactly one way (ITI TF-2 3.18.4.1.2.3.7.5).
    private void CheckIdentifiers(AdhocQueryRequest request)
    {
        var ways = query.Parameters.Where(p => p.Comparison is Comparison.EntryUuid or Comparison.UniqueId or Comparison.LogicalId).Select(p => p.Name).ToArray();
        if (ways.Length < 2) return;
        var given = ways.Count(way => IsGiven(request, way));
        if (given == 0)
            Fault(XdsErrorCode.StoredQueryMissingParam, $"{query.Name} requires the parameter {string.Join(" or ", ways)}.");
        else if (given > 1)
            Fault(XdsErrorCode.StoredQueryParamNumber, $"{query.Name} takes only one of the parameters {string.Join(" and ", ways)}.");
    }

    private void CheckSelectors(AdhocQueryRequest request)
    {
        if (query.Selectors.Count > 0 && !query.Selectors.Any(selector => IsGiven(request, selector)))
            Fault(XdsErrorCode.StoredQueryMissingParam, $"{query.Name} requires at least one of the parameters {string.Join(", ", query.Selectors)}.");
    }

    private static bool IsGiven(AdhocQueryRequest request, string name) => request.Parameters.Any(p => p.Name == name && p.Values.Count > 0);

    private string Json(IEnumerable<string> values) => _compiled.Value(JsonSerializer.Serialize(values));

    private void Fault(string code, string sentence) => _errors.Add(new(code, sentence));
}
