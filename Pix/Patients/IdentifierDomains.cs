using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Pix;

/// <summary>A domain of patient identifiers that the profile names.</summary>
/// <param name="Oid">OID of its assigning authority.</param>
/// <param name="Namespace">Its namespace id.</param>
/// <param name="FeedSources">Who feeds it; empty = whoever may feed at all.</param>
internal sealed record IdentifierDomain(string Oid, string Namespace, ValueList<string> FeedSources)
{
    /// <summary>Whether a sender, <c>facility|application</c> or a device's OID, is a source of this domain.</summary>
    public bool IsFedBy(string? source) => FeedSources.Any(own => own == source
        || (!own.Contains('|', StringComparison.Ordinal) && source is not null && source.EndsWith("|" + own, StringComparison.Ordinal)));
}

/// <summary>Finds the domain that a CX names by namespace, by OID or by both (<c>ITI TF-2 Appendix E</c>).</summary>
internal sealed class IdentifierDomains
{
    private readonly Dictionary<string, IdentifierDomain> _byOid = new(StringComparer.Ordinal);
    private readonly ILookup<string, IdentifierDomain> _byNamespace;

    public IdentifierDomains(NodeProfile profile)
    {
        foreach (var domain in Configured(profile))
        {
            // One authority may stand twice, for two facilities that share their ids: then both feed it.
            _byOid[domain.Oid] = _byOid.TryGetValue(domain.Oid, out var known)
                ? known with { FeedSources = known.FeedSources.Concat(domain.FeedSources).ToValueList() }
                : domain;
        }

        _byNamespace = _byOid.Values.ToLookup(domain => domain.Namespace, StringComparer.Ordinal);
        Affinity = _byOid[profile.AffinityDomain.AssigningAuthority];
    }

    /// <summary>The domain under whose ids the registry knows patients.</summary>
    public IdentifierDomain Affinity { get; }

    /// <summary>The domain that CX.4 names; null when it names none, or two that differ.</summary>
    public IdentifierDomain? Of(PatientId id)
    {
        var (name, oid) = AuthorityOf(id);
        if (oid.Length == 0) return Named(name);
        return _byOid.TryGetValue(oid, out var domain) && (name.Length == 0 || name == domain.Namespace) ? domain : null;
    }

    /// <summary>The domain with this OID or, failing that, with this namespace id alone.</summary>
    public IdentifierDomain? Named(string oidOrNamespace)
    {
        if (oidOrNamespace.Length == 0) return null;
        if (_byOid.TryGetValue(Oid.WithoutUrn(oidOrNamespace), out var domain)) return domain;
        return _byNamespace[oidOrNamespace].ToList() is [var only] ? only : null;
    }

    /// <summary>The one domain that a sender feeds; null when it feeds none or several.</summary>
    public IdentifierDomain? FedBy(string? source) =>
        _byOid.Values.Where(domain => domain.IsFedBy(source)).ToList() is [var only] ? only : null;

    /// <summary>An id with namespace, OID and type, as the answers of a PIX manager give it.</summary>
    public PatientId Write(string id, string oid)
    {
        var plain = PatientId.Of(id, oid).Text;
        return _byOid.TryGetValue(oid, out var domain) && domain.Namespace.Length > 0
            ? new(plain.Replace("^^^&", $"^^^{domain.Namespace}&", StringComparison.Ordinal))
            : new(plain);
    }

    /// <summary>What CX.4 says, for a sentence; empty when it says nothing.</summary>
    public static string Describe(PatientId id) => AuthorityOf(id) switch
    {
        ("", "") => "",
        (var name, "") => name,
        ("", var oid) => oid,
        var (name, oid) => $"{name}&{oid}",
    };

    private static (string Namespace, string Oid) AuthorityOf(PatientId id)
    {
        var components = (id.Text ?? "").Split('^');
        var parts = components.Length > 3 ? components[3].Split('&') : [];
        var (name, universal, type) = (Part(parts, 0), Part(parts, 1), Part(parts, 2));
        // A local universal id is a namespace said twice.
        return type == "L" ? (name.Length > 0 ? name : universal, "") : (name, Oid.WithoutUrn(universal));
    }

    private static string Part(string[] parts, int index) => index < parts.Length ? parts[index].Trim() : "";

    private static IEnumerable<IdentifierDomain> Configured(NodeProfile profile)
    {
        yield return new(profile.AffinityDomain.AssigningAuthority, profile.AffinityDomain.Namespace, []);
        foreach (var facility in profile.Facilities)
            yield return new(facility.AssigningAuthority, facility.Namespace ?? facility.Code, facility.FeedSources);
        foreach (var authority in profile.AssigningAuthorities)
            yield return new(authority.Oid, authority.Namespace, authority.FeedSources);
    }
}
