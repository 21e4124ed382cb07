namespace IheNode.Core;

/// <summary>What a patient identity feed reports.</summary>
public enum PatientFeedEvent
{
    /// <summary>A01, A04, A05, PRPA_IN201301: register.</summary>
    Add,

    /// <summary>A08, A31, PRPA_IN201302: update.</summary>
    Revise,

    /// <summary>A40, PRPA_IN201304: one id is merged into another.</summary>
    Merge,
}

/// <summary>A patient identity feed: ITI-8, 30, 44.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Patient">The patient; on a merge, the survivor.</param>
/// <param name="Subsumed">On a merge, the id that is no more (MRG-1).</param>
/// <param name="Source">MSH-4|MSH-3, or the sending device's OID.</param>
public sealed record PatientFeed(PatientFeedEvent Event, Patient Patient, PatientId? Subsumed = null, string? Source = null)
{
    /// <summary>Trigger event as received, such as A01.</summary>
    public string Trigger { get; init; } = "";

    /// <summary>MSH-10 or the v3 message id, for audit.</summary>
    public string MessageId { get; init; } = "";

    /// <summary>What the acknowledgement of a v3 message repeats of it.</summary>
    public V3Request? V3 { get; init; }

    /// <summary>What is wrong with the message itself; with any of these it is refused.</summary>
    public ValueList<PatientError> Errors { get; init; }
}

/// <summary>The outcome of a feed.</summary>
/// <param name="Errors">Empty when it was accepted.</param>
public sealed record PatientFeedResponse(ValueList<PatientError> Errors = default)
{
    /// <summary>Whether it was accepted.</summary>
    public bool Accepted => Errors.Count == 0;
}

/// <summary>What went wrong in a patient transaction, placed so that both HL7 generations can point at it.</summary>
/// <param name="Code">HL7 table 0357: 204 unknown key identifier, 207 internal error, …</param>
/// <param name="Text">A sentence for the sender, without demographics.</param>
/// <param name="Where">Which part of the message.</param>
/// <param name="Repetition">Its one-based repetition, for domains.</param>
public sealed record PatientError(int Code, string Text, PatientErrorPlace Where = PatientErrorPlace.Message, int Repetition = 1);

/// <summary>The parts of patient messages that errors point at.</summary>
public enum PatientErrorPlace
{
    /// <summary>The message as a whole.</summary>
    Message,

    /// <summary>The id value asked for: QPD-3.1, patientIdentifier.</summary>
    Id,

    /// <summary>The assigning authority of the id asked for: QPD-3.4.</summary>
    IdAuthority,

    /// <summary>A domain in which ids are wanted: QPD-4, QPD-8, dataSource, otherIDsScopingOrganization.</summary>
    Domain,

    /// <summary>PID-3, patient/id.</summary>
    PatientId,

    /// <summary>MRG-1, priorRegisteredRole/id.</summary>
    SubsumedId,

    /// <summary>The continuation pointer.</summary>
    Continuation,
}

/// <summary>Which ids does this person have? ITI-9 and 45.</summary>
/// <param name="Id">The id that is known. Its authority may be given by namespace only.</param>
/// <param name="Domains">OIDs of the assigning authorities whose ids are wanted; empty = all. A domain that only has a namespace stands as that name.</param>
public sealed record PixQuery(PatientId Id, ValueList<string> Domains = default)
{
    /// <summary>The query tag, or the v3 queryId, which the answer repeats.</summary>
    public string QueryId { get; init; } = "";

    /// <summary>What the answer has to repeat of a v3 request (ids of message and devices, queryByParameter as XML).</summary>
    public V3Request? V3 { get; init; }

    /// <summary>MSH-10 of the request, for audit.</summary>
    public string MessageId { get; init; } = "";

    /// <summary>The whole query as text, for audit.</summary>
    public string Text { get; init; } = "";
}

/// <summary>The answer to <see cref="PixQuery"/>: found (ids), known but none wanted (no ids, no errors), or errors.</summary>
/// <param name="Ids">The ids, without the one that was asked for; ids of one domain are adjacent.</param>
/// <param name="Errors">Errors with their places.</param>
public sealed record PixQueryResponse(ValueList<PatientId> Ids, ValueList<PatientError> Errors = default)
{
    /// <summary>The stored names, which v3 answers carry.</summary>
    public ValueList<PersonName> Names { get; init; }
}

/// <summary>Who matches these demographics? ITI-21, 47 and 55. Given conditions must all hold; names are alternatives.</summary>
public sealed record PatientDemographicsQuery
{
    /// <summary>The query tag, or the v3 queryId, which the answer repeats.</summary>
    public string QueryId { get; init; } = "";

    /// <summary>Names, any of which may match; an empty part is not a condition.</summary>
    public ValueList<PersonName> Names { get; init; }

    /// <summary>Whether names are matched loosely (v3 use SRCH, or a trailing * in v2).</summary>
    public bool FuzzyNames { get; init; }

    /// <summary>Earliest birth time, inclusive; a single value stands in both bounds.</summary>
    public Hl7Time? BirthTimeFrom { get; init; }

    /// <summary>Latest birth time, inclusive at its precision.</summary>
    public Hl7Time? BirthTimeTo { get; init; }

    /// <summary>Administrative gender.</summary>
    public string? Gender { get; init; }

    /// <summary>Address parts.</summary>
    public PersonAddress? Address { get; init; }

    /// <summary>Telephone number or mail address.</summary>
    public string? Telecom { get; init; }

    /// <summary>Mother's maiden name.</summary>
    public PersonName? MothersMaidenName { get; init; }

    /// <summary>Account number (PID-18).</summary>
    public string? AccountNumber { get; init; }

    /// <summary>Identifiers, any of which may match.</summary>
    public ValueList<PatientId> Ids { get; init; }

    /// <summary>Domains whose ids are wanted; empty = all.</summary>
    public ValueList<string> Domains { get; init; }

    /// <summary>How many records are wanted at once (RCP-2, initialQuantity); null = all.</summary>
    public int? Quantity { get; init; }

    /// <summary>DSC-1 of a continued query.</summary>
    public string? Continuation { get; init; }

    /// <summary>Further addresses, any of which may match, ITI-55.</summary>
    public ValueList<PersonAddress> OtherAddresses { get; init; }

    /// <summary>Further telephone numbers and mail addresses, any of which may match, ITI-55.</summary>
    public ValueList<string> OtherTelecoms { get; init; }

    /// <summary>Whether the answer is wanted later at another address (responsePriorityCode D), ITI-55.</summary>
    public bool Deferred { get; init; }

    /// <summary>home community (bare OID) of an asking gateway, ITI-55.</summary>
    public string? HomeCommunity { get; init; }

    /// <summary>Assigning authority by whose ids the asking gateway may be queried back, ITI-55.</summary>
    public string? ReverseQueryAuthority { get; init; }

    /// <summary>What the answer has to repeat of a v3 request.</summary>
    public V3Request? V3 { get; init; }

    /// <summary>MSH-10 of the request, for audit.</summary>
    public string MessageId { get; init; } = "";

    /// <summary>The whole query as text, for audit.</summary>
    public string Text { get; init; } = "";
}

/// <summary>The answer to <see cref="PatientDemographicsQuery"/>.</summary>
/// <param name="Matches">Who matches, best first.</param>
/// <param name="Errors">Errors with their places.</param>
public sealed record PatientDemographicsQueryResponse(ValueList<PatientMatch> Matches, ValueList<PatientError> Errors = default)
{
    /// <summary>DSC-1: where the next page begins; null at the end.</summary>
    public string? Continuation { get; init; }

    /// <summary>All matches, on all pages.</summary>
    public int Total { get; init; }

    /// <summary>Attributes that would decide between several candidates (ITI-55 case 3), as codes of <c>1.3.6.1.4.1.19376.1.2.27.1</c>.</summary>
    public ValueList<string> WantedAttributes { get; init; }
}

/// <summary>A person who matches.</summary>
/// <param name="Patient">Demographics and ids.</param>
/// <param name="Score">Degree of match, 0 to 100.</param>
/// <param name="HomeCommunity">The community (bare OID) where the person is known, ITI-55.</param>
public sealed record PatientMatch(Patient Patient, int Score = 100, string? HomeCommunity = null);

/// <summary>What an HL7 v3 answer repeats of its request (<c>ITI TF-2 Appendix O</c>).</summary>
/// <param name="MessageId">root and extension of the request's id, as <c>root</c> or <c>root^extension</c>.</param>
/// <param name="SenderDevice">OID of the sending device: the answer's receiver.</param>
/// <param name="ReceiverDevice">OID of the receiving device: the answer's sender.</param>
/// <param name="Parameters">queryByParameter, as XML.</param>
public sealed record V3Request(string MessageId, string SenderDevice, string ReceiverDevice, string Parameters);
