namespace IheNode.Platform;

/// <summary>Collects the faults of a profile while it is read and checked.</summary>
internal sealed class ProfileFaults
{
    private readonly List<ProfileFault> _faults = [];

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<ProfileFault> All => _faults;

    /// <summary>Notes a fault, unless the same place is known to be faulty already.</summary>
    public void Add(string path, string sentence)
    {
        if (!Knows(path)) _faults.Add(new(path, sentence));
    }

    /// <summary>Notes a fault unless the rule holds.</summary>
    public void Require(bool holds, string path, string sentence)
    {
        if (!holds) Add(path, sentence);
    }

    /// <summary>Whether a place, or what it stands in, is known to be faulty: what could not be read is not checked further.</summary>
    public bool Knows(string path) => _faults.Any(fault =>
        path.StartsWith(fault.Path, StringComparison.Ordinal)
        && (path.Length == fault.Path.Length || path[fault.Path.Length] is '.' or '['));
}
