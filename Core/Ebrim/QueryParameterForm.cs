using static IheNode.Core.Vocabulary;

namespace IheNode.Core;

/// <summary>How the parameters of stored queries are written: which are numbers, which are lists (<c>ITI TF-2 3.18.4.1.2.3.7</c>).</summary>
internal static class QueryParameterForm
{
    // ebRIM allows 256 characters in a Value; a longer list goes on in a further Value of the same Slot.
    private const int LongestValue = 256;

    /// <summary>The texts of the <c>rim:Value</c> elements of a parameter's Slot.</summary>
    public static IEnumerable<string> Encode(string queryId, QueryParameter parameter)
    {
        if (parameter.Values.Count == 0) return [];
        var encoded = parameter.Values.Select(value => IsNumber(parameter.Name, value) ? value : QuerySyntax.Quote(value));
        return parameter.Values.Count == 1 && !IsList(queryId, parameter.Name) ? encoded : Lists(encoded);
    }

    private static IEnumerable<string> Lists(IEnumerable<string> values)
    {
        var list = "";
        foreach (var value in values)
        {
            if (list.Length > 0 && list.Length + value.Length + 3 > LongestValue)
            {
                yield return $"({list})";
                list = "";
            }
            list = list.Length == 0 ? value : $"{list},{value}";
        }
        yield return $"({list})";
    }

    private static bool IsNumber(string name, string value) =>
        (name.EndsWith("From", StringComparison.Ordinal) || name.EndsWith("To", StringComparison.Ordinal) || name == "$MetadataLevel")
        && value.Length > 0 && value.All(char.IsAsciiDigit);

    private static bool IsList(string queryId, string name) => name switch
    {
        "$uuid" or "$AssociationTypes" => true,
        "$XDSSubmissionSetAuthorPerson" => false,
        _ when name.EndsWith("From", StringComparison.Ordinal) || name.EndsWith("To", StringComparison.Ordinal) => false,
        _ when name.EndsWith("PatientId", StringComparison.Ordinal) =>
            queryId is StoredQueryIds.FindDocumentsForMultiplePatients or StoredQueryIds.FindFoldersForMultiplePatients,
        _ when name.EndsWith("EntryUUID", StringComparison.Ordinal) || name.EndsWith("UniqueId", StringComparison.Ordinal) =>
            queryId is not (StoredQueryIds.GetSubmissionSetAndContents or StoredQueryIds.GetFolderAndContents
                or StoredQueryIds.GetFoldersForDocument or StoredQueryIds.GetRelatedDocuments),
        // All other parameters that the standard names are lists; of a foreign one nothing is known.
        _ => name.StartsWith("$XDS", StringComparison.Ordinal),
    };
}
