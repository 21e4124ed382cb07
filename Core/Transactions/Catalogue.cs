namespace IheNode.Core;

/// <summary>Every transaction that IheNode speaks, one line each.</summary>
public static class Catalogue
{
    /// <summary>All transactions, by number.</summary>
    public static IReadOnlyList<Transaction> All { get; } =
    [
    ];
}
