namespace IheNode.Repository;

/// <summary>What a sweep of the document store did.</summary>
/// <param name="Kept">Documents that the registry knows and that are now final.</param>
/// <param name="Discarded">Documents that the registry surely does not know and that are gone.</param>
/// <param name="Undecided">Documents about which the registry could not be asked, left as they are.</param>
/// <param name="Orphans">Files of uploads that never ended, and contents of removed documents, now gone.</param>
public sealed record SweepResult(int Kept, int Discarded, int Undecided, int Orphans);
