using IheNode.Core;

namespace IheNode.Registry;

/// <summary>The association types that the registry stores, as numbers that rows keep for ever (<c>ITI TF-3 Table 4.2.2-1</c>).</summary>
internal enum AssociationType : byte
{
    HasMember = 1,
    Replace = 2,
    Transform = 3,
    Append = 4,
    TransformAndReplace = 5,
    Signs = 6,
    IsSnapshotOf = 7,
}

/// <summary>Ties the numbers to their URNs.</summary>
internal static class AssociationTypes
{
    private static readonly Dictionary<string, AssociationType> ByUrn = new(StringComparer.Ordinal)
    {
        [Vocabulary.HasMember] = AssociationType.HasMember,
        [Vocabulary.Replace] = AssociationType.Replace,
        [Vocabulary.Transform] = AssociationType.Transform,
        [Vocabulary.Append] = AssociationType.Append,
        [Vocabulary.TransformAndReplace] = AssociationType.TransformAndReplace,
        [Vocabulary.Signs] = AssociationType.Signs,
        [Vocabulary.IsSnapshotOf] = AssociationType.IsSnapshotOf,
    };

    /// <summary>The number of a URN; null when the registry does not store associations of this type.</summary>
    public static AssociationType? Of(string urn) => ByUrn.TryGetValue(urn, out var type) ? type : null;

    /// <summary>Whether an association of this type makes its target deprecated.</summary>
    public static bool Replaces(string urn) => urn is Vocabulary.Replace or Vocabulary.TransformAndReplace;
}
