namespace IheNode.Core;

/// <summary>The metadata of one document (<c>ITI TF-3 4.2.3.2</c>). Single values are null when absent.</summary>
public sealed record DocumentEntry : PatientObject
{
    /// <summary>objectType: <see cref="Vocabulary.StableDocument"/> or <see cref="Vocabulary.OnDemandDocument"/>.</summary>
    public string ObjectType { get; init; } = Vocabulary.StableDocument;

    /// <summary>author.</summary>
    public ValueList<Author> Authors { get; init; }

    /// <summary>classCode.</summary>
    public Code? ClassCode { get; init; }

    /// <summary>confidentialityCode.</summary>
    public ValueList<Code> ConfidentialityCodes { get; init; }

    /// <summary>creationTime.</summary>
    public Hl7Time? CreationTime { get; init; }

    /// <summary>documentAvailability (Metadata Update).</summary>
    public string? DocumentAvailability { get; init; }

    /// <summary>eventCodeList.</summary>
    public ValueList<Code> EventCodes { get; init; }

    /// <summary>formatCode.</summary>
    public Code? FormatCode { get; init; }

    /// <summary>hash: SHA-1 in hexadecimal, as received.</summary>
    public string? Hash { get; init; }

    /// <summary>healthcareFacilityTypeCode.</summary>
    public Code? HealthcareFacilityTypeCode { get; init; }

    /// <summary>languageCode: RFC 5646 tag.</summary>
    public string? LanguageCode { get; init; }

    /// <summary>legalAuthenticator, XCN.</summary>
    public string? LegalAuthenticator { get; init; }

    /// <summary>mimeType.</summary>
    public string? MimeType { get; init; }

    /// <summary>practiceSettingCode.</summary>
    public Code? PracticeSettingCode { get; init; }

    /// <summary>referenceIdList, CXi.</summary>
    public ValueList<string> ReferenceIds { get; init; }

    /// <summary>repositoryUniqueId: the OID of the repository that holds the document.</summary>
    public string? RepositoryUniqueId { get; init; }

    /// <summary>serviceStartTime.</summary>
    public Hl7Time? ServiceStartTime { get; init; }

    /// <summary>serviceStopTime.</summary>
    public Hl7Time? ServiceStopTime { get; init; }

    /// <summary>size in octets, as received.</summary>
    public string? Size { get; init; }

    /// <summary>sourcePatientId, CX.</summary>
    public PatientId? SourcePatientId { get; init; }

    /// <summary>sourcePatientInfo: <c>PID-n|value</c> lines.</summary>
    public ValueList<string> SourcePatientInfo { get; init; }

    /// <summary>typeCode.</summary>
    public Code? TypeCode { get; init; }

    /// <summary>URI.</summary>
    public string? Uri { get; init; }

    /// <summary>
    /// Whether the entry says that its document is yet to be assembled: a stable one of size 0 with the hash of nothing (<c>ITI TF-2 3.43.4.1.3.2</c>).
    /// </summary>
    public bool AwaitsAssembly => ObjectType == Vocabulary.StableDocument && Size?.TrimStart('0') == "" && HashOfNothing.Equals(Hash, StringComparison.OrdinalIgnoreCase);

    private const string HashOfNothing = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
}
