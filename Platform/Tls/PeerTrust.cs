using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IheNode.Platform;

/// <summary>What a node thinks of a peer's certificate.</summary>
/// <param name="Refusal">Why it is refused; null = it is trusted.</param>
/// <param name="Facility">Code of the facility, or homeCommunityId of the neighbour, to whom it belongs; null = a trusted stranger, or refused.</param>
public sealed record PeerVerdict(string? Refusal, string? Facility = null);

/// <summary>
/// Decides whose certificate is accepted (<c>ITI TF-2 3.19.6.1</c>): one that a facility of the profile is tied to, one that an accepted authority
/// issued, or the certificate of a neighbour's node. No attribute of a certificate is required beyond its period of validity.
/// </summary>
internal sealed class PeerTrust(
    NodeProfile profile, X509Certificate2? ownAuthority, X509Certificate2Collection trusted,
    IReadOnlyDictionary<string, X509Certificate2Collection> neighbourAuthorities, TimeProvider clock)
{
    /// <summary>Judges a certificate, given what else the peer sent.</summary>
    public PeerVerdict Judge(X509Certificate2? certificate, X509Certificate2Collection? sent)
    {
        if (certificate is null) return new("no client certificate was shown");
        var now = clock.GetUtcNow().UtcDateTime;
        if (now < certificate.NotBefore.ToUniversalTime()) return new($"the certificate is not valid before {certificate.NotBefore.ToUniversalTime():u}");
        if (now > certificate.NotAfter.ToUniversalTime()) return new($"the certificate ended on {certificate.NotAfter.ToUniversalTime():u}");

        var thumbprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        var tied = profile.Facilities.FirstOrDefault(facility => thumbprint.Equals(facility.CertificateThumbprint, StringComparison.OrdinalIgnoreCase));
        if (tied is not null) return new(null, tied.Code);

        if (ownAuthority is not null && Fault(certificate, [ownAuthority], sent) is null) return new(null, FacilityNamedIn(certificate));
        var fault = Fault(certificate, trusted, sent);
        foreach (var neighbour in profile.Neighbours.Where(neighbour => IsNodeOf(certificate, neighbour)))
        {
            if (fault is null || (neighbourAuthorities.TryGetValue(neighbour.HomeCommunityId, out var authorities) && Fault(certificate, authorities, sent) is null))
                return new(null, neighbour.HomeCommunityId);
        }
        return new(fault);
    }

    /// <summary>Trust in what these authorities issued, and in nothing else that the machine may trust.</summary>
    public static X509ChainPolicy Only(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    /// <summary>Why a certificate does not lead to one of these authorities; null = it does.</summary>
    public string? Fault(X509Certificate2 certificate, X509Certificate2Collection authorities, X509Certificate2Collection? sent)
    {
        if (authorities.Count == 0) return "no accepted authority issued the certificate";
        using var chain = new X509Chain { ChainPolicy = Only(authorities) };
        if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent);
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = clock.GetUtcNow().LocalDateTime;
        if (chain.Build(certificate)) return null;
        var statuses = chain.ChainStatus.Select(status => status.Status).Distinct().ToList();
        return statuses.Any(status => status is X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot)
            ? "no accepted authority issued the certificate" : $"the certificate is refused: {string.Join(", ", statuses)}";
    }

    // Only the network's own CA is known to write facility codes, and only where no certificate is tied to the facility.
    private string? FacilityNamedIn(X509Certificate2 certificate) =>
        CertificateIssuer.SerialNumberOf(certificate) is { } code
            && profile.Facilities.Any(facility => facility.Code == code && facility.CertificateThumbprint is null) ? code : null;

    // A neighbour's CA issues certificates to its facilities too; only its node speaks for the community.
    private static bool IsNodeOf(X509Certificate2 certificate, NeighbourProfile neighbour) =>
        certificate.MatchesHostname(new Uri(neighbour.Query).IdnHost, allowWildcards: false, allowCommonName: false);
}
