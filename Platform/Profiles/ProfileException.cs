namespace IheNode.Platform;

/// <summary>One fault of a profile.</summary>
/// <param name="Path">Where: a JSON path (<c>$.listen.https</c>), a setting (<c>--set listen.htps</c>), an environment variable, or a file.</param>
/// <param name="Sentence">What is wrong there.</param>
public sealed record ProfileFault(string Path, string Sentence)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Sentence}";
}

/// <summary>A profile with faults; all of them are named at once.</summary>
public sealed class ProfileException : Exception
{
    /// <summary>The faults of the profile in a file.</summary>
    public ProfileException(string file, IReadOnlyList<ProfileFault> faults)
        : base($"{file}: {faults.Count} fault{(faults.Count == 1 ? "" : "s")}{string.Concat(faults.Select(fault => $"{Environment.NewLine}  {fault}"))}") =>
        Faults = faults;

    /// <summary>A faulty profile.</summary>
    public ProfileException() : this("The profile is faulty.") { }

    /// <summary>A faulty profile, with the reason.</summary>
    public ProfileException(string message) : base(message) { }

    /// <summary>A faulty profile, with the reason and its cause.</summary>
    public ProfileException(string message, Exception inner) : base(message, inner) { }

    /// <summary>The faults, in the order of the profile.</summary>
    public IReadOnlyList<ProfileFault> Faults { get; } = [];
}
