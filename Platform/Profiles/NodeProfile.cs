using System.Text.Json.Serialization;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>Everything a node is told: one <c>profiles/&lt;network&gt;.json</c>, read once at start and never changed.</summary>
public sealed record NodeProfile
{
    /// <summary>The network that this node serves.</summary>
    public required NetworkProfile Network { get; init; }

    /// <summary>Ports and address.</summary>
    public ListenProfile Listen { get; init; } = new();

    /// <summary>Certificates.</summary>
    public TlsProfile Tls { get; init; } = new();

    /// <summary>Where rows are kept.</summary>
    public DatabaseProfile Database { get; init; } = new();

    /// <summary>Where documents are kept.</summary>
    public DocumentsProfile Documents { get; init; } = new();

    /// <summary>The document registry, where it is not this node itself.</summary>
    public RegistryProfile Registry { get; init; } = new();

    /// <summary>OID of the node's document repository.</summary>
    public required string RepositoryUniqueId { get; init; }

    /// <summary>OID by which the node names itself in HL7 v3 messages.</summary>
    public required string DeviceId { get; init; }

    /// <summary>The rules of the affinity domain.</summary>
    public required AffinityDomainProfile AffinityDomain { get; init; }

    /// <summary>The facilities of the network.</summary>
    public ValueList<FacilityProfile> Facilities { get; init; }

    /// <summary>Assigning authorities beside those of facilities (national ids, test domains).</summary>
    public ValueList<AssigningAuthorityProfile> AssigningAuthorities { get; init; }

    /// <summary>The communities that this node asks and answers.</summary>
    public ValueList<NeighbourProfile> Neighbours { get; init; }

    /// <summary>The audit trail.</summary>
    public AuditProfile Audit { get; init; } = new();

    /// <summary>Choices that the standard leaves to the domain.</summary>
    public PolicyProfile Policy { get; init; } = new();

    /// <summary>Every limit on what is taken in.</summary>
    public LimitsProfile Limits { get; init; } = new();

    /// <summary>The codes of the affinity domain, read from <see cref="AffinityDomainProfile.Codes"/>.</summary>
    [JsonIgnore]
    public CodeSets Codes { get; init; } = new();
}

/// <summary>The network.</summary>
public sealed record NetworkProfile
{
    /// <summary>Short id, such as <c>yamato-seiwa</c>: letters, digits, hyphens; names the data folder.</summary>
    public required string Id { get; init; }

    /// <summary>Name in Japanese.</summary>
    public required string NameJa { get; init; }

    /// <summary>Name in English.</summary>
    public required string NameEn { get; init; }

    /// <summary>homeCommunityId as <c>urn:oid:</c> URN.</summary>
    public required string HomeCommunityId { get; init; }

    /// <summary>Prefecture and medical region, for people.</summary>
    public string? Region { get; init; }

    /// <summary>Who operates the network, for people.</summary>
    public string? Operator { get; init; }
}

/// <summary>Ports; 0 = a free one, -1 = off.</summary>
public sealed record ListenProfile
{
    /// <summary>Address for the TLS listeners.</summary>
    public string Address { get; init; } = "0.0.0.0";

    /// <summary>SOAP with mutual TLS.</summary>
    public int Https { get; init; } = 8443;

    /// <summary>SOAP without TLS, loopback only.</summary>
    public int Http { get; init; } = 8080;

    /// <summary>HL7 v2 over MLLP with mutual TLS.</summary>
    public int Mllps { get; init; } = 2576;

    /// <summary>HL7 v2 over plain MLLP, loopback only.</summary>
    public int Mllp { get; init; } = 2575;

    /// <summary>Whether the plain listeners are opened, on loopback.</summary>
    public bool AllowPlainLoopback { get; init; }
}

/// <summary>Certificates. Without files the node makes a CA and its own certificate under <c>--data</c> on first start.</summary>
public sealed record TlsProfile
{
    /// <summary>PEM file of the node's certificate (with chain); null = development certificate.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of its private key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>PEM files of the CAs whose client certificates are accepted, beside the node's own development CA.</summary>
    public ValueList<string> TrustedAuthorities { get; init; }

    /// <summary>Names and addresses for the development certificate's subject alternative names.</summary>
    public ValueList<string> DevelopmentNames { get; init; } = ["localhost", "127.0.0.1"];
}

/// <summary>The document store.</summary>
public sealed record DocumentsProfile
{
    /// <summary>Where new documents go that are too large for a row: <c>files</c> under <c>--data</c>, or <c>s3</c>. Earlier ones stay where they are and are read there.</summary>
    public string Kind { get; init; } = "files";

    /// <summary>Octets of the largest document that is kept in a row of the database, committed together with its registration; larger ones go where <see cref="Kind"/> says.</summary>
    public int RowBytes { get; init; } = 64 * 1024;

    /// <summary>Octets of the disk (and of the place of large documents) that are left alone: with less room no submission is taken, while reading goes on.</summary>
    public long FreeBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>The object store; without it there is none.</summary>
    public S3Profile? S3 { get; init; }

    /// <summary>How long a staged document may wait for its registration before the sweeper asks the registry and decides, in minutes or parts of one.</summary>
    public double SweepAfterMinutes { get; init; } = 15;

    /// <summary>Years that a document is kept at least: before they are over its removal (ITI-86) is refused; null = an administrator may remove it at any time.</summary>
    public int? RetentionYears { get; init; }

    /// <summary>Who assembles documents when they are asked for.</summary>
    public ValueList<OnDemandSourceProfile> OnDemandSources { get; init; }

    /// <summary>contentTypeCode of the submission sets by which snapshots of on-demand documents are registered, as <c>code^name^scheme</c>.</summary>
    public string SnapshotContentType { get; init; } = "ITI-43^Snapshot of an On-Demand Document^IHE Transactions";

    /// <summary>Whether text is stored compressed where that saves room; other documents and those that hardly shrink are stored as they are.</summary>
    public bool Compress { get; init; }

    /// <summary>Whether and how stored documents are encrypted.</summary>
    public EncryptionProfile Encryption { get; init; } = new();

    /// <summary>Whether the content of a document must be what its mimeType says, for the formats that the node knows; otherwise InvalidDocumentContent.</summary>
    public bool CheckContent { get; init; }

    /// <summary>The virus scanner; null = documents are not scanned.</summary>
    public ScannerProfile? Scanner { get; init; }
}

/// <summary>The affinity domain.</summary>
public sealed record AffinityDomainProfile
{
    /// <summary>OID under which the registry knows patients.</summary>
    public required string AssigningAuthority { get; init; }

    /// <summary>Its namespace id, for HL7 v2.</summary>
    public required string Namespace { get; init; }

    /// <summary>Whether the PIX manager gives every person an id of the affinity domain; otherwise such ids come with the feed.</summary>
    public bool IssuesIds { get; init; }

    /// <summary>Code file, relative to the profile.</summary>
    public string? Codes { get; init; }

    /// <summary>Whether objects that are marked as limited metadata are registered, with fewer required attributes; otherwise they are refused.</summary>
    public bool AcceptsLimitedMetadata { get; init; }

    /// <summary>contentTypeCode of submission sets that the registry makes for a change of a patient link (ITI-64), as <c>code^name^scheme</c>.</summary>
    public string LinkChangeContentType { get; init; } = "ITI-64^Notify XAD-PID Link Change^IHE Transactions";

    /// <summary>Coded attributes in which only codes of the file are accepted (names as in <c>classCode</c>; <c>mimeType</c> too).</summary>
    public ValueList<string> ClosedAttributes { get; init; }
}

/// <summary>A facility of the network.</summary>
public sealed record FacilityProfile
{
    /// <summary>10-digit facility code.</summary>
    public required string Code { get; init; }

    /// <summary>Name in Japanese.</summary>
    public required string NameJa { get; init; }

    /// <summary>Name in English.</summary>
    public required string NameEn { get; init; }

    /// <summary>hospital, medical_clinic, dental_clinic, pharmacy, care_facility or other.</summary>
    public required string Kind { get; init; }

    /// <summary>OID of its patient identifiers.</summary>
    public required string AssigningAuthority { get; init; }

    /// <summary>Namespace id of its patient identifiers; null = the facility code.</summary>
    public string? Namespace { get; init; }

    /// <summary>SHA-256 thumbprint of its certificate, 64 hexadecimal digits; null = any certificate of the node's own CA whose subject has the code as serialNumber.</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>source (gives), consumer (asks), administrator (changes and removes what is registered).</summary>
    public ValueList<string> Roles { get; init; } = ["source", "consumer"];

    /// <summary>HL7 v2 senders (<c>facility|application</c> or <c>application</c>) that feed this domain.</summary>
    public ValueList<string> FeedSources { get; init; }

    /// <summary>The OIDs under which its document sources submit (sourceId of submission sets); empty = any.</summary>
    public ValueList<string> SourceIds { get; init; }
}

/// <summary>An assigning authority that belongs to no facility.</summary>
public sealed record AssigningAuthorityProfile
{
    /// <summary>Its OID.</summary>
    public required string Oid { get; init; }

    /// <summary>Its namespace id.</summary>
    public required string Namespace { get; init; }

    /// <summary>HL7 v2 senders that feed it.</summary>
    public ValueList<string> FeedSources { get; init; }
}

/// <summary>A neighbouring community.</summary>
public sealed record NeighbourProfile
{
    /// <summary>homeCommunityId as <c>urn:oid:</c> URN.</summary>
    public required string HomeCommunityId { get; init; }

    /// <summary>Its name, for people.</summary>
    public required string Name { get; init; }

    /// <summary>Address of ITI-38.</summary>
    public required string Query { get; init; }

    /// <summary>Address of ITI-39.</summary>
    public required string Retrieve { get; init; }

    /// <summary>Address of ITI-55.</summary>
    public required string PatientDiscovery { get; init; }

    /// <summary>OID by which its gateway names itself in HL7 v3 messages.</summary>
    public string? DeviceId { get; init; }

    /// <summary>PEM file of the CA that issued its certificate; null = only the CAs of <c>tls</c>.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>How long it may take over all that one request asks of it, discovery included, in seconds.</summary>
    public double TimeLimitSeconds { get; init; } = 10;
}

/// <summary>The audit trail.</summary>
public sealed record AuditProfile
{
    /// <summary>AuditSourceID; null = network id.</summary>
    public string? SourceId { get; init; }

    /// <summary>Address of an audit record repository, <c>syslog+tls://host:6514</c> or <c>syslog+udp://host:514</c>; null = local trail only.</summary>
    public string? RecordRepository { get; init; }
}

/// <summary>Choices of the domain.</summary>
public sealed record PolicyProfile
{
    /// <summary>Whether a stored query for an unknown patient is answered with XDSUnknownPatientId; otherwise with an empty success.</summary>
    public bool UnknownPatientIsError { get; init; }

    /// <summary>How long XCPD correlations may be used again, in minutes.</summary>
    public int CorrelationMinutes { get; init; } = 60;

    /// <summary>Whether the node is a Document Recipient of XDR, too: it then answers ITI-41 at <c>/xdr/recipient</c> without asking for what was submitted before.</summary>
    public bool DocumentRecipient { get; init; }

    /// <summary>
    /// The attributes of an entry (names as in <c>classCode</c>) that a restricted update (ITI-92) may not change, beside those that no such update may change.
    /// </summary>
    public ValueList<string> RestrictedUpdateForbids { get; init; } = ["hash", "size"];
}
