namespace IheNode.Platform;

/// <summary>The rules for retention and for the systems that assemble documents on demand.</summary>
internal static class OnDemandRules
{
    /// <summary>Checks each source, and that no two serve the same entries.</summary>
    public static void Check(NodeProfile profile, ProfileFaults faults)
    {
        var documents = profile.Documents;
        faults.Require(documents.RetentionYears is null or (>= 1 and <= 100), "$.documents.retentionYears", $"{documents.RetentionYears} is not a number of years from 1 to 100");
        faults.Require(documents.SnapshotContentType.Split('^') is [{ Length: > 0 }, _, { Length: > 0 }], "$.documents.snapshotContentType",
            $"\"{documents.SnapshotContentType}\" does not have the form code^name^scheme");
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < documents.OnDemandSources.Count; i++)
        {
            var (source, path) = (documents.OnDemandSources[i], $"$.documents.onDemandSources[{i}]");
            NodeRules.Filled(source.Name, $"{path}.name", faults);
            NodeRules.Oid(source.AssigningAuthority, $"{path}.assigningAuthority", faults);
            if (source.AssigningAuthority is { } authority)
                faults.Require(seen.TryAdd(authority, i), $"{path}.assigningAuthority", $"\"{authority}\" stands at $.documents.onDemandSources[{seen[authority]}] too");
            Address(source.Address, $"{path}.address", faults);
            faults.Require(source.TimeLimitSeconds is > 0 and <= 600, $"{path}.timeLimitSeconds", $"{source.TimeLimitSeconds} is not a number of seconds above 0, up to 600");
            faults.Require(source.DocumentBytes > 0, $"{path}.documentBytes", $"{source.DocumentBytes} is not greater than 0");
        }
    }

    private static void Address(string? text, string path, ProfileFaults faults)
    {
        if (text is null) return;
        NeighbourRules.Address(DocumentAddress.Filled(text, _ => "1"), path, faults);
        faults.Require(DocumentAddress.HasDocument(text), path, $"\"{text}\" does not have {{documentUniqueId}} in its path or query");
        if (DocumentAddress.Unknown(text) is { } unknown)
            faults.Add(path, $"\"{unknown}\" is none of {string.Join(", ", DocumentAddress.Places)}");
    }
}
