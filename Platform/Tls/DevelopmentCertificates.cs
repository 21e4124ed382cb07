using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace IheNode.Platform;

/// <summary>
/// The certificates that a node without certificates makes for itself, once, under <c>&lt;data&gt;/tls</c>: <c>ca.pem</c> and <c>ca.key</c>, <c>node.pem</c> (with its key),
/// and for a newcomer's first tries <c>facility.pem</c> and <c>facility.key</c>.
/// </summary>
internal static class DevelopmentCertificates
{
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>The CA with its key and the node's certificate with its key; made if absent, the latter renewed when it ends soon or its names changed.</summary>
    public static (X509Certificate2 Authority, X509Certificate2 Node) Open(string dataFolder, NodeProfile profile, DateTimeOffset now)
    {
        var folder = Path.Combine(dataFolder, "tls");
        if (!Directory.Exists(folder)) Make(dataFolder, folder, profile, now);
        var authority = Load(folder, "ca.pem", "ca.key");
        var node = Load(folder, "node.pem", "node.pem");
        if (node.NotAfter.ToUniversalTime() - now.UtcDateTime > RenewBefore && NamesOf(node).SetEquals(profile.Tls.DevelopmentNames)) return (authority, node);

        node.Dispose();
        using (var renewed = IssueNode(authority, profile, now)) SaveNode(folder, renewed);
        return (authority, Load(folder, "node.pem", "node.pem"));
    }

    // Everything is made aside and appears by one rename, so that a crash or a second process leaves all or nothing.
    private static void Make(string dataFolder, string folder, NodeProfile profile, DateTimeOffset now)
    {
        Directory.CreateDirectory(dataFolder);
        var aside = Path.Combine(dataFolder, $"tls.{Guid.NewGuid():N}");
        Directory.CreateDirectory(aside);
        try
        {
            using var authority = CertificateIssuer.Authority(profile.Network.Id, profile.Network.NameEn, now);
            using var node = IssueNode(authority, profile, now);
            var sample = profile.Facilities.FirstOrDefault(facility => facility.CertificateThumbprint is null);
            using var facility = CertificateIssuer.Issue(authority, profile.Network.Id, sample?.NameEn ?? "Sample client", sample?.Code, [], now);
            Save(aside, "ca", authority);
            SaveNode(aside, node);
            Save(aside, "facility", facility);
            Directory.Move(aside, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another process was faster; its certificates are the ones.
            Directory.Delete(aside, recursive: true);
        }
    }

    private static X509Certificate2 IssueNode(X509Certificate2 authority, NodeProfile profile, DateTimeOffset now) =>
        CertificateIssuer.Issue(authority, profile.Network.Id, $"{profile.Network.NameEn} node", null, profile.Tls.DevelopmentNames, now);

    private static X509Certificate2 Load(string folder, string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(Path.Combine(folder, certificate), Path.Combine(folder, key));
        }
        catch (Exception fault) when (fault is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new IOException($"{certificate} in {folder} cannot be read with its key; without that folder all is made anew. {fault.Message}", fault);
        }
    }

    private static void Save(string folder, string name, X509Certificate2 certificate)
    {
        Write(Path.Combine(folder, $"{name}.key"), Key(certificate), secret: true);
        Write(Path.Combine(folder, $"{name}.pem"), certificate.ExportCertificatePem(), secret: false);
    }

    // Certificate and key in one file, so that a renewal is one rename.
    private static void SaveNode(string folder, X509Certificate2 node)
    {
        var fresh = Path.Combine(folder, $"node.{Guid.NewGuid():N}");
        Write(fresh, $"{node.ExportCertificatePem()}\n{Key(node)}", secret: true);
        File.Move(fresh, Path.Combine(folder, "node.pem"), overwrite: true);
    }

    private static string Key(X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static void Write(string path, string text, bool secret)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | (secret ? 0 : UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(text + "\n"));
        file.Flush(flushToDisk: true);
    }

    private static HashSet<string> NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        return [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(address => address.ToString())];
    }
}
