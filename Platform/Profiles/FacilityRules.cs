using System.Text.RegularExpressions;

namespace IheNode.Platform;

/// <summary>The rules for facilities and assigning authorities.</summary>
internal static partial class FacilityRules
{
    // Patient identifiers of a facility: this arc, then "1" and the facility code in one (JP Core, guide to identifiers).
    private const string PatientIdArc = "1.2.392.100495.20.3.51.";

    private static readonly string[] Kinds = ["hospital", "medical_clinic", "dental_clinic", "pharmacy", "care_facility", "other"];

    private static readonly string[] Roles = ["source", "consumer", "administrator"];

    /// <summary>Checks each facility and authority, and that no code, OID, namespace or certificate is used twice.</summary>
    public static void Check(NodeProfile profile, ProfileFaults faults)
    {
        var (codes, oids, namespaces, certificates) = (Unique(), Unique(), Unique(), Unique());
        Once(oids, profile.AffinityDomain?.AssigningAuthority, "$.affinityDomain.assigningAuthority", faults);
        Once(namespaces, profile.AffinityDomain?.Namespace, "$.affinityDomain.namespace", faults);
        for (var i = 0; i < profile.Facilities.Count; i++)
        {
            var (facility, path) = (profile.Facilities[i], $"$.facilities[{i}]");
            Check(facility, path, faults);
            Once(codes, facility.Code, $"{path}.code", faults);
            Once(oids, facility.AssigningAuthority, $"{path}.assigningAuthority", faults);
            Once(namespaces, facility.Namespace ?? facility.Code, $"{path}.{(facility.Namespace is null ? "code" : "namespace")}", faults);
            Once(certificates, facility.CertificateThumbprint, $"{path}.certificateThumbprint", faults);
        }
        for (var i = 0; i < profile.AssigningAuthorities.Count; i++)
        {
            var (authority, path) = (profile.AssigningAuthorities[i], $"$.assigningAuthorities[{i}]");
            NodeRules.Oid(authority.Oid, $"{path}.oid", faults);
            NodeRules.Namespace(authority.Namespace, $"{path}.namespace", faults);
            Check(authority.FeedSources, path, faults);
            // The affinity domain may stand here again, to name those who feed it.
            if (authority.Oid == profile.AffinityDomain?.AssigningAuthority && authority.Namespace == profile.AffinityDomain?.Namespace) continue;
            Once(oids, authority.Oid, $"{path}.oid", faults);
            Once(namespaces, authority.Namespace, $"{path}.namespace", faults);
        }
    }

    private static void Check(FacilityProfile facility, string path, ProfileFaults faults)
    {
        faults.Require(facility.Code is null || FacilityCode().IsMatch(facility.Code), $"{path}.code",
            $"\"{facility.Code}\" is not a facility code (prefecture 01 to 47, fee table, 7 digits; or 9 and 9 digits)");
        NodeRules.Filled(facility.NameJa, $"{path}.nameJa", faults);
        NodeRules.Filled(facility.NameEn, $"{path}.nameEn", faults);
        faults.Require(facility.Kind is null || Kinds.Contains(facility.Kind), $"{path}.kind",
            $"\"{facility.Kind}\" is not one of {string.Join(", ", Kinds)}{Nearest.Hint(facility.Kind ?? "", Kinds)}");
        NodeRules.Oid(facility.AssigningAuthority, $"{path}.assigningAuthority", faults);
        faults.Require(facility.AssigningAuthority is null || !facility.AssigningAuthority.StartsWith(PatientIdArc, StringComparison.Ordinal)
                || facility.AssigningAuthority == $"{PatientIdArc}1{facility.Code}",
            $"{path}.assigningAuthority", $"\"{facility.AssigningAuthority}\" is not {PatientIdArc}1{facility.Code}, the OID of this facility's patient ids");
        NodeRules.Namespace(facility.Namespace, $"{path}.namespace", faults);
        faults.Require(facility.CertificateThumbprint is null || Thumbprint().IsMatch(facility.CertificateThumbprint), $"{path}.certificateThumbprint",
            "is not a SHA-256 thumbprint (64 hexadecimal digits)");
        for (var i = 0; i < facility.SourceIds.Count; i++) NodeRules.Oid(facility.SourceIds[i], $"{path}.sourceIds[{i}]", faults);
        faults.Require(facility.Roles.Count > 0, $"{path}.roles", "is empty");
        for (var i = 0; i < facility.Roles.Count; i++)
        {
            faults.Require(Roles.Contains(facility.Roles[i]), $"{path}.roles[{i}]",
                $"\"{facility.Roles[i]}\" is not one of {string.Join(", ", Roles)}{Nearest.Hint(facility.Roles[i], Roles)}");
        }
        Check(facility.FeedSources, path, faults);
    }

    private static void Check(Core.ValueList<string> feedSources, string path, ProfileFaults faults)
    {
        for (var i = 0; i < feedSources.Count; i++)
        {
            faults.Require(FeedSource().IsMatch(feedSources[i]), $"{path}.feedSources[{i}]",
                $"\"{feedSources[i]}\" is not application or facility|application");
        }
    }

    private static Dictionary<string, string> Unique() => new(StringComparer.OrdinalIgnoreCase);

    private static void Once(Dictionary<string, string> seen, string? value, string path, ProfileFaults faults)
    {
        if (value is not null) faults.Require(seen.TryAdd(value, path), path, $"\"{value}\" stands at {seen[value]} too");
    }

    [GeneratedRegex("^((0[1-9]|[1-3][0-9]|4[0-7])[0-9]|9[0-9]{2})[0-9]{7}$")]
    private static partial Regex FacilityCode();

    [GeneratedRegex("^[0-9A-Fa-f]{64}$")]
    private static partial Regex Thumbprint();

    [GeneratedRegex(@"^[^|^~\\&\s][^|^~\\&]*(\|[^|^~\\&\s][^|^~\\&]*)?$")]
    private static partial Regex FeedSource();
}
