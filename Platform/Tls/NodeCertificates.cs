using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>The node's own certificate and whom it trusts (<c>ITI TF-2 3.19</c>).</summary>
public sealed class NodeCertificates : IDisposable
{
    private readonly NodeProfile _profile;
    private readonly X509Certificate2? _authority;
    private readonly X509Certificate2Collection _trusted = [];
    private readonly Dictionary<string, X509Certificate2Collection> _neighbours = [];
    private readonly PeerTrust _trust;
    private readonly TimeProvider _clock;

    // A request tells only its connection's certificate, not the intermediate authorities that came with it in the handshake.
    private readonly ConcurrentDictionary<string, PeerVerdict> _accepted = [];

    private NodeCertificates(NodeProfile profile, X509Certificate2 node, X509Certificate2? authority, TimeProvider clock)
    {
        (_profile, ServerCertificate, _authority, _clock) = (profile, node, authority, clock);
        foreach (var file in profile.Tls.TrustedAuthorities) _trusted.ImportFromPemFile(file);
        foreach (var neighbour in profile.Neighbours.Where(neighbour => neighbour.CertificateAuthority is not null))
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(neighbour.CertificateAuthority!);
            _neighbours[neighbour.HomeCommunityId] = authorities;
        }
        _trust = new(profile, authority, _trusted, _neighbours, clock);
        if (profile.Tls.CertificateFile is { } chain) ServerCertificateChain.ImportFromPemFile(chain);
        else if (authority is not null) ServerCertificateChain.Add(authority);
    }

    /// <summary>The node's certificate with its key: it answers with it, and asks neighbours with it.</summary>
    public X509Certificate2 ServerCertificate { get; }

    /// <summary>What is sent with <see cref="ServerCertificate"/>, so that peers can follow it to its authority.</summary>
    public X509Certificate2Collection ServerCertificateChain { get; } = [];

    /// <summary>The node's own CA (without its key in use elsewhere) and those of <c>tls.trustedAuthorities</c>.</summary>
    public X509Certificate2Collection Authorities => _authority is null ? [.. _trusted] : [_authority, .. _trusted];

    /// <summary>Reads the certificates that the profile names, or makes development certificates under <c>&lt;data&gt;/tls</c> on first start.</summary>
    /// <exception cref="IOException">A certificate or key cannot be read.</exception>
    public static NodeCertificates Open(string dataFolder, NodeProfile profile, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        try
        {
            if (profile.Tls.CertificateFile is { } file)
                return new(profile, X509Certificate2.CreateFromPemFile(file, profile.Tls.KeyFile), null, clock);
            var (authority, node) = DevelopmentCertificates.Open(dataFolder, profile, clock.GetUtcNow());
            return new(profile, node, authority, clock);
        }
        catch (CryptographicException fault)
        {
            throw new IOException($"A certificate that the profile names cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>The authorities that may have issued a neighbour's certificate.</summary>
    public X509Certificate2Collection AuthoritiesOf(NeighbourProfile neighbour) =>
        _neighbours.TryGetValue(neighbour.HomeCommunityId, out var own) ? [.. own, .. _trusted] : [.. _trusted];

    /// <summary><see cref="Authorities"/> and those of a PEM file, for a peer that is no neighbour.</summary>
    public X509Certificate2Collection AuthoritiesWith(string? file)
    {
        if (file is null) return Authorities;
        var further = new X509Certificate2Collection();
        further.ImportFromPemFile(file);
        return [.. further, .. Authorities];
    }

    /// <summary>Whether a peer's certificate is accepted, and to whom it belongs.</summary>
    /// <param name="certificate">The certificate; null = the peer showed none.</param>
    /// <param name="sent">What else the peer sent: intermediate authorities.</param>
    public PeerVerdict Judge(X509Certificate2? certificate, X509Certificate2Collection? sent = null)
    {
        var verdict = _trust.Judge(certificate, sent);
        if (certificate is not null && verdict.Refusal is null) _accepted[certificate.GetCertHashString(HashAlgorithmName.SHA256)] = verdict;
        return verdict;
    }

    /// <summary>The sender of a request, from its connection.</summary>
    public Requester RequesterOf(string address, X509Certificate2? certificate)
    {
        if (certificate is null) return new(address);
        var thumbprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        var verdict = _accepted.GetValueOrDefault(thumbprint) ?? Judge(certificate);
        return new(address, certificate.Subject, thumbprint, verdict.Facility);
    }

    /// <summary>A development certificate for a facility (by its code or one of its names), or for anyone else of the network.</summary>
    /// <exception cref="InvalidOperationException">The node has certificates of its own and no development CA.</exception>
    public X509Certificate2 Issue(string name)
    {
        if (_authority is null) throw new InvalidOperationException("The profile names the node's certificate, so there is no development CA that could issue one.");
        var facility = _profile.Facilities.FirstOrDefault(facility => name == facility.Code || name == facility.NameEn || name == facility.NameJa);
        return CertificateIssuer.Issue(_authority, _profile.Network.Id, facility?.NameEn ?? name, facility?.Code, [], _clock.GetUtcNow());
    }

    /// <summary>For a connection to a peer that <see cref="Authorities"/> vouch for and whose certificate bears the host's name.</summary>
    public SslClientAuthenticationOptions ClientOptions(string host) => new()
    {
        TargetHost = host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateContext = SslStreamCertificateContext.Create(ServerCertificate, ServerCertificateChain, offline: true),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => certificate is X509Certificate2 server
            && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            && _trust.Fault(server, Authorities, chain?.ChainPolicy.ExtraStore) is null,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        ServerCertificate.Dispose();
        foreach (var certificate in ServerCertificateChain.Concat(_trusted).Concat(_neighbours.Values.SelectMany(authorities => authorities))) certificate.Dispose();
        _authority?.Dispose();
    }
}
