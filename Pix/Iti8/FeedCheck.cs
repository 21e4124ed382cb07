using IheNode.Core;

namespace IheNode.Pix;

/// <summary>An id of a feed in a domain that the profile names.</summary>
/// <param name="Id">Its value.</param>
/// <param name="Domain">Its domain.</param>
/// <param name="IsReference">Whether the domain has a source of its own and the feed is not from it: such an id must be known already.</param>
internal sealed record FedId(string Id, IdentifierDomain Domain, bool IsReference = false);

/// <summary>A feed whose ids are resolved, or what is wrong with it.</summary>
/// <param name="Ids">The ids in the order of the message, on a merge the survivor first.</param>
/// <param name="Subsumed">On a merge, the id that is to go.</param>
/// <param name="Errors">What is wrong; with any of these nothing may change.</param>
internal sealed record CheckedFeed(ValueList<FedId> Ids, FedId? Subsumed, ValueList<PatientError> Errors);

/// <summary>Checks all of a feed that can be checked without the index (<c>ITI TF-2 3.8.4.1, Appendix E</c>).</summary>
internal sealed class FeedCheck(IdentifierDomains domains, bool issuesIds)
{
    public CheckedFeed Check(PatientFeed feed)
    {
        var errors = feed.Errors.ToList();
        var ids = feed.Patient.Ids.Select((id, index) => Resolve(id, feed.Source, PatientErrorPlace.PatientId, index + 1, errors)).OfType<FedId>().Distinct().ToList();
        if (feed.Patient.Ids.Count == 0) errors.Add(new(101, "The patient has no identifier (PID-3).", PatientErrorPlace.PatientId));
        if (feed.Patient.BirthTime is { Text.Length: > 0 } birth && birth.Text != Er7Text.Deletion && BirthDays.Of(birth) is null)
            errors.Add(new(102, "The birth time (PID-7) is not a date of the form YYYY[MM[DD]]."));
        errors.AddRange(
            from text in Texts(feed.Patient)
            where text.Value is { Length: > MetadataTypes.LongestValue }
            select new PatientError(102, $"{text.Name} has {text.Value.Length} characters; at most {MetadataTypes.LongestValue} can be searched for."));
        if (feed.Event != PatientFeedEvent.Merge) return new(ids.ToValueList(), null, errors.ToValueList());

        FedId? subsumed = null;
        if (feed.Subsumed is { } prior) subsumed = Resolve(prior, feed.Source, PatientErrorPlace.SubsumedId, 1, errors);
        else if (feed.Errors.Count == 0) errors.Add(new(101, "A merge names no prior identifier (MRG-1).", PatientErrorPlace.SubsumedId));
        if (subsumed is not null && errors.Count == 0)
        {
            if (ids.Find(id => id.Domain.Oid == subsumed.Domain.Oid) is not { } survivor)
                errors.Add(new(204, "The surviving and the prior identifier are of different assigning authorities.", PatientErrorPlace.SubsumedId));
            else if (survivor.Id == subsumed.Id)
                errors.Add(new(102, "The surviving and the prior identifier are equal.", PatientErrorPlace.SubsumedId));
            else
                ids = [survivor, .. ids.Where(id => id != survivor)];
        }

        return new(ids.ToValueList(), subsumed, errors.ToValueList());
    }

    // What is searched for lies in indexes, of which no database takes texts of any length.
    private static IEnumerable<(string Name, string? Value)> Texts(Patient patient)
    {
        foreach (var name in patient.MothersMaidenName is { } mother ? patient.Names.Prepend(mother) : patient.Names)
        {
            yield return ("A family name", name.Family);
            yield return ("A given name", name.Given);
        }

        foreach (var address in patient.Addresses)
        {
            foreach (var part in new[] { address.Street, address.OtherDesignation, address.City, address.State, address.PostalCode }) yield return ("A part of an address", part);
        }

        yield return ("The account number (PID-18)", patient.AccountNumber);
    }

    private FedId? Resolve(PatientId id, string? source, PatientErrorPlace place, int repetition, List<PatientError> errors)
    {
        var said = IdentifierDomains.Describe(id);
        var domain = said.Length > 0 ? domains.Of(id) : domains.FedBy(source);
        var before = errors.Count;
        if (string.IsNullOrWhiteSpace(id.Id))
            errors.Add(new(101, "An identifier has no value (CX.1).", place, repetition));
        if (domain is not null && id.Id.Length + domain.Oid.Length + "^^^&&ISO".Length is var length and > MetadataTypes.LongestValue)
            errors.Add(new(102, $"An identifier with its authority has {length} characters; documents can be registered for one of {MetadataTypes.LongestValue}.", place, repetition));
        if (domain is null)
        {
            errors.Add(new(204, said.Length > 0
                ? $"No authority configured for {said}."
                : $"No authority configured for an identifier without assigning authority from {source}.", place, repetition));
        }
        else if (!MayFeed(source, domain) && (place != PatientErrorPlace.PatientId || repetition == 1))
        {
            // One source per domain. Behind an id of its own a source may name one that another source gave the same person.
            errors.Add(NotItsSource(source, domain, place, repetition));
        }
        else if (issuesIds && domain == domains.Affinity)
        {
            errors.Add(new(204, $"Identifiers of {domain.Namespace} are issued by this network and cannot be fed.", place, repetition));
        }

        return errors.Count == before ? new(id.Id.Trim(), domain!, !MayFeed(source, domain!)) : null;
    }

    /// <summary>The sender is not the one who may say which ids there are in a domain.</summary>
    public static PatientError NotItsSource(string? source, IdentifierDomain domain, PatientErrorPlace place, int repetition) =>
        new(204, $"Error authenticating application: {source} is not a source of the identifiers of {domain.Namespace}.", place, repetition);

    private static bool MayFeed(string? source, IdentifierDomain domain) => domain.FeedSources.Count == 0 || domain.IsFedBy(source);
}
