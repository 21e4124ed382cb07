namespace IheNode.Registry;

/// <summary>One thing that is not as it must be in a registry's database.</summary>
/// <param name="Check">The invariant that is broken, by its short name.</param>
/// <param name="Subject">The kind of the object, or of the row, and its id.</param>
/// <param name="Sentence">What is wrong.</param>
/// <param name="Repaired">Whether it was put right; false when nobody asked for that, or when the stored objects do not tell how.</param>
public sealed record RegistryBreak(string Check, string Subject, string Sentence, bool Repaired)
{
    /// <summary>Whether it is no damage but what an administrator may leave, told so that people can judge it.</summary>
    public bool IsNote { get; init; }
}

/// <summary>How far a check has come.</summary>
/// <param name="Places">Object numbers that were looked at.</param>
/// <param name="Total">Object numbers that were given out when the check began.</param>
public readonly record struct CheckProgress(long Places, long Total);

/// <summary>What a check found in sum.</summary>
/// <param name="Objects">How many objects were looked at.</param>
/// <param name="Breaks">How many breaks were found.</param>
/// <param name="Repaired">How many of them were put right.</param>
public sealed record RegistryCheckResult(long Objects, long Breaks, long Repaired)
{
    /// <summary>How many things were told that are no breaks.</summary>
    public long Notes { get; init; }
}

/// <summary>A break with the statement that puts it right.</summary>
/// <param name="Check">The invariant.</param>
/// <param name="Subject">The object or row.</param>
/// <param name="Sentence">What is wrong.</param>
/// <param name="Repair">Null when the stored objects do not tell how.</param>
internal sealed record Finding(string Check, string Subject, string Sentence, Repair? Repair = null)
{
    /// <summary>Whether it is no break.</summary>
    public bool IsNote { get; init; }
}

/// <summary>A statement that puts something right, and its parameters.</summary>
internal sealed record Repair(string Sql, object Values);
