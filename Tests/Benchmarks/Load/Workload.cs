namespace IheNode.Benchmarks;

/// <summary>Something that a bare Kestrel does with the same bytes.</summary>
/// <param name="Name">What it does, for the table.</param>
/// <param name="Path">Where the baseline server does it.</param>
internal sealed record BareWork(string Name, string Path);

/// <summary>A request that is sent again and again, to the node and to the baselines.</summary>
/// <param name="Key">Short name, by which <c>--only</c> chooses it.</param>
/// <param name="Name">What it is, for the table.</param>
/// <param name="Path">Path on the node.</param>
/// <param name="Request">The request.</param>
/// <param name="Baselines">What is set beside it.</param>
/// <param name="DocumentBytes">Octets of the document that is moved; 0 when there is none.</param>
/// <param name="Clients">Connections that ask at the same time.</param>
internal sealed record Workload(
    string Key, string Name, string Path, SoapMessage Request, IReadOnlyList<BareWork> Baselines, long DocumentBytes, int Clients)
{
    /// <summary>Octets of the node's answer, when every answer has as many.</summary>
    public long? AnswerBytes { get; init; }
}
