using IheNode.Core;

namespace IheNode.Platform;

/// <summary>Finds the files that a profile names, beside the profile, and reads its codes.</summary>
internal static class ProfileFiles
{
    /// <summary>The profile with full paths and with its codes.</summary>
    public static NodeProfile Resolve(NodeProfile profile, string folder, ProfileFaults faults)
    {
        string? Existing(string? file, string path)
        {
            if (file is null) return null;
            var full = Path.GetFullPath(file, folder);
            faults.Require(File.Exists(full), path, $"there is no file {full}");
            return full;
        }

        var tls = profile.Tls with
        {
            CertificateFile = Existing(profile.Tls.CertificateFile, "$.tls.certificateFile"),
            KeyFile = Existing(profile.Tls.KeyFile, "$.tls.keyFile"),
            TrustedAuthorities = profile.Tls.TrustedAuthorities.Select((file, i) => Existing(file, $"$.tls.trustedAuthorities[{i}]")!).ToValueList(),
        };
        var neighbours = profile.Neighbours.Select((neighbour, i) => neighbour with
        {
            CertificateAuthority = Existing(neighbour.CertificateAuthority, $"$.neighbours[{i}].certificateAuthority"),
        });
        var sources = profile.Documents.OnDemandSources.Select((source, i) => source with
        {
            CertificateAuthority = Existing(source.CertificateAuthority, $"$.documents.onDemandSources[{i}].certificateAuthority"),
        });
        return profile with
        {
            Tls = tls,
            Registry = profile.Registry with { CertificateAuthority = Existing(profile.Registry.CertificateAuthority, "$.registry.certificateAuthority") },
            Documents = profile.Documents with
            {
                OnDemandSources = sources.ToValueList(),
                S3 = profile.Documents.S3 is { } store ? store with { CertificateAuthority = Existing(store.CertificateAuthority, "$.documents.s3.certificateAuthority") } : null,
            },
            Neighbours = neighbours.ToValueList(),
            Codes = Existing(profile.AffinityDomain?.Codes, "$.affinityDomain.codes") is { } codes && File.Exists(codes)
                ? CodeFile.Read(codes, faults) : new CodeSets(),
        };
    }
}
