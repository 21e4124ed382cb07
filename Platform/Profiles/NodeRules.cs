using System.Net;
using System.Text.RegularExpressions;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>The rules for what a profile says of the node itself. A missing value is no fault here: reading has named it.</summary>
internal static partial class NodeRules
{
    /// <summary>Checks everything but facilities and neighbours.</summary>
    public static void Check(NodeProfile profile, ProfileFaults faults)
    {
        if (profile.Network is { } network) Check(network, faults);
        Check(profile.Listen, faults);
        Check(profile.Tls, faults);
        faults.Require(profile.Database.Kind is "sqlite" or "postgresql" or "sqlserver", "$.database.kind",
            $"\"{profile.Database.Kind}\" is not sqlite, postgresql or sqlserver");
        S3Rules.Check(profile.Documents, faults);
        faults.Require(profile.Documents.RowBytes is >= 0 and <= 1024 * 1024, "$.documents.rowBytes", $"{profile.Documents.RowBytes} is not a number of octets from 0 to 1048576");
        faults.Require(profile.Documents.FreeBytes >= 0, "$.documents.freeBytes", $"{profile.Documents.FreeBytes} is not a number of octets");
        faults.Require(profile.Documents.SweepAfterMinutes is >= 0.01 and <= 10_080, "$.documents.sweepAfterMinutes",
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{profile.Documents.SweepAfterMinutes} is not a number of minutes from 0.01 to 10080"));
        Check(profile.Registry, faults);
        ScannerRules.Check(profile.Documents.Scanner, faults);
        Oid(profile.RepositoryUniqueId, "$.repositoryUniqueId", faults);
        Oid(profile.DeviceId, "$.deviceId", faults);
        if (profile.AffinityDomain is { } domain) Check(domain, profile.Codes, faults);
        Check(profile.Audit, faults);
        Check(profile.Policy, faults);
        faults.Require(profile.Policy.CorrelationMinutes is >= 0 and <= 10_080, "$.policy.correlationMinutes",
            $"{profile.Policy.CorrelationMinutes} is not a number of minutes from 0 to 10080");
        foreach (var (name, property) in ProfileBinder.Settings(typeof(LimitsProfile)))
        {
            var limit = Convert.ToInt64(property.GetValue(profile.Limits), System.Globalization.CultureInfo.InvariantCulture);
            faults.Require(limit > 0, $"$.limits.{name}", $"{limit} is not greater than 0");
        }

        faults.Require(profile.Limits.QuerySeconds <= 86_400, "$.limits.querySeconds", $"{profile.Limits.QuerySeconds} is not a number of seconds from 1 to 86400");
    }

    /// <summary>An OID must be one (<c>ITI TF-2 Appendix B</c>).</summary>
    public static void Oid(string? value, string path, ProfileFaults faults) =>
        faults.Require(value is null || Core.Oid.IsValid(value), path, $"\"{value}\" is not an OID (digits and dots, 64 characters at most)");

    /// <summary>A homeCommunityId must be an OID written as URN (<c>ITI TF-3 4.2.3.2.12</c>).</summary>
    public static void HomeCommunityId(string? value, string path, ProfileFaults faults) =>
        faults.Require(value is null || Core.Oid.IsValidUrn(value), path, $"\"{value}\" is not an OID written as urn:oid:…");

    /// <summary>A namespace id stands in HL7 v2 fields: 1 to 20 characters, no delimiter (HL7 v2.5 2.A.33).</summary>
    public static void Namespace(string? value, string path, ProfileFaults faults) => faults.Require(
        value is null || (value.Trim().Length is > 0 and <= 20 && value.AsSpan().IndexOfAny("|^~\\&") < 0), path,
        $"\"{value}\" is not a namespace id (1 to 20 characters, none of | ^ ~ \\ &)");

    /// <summary>A text must hold something.</summary>
    public static void Filled(string? value, string path, ProfileFaults faults) =>
        faults.Require(value is null || value.Trim().Length > 0, path, "is empty");

    private static void Check(NetworkProfile network, ProfileFaults faults)
    {
        faults.Require(network.Id is null || NetworkId().IsMatch(network.Id), "$.network.id",
            $"\"{network.Id}\" is not 1 to 63 letters, digits and hyphens");
        Filled(network.NameJa, "$.network.nameJa", faults);
        Filled(network.NameEn, "$.network.nameEn", faults);
        HomeCommunityId(network.HomeCommunityId, "$.network.homeCommunityId", faults);
    }

    private static void Check(RegistryProfile registry, ProfileFaults faults)
    {
        NeighbourRules.Address(registry.Address, "$.registry.address", faults);
        NeighbourRules.Address(registry.Query, "$.registry.query", faults);
        faults.Require(registry.Query is null || registry.Address is not null, "$.registry.query", "stands without address");
        faults.Require(registry.CertificateAuthority is null || registry.Address is not null, "$.registry.certificateAuthority", "stands without address");
        faults.Require(registry.TimeLimitSeconds is > 0 and <= 600, "$.registry.timeLimitSeconds",
            $"{registry.TimeLimitSeconds} is not a number of seconds above 0, up to 600");
    }

    private static void Check(ListenProfile listen, ProfileFaults faults)
    {
        faults.Require(IPAddress.TryParse(listen.Address, out _), "$.listen.address", $"\"{listen.Address}\" is not an IP address");
        var taken = new Dictionary<int, string>();
        foreach (var (name, port) in new[] { ("https", listen.Https), ("http", listen.Http), ("mllps", listen.Mllps), ("mllp", listen.Mllp) })
        {
            faults.Require(port is >= -1 and <= 65_535, $"$.listen.{name}", $"{port} is not a port (-1 to 65535)");
            if (port > 0) faults.Require(taken.TryAdd(port, name), $"$.listen.{name}", $"{port} is the port of {taken[port]} too");
        }
    }

    private static void Check(TlsProfile tls, ProfileFaults faults)
    {
        faults.Require(tls.KeyFile is null || tls.CertificateFile is not null, "$.tls.keyFile", "stands without certificateFile");
        faults.Require(tls.CertificateFile is null || tls.KeyFile is not null, "$.tls.certificateFile", "stands without keyFile");
        faults.Require(tls.DevelopmentNames.Count > 0 || tls.CertificateFile is not null, "$.tls.developmentNames", "is empty");
        for (var i = 0; i < tls.DevelopmentNames.Count; i++)
        {
            faults.Require(Uri.CheckHostName(tls.DevelopmentNames[i]) != UriHostNameType.Unknown, $"$.tls.developmentNames[{i}]",
                $"\"{tls.DevelopmentNames[i]}\" is not a host name or IP address");
        }
    }

    private static void Check(AffinityDomainProfile domain, CodeSets codes, ProfileFaults faults)
    {
        Oid(domain.AssigningAuthority, "$.affinityDomain.assigningAuthority", faults);
        Namespace(domain.Namespace, "$.affinityDomain.namespace", faults);
        faults.Require(domain.LinkChangeContentType.Split('^') is [{ Length: > 0 }, _, { Length: > 0 }], "$.affinityDomain.linkChangeContentType",
            $"\"{domain.LinkChangeContentType}\" does not have the form code^name^scheme");
        for (var i = 0; i < domain.ClosedAttributes.Count; i++)
        {
            var (name, path) = (domain.ClosedAttributes[i], $"$.affinityDomain.closedAttributes[{i}]");
            faults.Require(name == "mimeType" || CodeSets.Attributes.Contains(name), path,
                $"\"{name}\" is not a coded attribute{Nearest.Hint(name, [.. CodeSets.Attributes, "mimeType"])}");
            faults.Require(name == "mimeType" ? codes.MimeTypes.Count > 0 : codes.Codes.ContainsKey(name), path,
                $"\"{name}\" has no codes in the code file, so nothing could be accepted");
        }
    }

    private static void Check(PolicyProfile policy, ProfileFaults faults)
    {
        for (var i = 0; i < policy.RestrictedUpdateForbids.Count; i++)
        {
            var name = policy.RestrictedUpdateForbids[i];
            faults.Require(DocumentEntryAttributes.Names.Contains(name), $"$.policy.restrictedUpdateForbids[{i}]",
                $"\"{name}\" is not an attribute of entries{Nearest.Hint(name, [.. DocumentEntryAttributes.Names])}");
        }
    }

    private static void Check(AuditProfile audit, ProfileFaults faults)
    {
        Filled(audit.SourceId, "$.audit.sourceId", faults);
        faults.Require(audit.RecordRepository is null || (Uri.TryCreate(audit.RecordRepository, UriKind.Absolute, out var address)
                && address.Scheme is "syslog+tls" or "syslog+udp" && address.Host.Length > 0 && address.AbsolutePath is "" or "/"),
            "$.audit.recordRepository", $"\"{audit.RecordRepository}\" is not syslog+tls://host:port or syslog+udp://host:port");
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9-]{0,62}$")]
    private static partial Regex NetworkId();

}
