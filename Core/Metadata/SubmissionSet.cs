namespace IheNode.Core;

/// <summary>What was submitted together, by whom and when (<c>ITI TF-3 4.2.3.3</c>).</summary>
public sealed record SubmissionSet : PatientObject
{
    /// <summary>author.</summary>
    public ValueList<Author> Authors { get; init; }

    /// <summary>contentTypeCode.</summary>
    public Code? ContentTypeCode { get; init; }

    /// <summary>intendedRecipient: <c>XON|XCN|XTN</c>.</summary>
    public ValueList<string> IntendedRecipients { get; init; }

    /// <summary>sourceId: the OID of the document source.</summary>
    public string? SourceId { get; init; }

    /// <summary>submissionTime.</summary>
    public Hl7Time? SubmissionTime { get; init; }
}
