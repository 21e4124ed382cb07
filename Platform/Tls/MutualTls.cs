using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using NLog;

namespace IheNode.Platform;

/// <summary>Sets up listeners with mutual TLS (<c>ITI TF-2 3.19.6.1</c>, "STX: TLS 1.2 floor using BCP195").</summary>
public static class MutualTls
{
    private static readonly Logger Log = LogManager.GetCurrentClassLogger();

    // BCP 195 (RFC 9325, 4.2) and ITI-19; DHE is in the list, but OpenSSL offers it only where its own configuration has parameters.
    private static readonly TlsCipherSuite[] CipherSuites =
    [
        TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
    ];

    /// <summary>
    /// Requires a client certificate that <see cref="NodeCertificates.Judge"/> accepts. What is refused ends in the handshake, before any octet of a
    /// request is read, and is audited.
    /// </summary>
    /// <param name="options">The listener's options.</param>
    /// <param name="certificates">Own certificate and trust.</param>
    /// <param name="audit">Takes the refusals.</param>
    public static void Configure(HttpsConnectionAdapterOptions options, NodeCertificates certificates, AuditedAnswers audit)
    {
        options.ServerCertificate = certificates.ServerCertificate;
        options.ServerCertificateChain = certificates.ServerCertificateChain;
        options.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        // Kestrel's own mode would turn away whoever shows no certificate without asking, so that it could not be audited; what follows is stricter.
        options.ClientCertificateMode = ClientCertificateMode.NoCertificate;
        options.OnAuthenticate = (connection, tls) =>
        {
            if (!OperatingSystem.IsWindows() && !OperatingSystem.IsMacOS()) tls.CipherSuitesPolicy = new CipherSuitesPolicy(CipherSuites);
            tls.ClientCertificateRequired = true;
            tls.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
            tls.RemoteCertificateValidationCallback = (_, certificate, chain, _) => Accepts(certificate, chain, connection, certificates, audit);
        };
    }

    private static bool Accepts(
        X509Certificate? certificate, X509Chain? chain, ConnectionContext connection, NodeCertificates certificates, AuditedAnswers audit)
    {
        var verdict = certificates.Judge(certificate as X509Certificate2, chain?.ChainPolicy.ExtraStore);
        if (verdict.Refusal is { } reason)
        {
            var address = (connection.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "unknown";
            _ = RecordAsync(audit, address, certificate?.Subject, $"{connection.LocalEndPoint}", reason);
        }
        return verdict.Refusal is null;
    }

    // The refusal stands whether or not it can be recorded; the handshake does not wait for the disk.
    private static async Task RecordAsync(AuditedAnswers audit, string address, string? subject, string endpoint, string reason)
    {
        try
        {
            await audit.RecordRefusalAsync(address, subject, endpoint, reason).ConfigureAwait(false);
        }
        catch (AuditTrailException failure)
        {
            Log.Error(failure, "A refused certificate could not be audited");
        }
    }
}
