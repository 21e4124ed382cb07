using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IheNode.Platform;

/// <summary>
/// Makes the development certificates of one network: RSA, since the TLS 1.2 cipher suites that ITI-19 names are all authenticated by RSA
/// (<c>ITI TF-2 3.19.6.2.3</c>).
/// </summary>
internal static class CertificateIssuer
{
    private const int KeyBits = 2048;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string SerialNumberAttribute = "2.5.4.5";

    /// <summary>A certification authority for ten years.</summary>
    public static X509Certificate2 Authority(string network, string name, DateTimeOffset now)
    {
        using var key = RSA.Create(KeyBits);
        var request = Request(Subject(network, $"{name} development CA", null), key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
    }

    /// <summary>A certificate with its key, for less than two years (<c>ITI TF-2 3.19.6.1.3</c>); with names it is a server's too.</summary>
    public static X509Certificate2 Issue(
        X509Certificate2 authority, string network, string commonName, string? serialNumber, IEnumerable<string> names, DateTimeOffset now)
    {
        using var key = RSA.Create(KeyBits);
        var request = Request(Subject(network, commonName, serialNumber), key);
        var alternatives = names.ToList();
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            alternatives.Count == 0 ? [new(ClientAuthentication)] : [new(ServerAuthentication), new(ClientAuthentication)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        if (alternatives.Count > 0) request.CertificateExtensions.Add(AlternativeNames(alternatives));
        var end = now.AddYears(2).AddDays(-7);
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        using var issued = request.Create(authority, now.AddDays(-1), end < authority.NotAfter ? end : authority.NotAfter, serial);
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>The serialNumber attribute of a certificate's subject; null when it has none, or more than one.</summary>
    public static string? SerialNumberOf(X509Certificate2 certificate)
    {
        var values = certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(name => !name.HasMultipleElements && name.GetSingleElementType().Value == SerialNumberAttribute)
            .Select(name => name.GetSingleElementValue()).ToList();
        return values is [var only] ? only : null;
    }

    private static CertificateRequest Request(X500DistinguishedName subject, RSA key) => new(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static X500DistinguishedName Subject(string network, string commonName, string? serialNumber)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationName(network);
        subject.AddCommonName(commonName.Length <= 64 ? commonName : commonName[..64]);
        if (serialNumber is not null) subject.Add(SerialNumberAttribute, serialNumber);
        return subject.Build();
    }

    private static X509Extension AlternativeNames(IEnumerable<string> names)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(name);
        }
        return alternatives.Build();
    }
}
