namespace IheNode.Repository;

/// <summary>One thing that is not as it must be in a repository.</summary>
/// <param name="Check">The invariant that is broken, by its short name.</param>
/// <param name="Subject">The document, content or entry, and its id.</param>
/// <param name="Sentence">What is wrong.</param>
/// <param name="Repaired">Whether it was put right; false when nobody asked for that, or when what is stored does not tell how.</param>
public sealed record RepositoryBreak(string Check, string Subject, string Sentence, bool Repaired)
{
    /// <summary>Whether it is no damage but a state that is reached in good order, told so that people can judge it.</summary>
    public bool IsNote { get; init; }
}

/// <summary>How far a check has come.</summary>
/// <param name="Octets">Octets of documents that were verified.</param>
/// <param name="Total">Octets of all contents when the check began.</param>
/// <param name="Contents">How many contents that is.</param>
public readonly record struct RepositoryCheckProgress(long Octets, long Total, long Contents);

/// <summary>What a check found in sum.</summary>
/// <param name="Contents">Contents whose octets were looked at.</param>
/// <param name="Octets">Octets of documents that were verified.</param>
/// <param name="Documents">Rows of documents that were looked at.</param>
/// <param name="Entries">Entries of the registry that were looked at.</param>
/// <param name="Breaks">How many breaks were found.</param>
/// <param name="Repaired">How many of them were put right.</param>
/// <param name="Notes">How many things were told that are no breaks.</param>
public sealed record RepositoryCheckResult(long Contents, long Octets, long Documents, long Entries, long Breaks, long Repaired, long Notes);

/// <summary>A break with the work that puts it right.</summary>
/// <param name="Check">The invariant.</param>
/// <param name="Subject">The document, content or entry.</param>
/// <param name="Sentence">What is wrong.</param>
/// <param name="Repair">Null when what is stored does not tell how.</param>
internal sealed record Finding(string Check, string Subject, string Sentence, Func<CancellationToken, Task>? Repair = null)
{
    /// <summary>Whether it is no break.</summary>
    public bool IsNote { get; init; }
}
