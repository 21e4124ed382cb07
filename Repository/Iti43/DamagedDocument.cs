namespace IheNode.Repository;

/// <summary>A stored document that cannot be given as it was stored.</summary>
/// <param name="DocumentUniqueId">The document.</param>
/// <param name="Reason">What is wrong with it; names the content, never what is in it.</param>
public sealed record DamagedDocument(string DocumentUniqueId, string Reason);
