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

/// <summary>A group of documents of one patient (<c>ITI TF-3 4.2.3.4</c>).</summary>
public sealed record Folder : PatientObject
{
    /// <summary>codeList.</summary>
    public ValueList<Code> Codes { get; init; }

    /// <summary>lastUpdateTime, kept by the registry.</summary>
    public Hl7Time? LastUpdateTime { get; init; }
}

/// <summary>A directed relation between two registry objects (<c>ITI TF-3 4.2.2</c>).</summary>
public sealed record Association : RegistryObject
{
    /// <summary>associationType, a URN of <see cref="Vocabulary"/>.</summary>
    public required string Type { get; init; }

    /// <summary>sourceObject: the id of the newer or containing object.</summary>
    public required string SourceId { get; init; }

    /// <summary>targetObject: the id of the older or contained object.</summary>
    public required string TargetId { get; init; }

    /// <summary>Slot SubmissionSetStatus, <c>Original</c> or <c>Reference</c>, of a submission set's membership of a document.</summary>
    public string? SubmissionSetStatus { get; init; }

    /// <summary>The reason for a relationship (documentation classification).</summary>
    public Code? Documentation { get; init; }
}
