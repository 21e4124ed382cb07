namespace IheNode.Platform;

/// <summary>Limits; what passes one is refused with an error that names it.</summary>
public sealed record LimitsProfile
{
    /// <summary>Octets of XML in one message, inline documents not counted.</summary>
    public long XmlBytes { get; init; } = 50 * 1024 * 1024;

    /// <summary>Depth of XML elements.</summary>
    public int XmlDepth { get; init; } = 64;

    /// <summary>Octets of one XML tag with its attributes, or of one comment.</summary>
    public int XmlTagBytes { get; init; } = 1024 * 1024;

    /// <summary>Attributes of one element.</summary>
    public int XmlAttributes { get; init; } = 64;

    /// <summary>Characters of an element's or attribute's name with its prefix; its namespace may have eight times as many.</summary>
    public int XmlNameLength { get; init; } = 256;

    /// <summary>Octets of the HTTP headers, and of the headers of one MIME part.</summary>
    public int HeaderBytes { get; init; } = 64 * 1024;

    /// <summary>MIME parts of one message, its XML counted.</summary>
    public int Parts { get; init; } = 1100;

    /// <summary>Octets of one document.</summary>
    public long DocumentBytes { get; init; } = 8L * 1024 * 1024 * 1024;

    /// <summary>Documents of one submission (more = XDSRepositoryError).</summary>
    public int SubmissionDocuments { get; init; } = 1000;

    /// <summary>Submissions whose documents arrive at the same time (more = XDSRepositoryBusy).</summary>
    public int Submissions { get; init; } = 256;

    /// <summary>Requests by SOAP that are under way at the same time (more = HTTP 503 with Retry-After).</summary>
    public int Requests { get; init; } = 1024;

    /// <summary>Seconds without a byte from the sender before its message is refused and the connection closed.</summary>
    public int IdleSeconds { get; init; } = 120;

    /// <summary>Octets a second that a sender by SOAP must reach on average, once it has sent for <see cref="IdleSeconds"/>.</summary>
    public int BytesPerSecond { get; init; } = 240;

    /// <summary>Octets of one HL7 v2 message.</summary>
    public int Er7Bytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Simultaneous MLLP connections.</summary>
    public int MllpConnections { get; init; } = 1000;

    /// <summary>Objects in the answer to one stored query (more = XDSTooManyResults), and persons who match one patient query.</summary>
    public int QueryResults { get; init; } = 10_000;

    /// <summary>Seconds that the registry may search for the answer to one stored query (more = XDSRegistryBusy).</summary>
    public int QuerySeconds { get; init; } = 30;

    /// <summary>How often one parameter of a stored query may be repeated as a Slot, each a further condition.</summary>
    public int QueryConditions { get; init; } = 100;

    /// <summary>Characters of one value with which a stored query compares by LIKE.</summary>
    public int QueryPatternLength { get; init; } = 1024;

    /// <summary>Alternatives (names, ids) in one condition of a patient query.</summary>
    public int QueryAlternatives { get; init; } = 100;

    /// <summary>Documents whose patient one change of a patient link (ITI-64) may change.</summary>
    public int LinkChangeEntries { get; init; } = 10_000;

    /// <summary>Documents in one retrieval.</summary>
    public int RetrieveDocuments { get; init; } = 1000;

    /// <summary>Documents in one removal (more = XDSRemoveDocumentsError).</summary>
    public int RemoveDocuments { get; init; } = 1000;

    /// <summary>Documents that one retrieval lets be assembled at a time.</summary>
    public int OnDemandFetches { get; init; } = 8;
}
