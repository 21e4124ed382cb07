namespace IheNode.Core;

/// <summary>Which attribute each UUID of the metadata vocabulary stands for (<c>ITI TF-3 4.2.5</c>), as the tables of the four kinds say.</summary>
public static class VocabularyOwners
{
    private static readonly Dictionary<string, string> Owners = new(
        [.. Of(DocumentEntryForm.Form), .. Of(PackageForms.SubmissionSet), .. Of(PackageForms.Folder), .. Of(AssociationForm.Form)], StringComparer.OrdinalIgnoreCase);

    /// <summary>The attribute with its kind of object, such as <c>DocumentEntry.classCode</c>; null for a URN that the standard does not name.</summary>
    public static string? Find(string? urn) => urn is null ? null : Owners.GetValueOrDefault(urn);

    private static IEnumerable<KeyValuePair<string, string>> Of<T>(ObjectForm<T> form) where T : RegistryObject
    {
        if (form.Node is { } node) yield return new(node, form.Kind);
        if (form.LimitedMetadataNode is { } limited) yield return new(limited, $"{form.Kind}.limitedMetadata");
        if (form.Authors is { } authors) yield return new(authors.Scheme, $"{form.Kind}.author");
        foreach (var code in form.Codes) yield return new(code.Scheme, $"{form.Kind}.{code.Name}");
        foreach (var identifier in form.Identifiers) yield return new(identifier.Scheme, $"{form.Kind}.{identifier.Name}");
    }
}
