namespace IheNode.Core;

/// <summary>Every transaction that IheNode speaks, one line each.</summary>
public static class Catalogue
{
    /// <summary>All transactions, by number.</summary>
    public static IReadOnlyList<Transaction> All { get; } =
    [
        Iti8.Contract,
        Iti9.Contract,
        Iti18.Contract,
        Iti21.Contract,
        Iti38.Contract,
        Iti39.Contract,
        Iti41.Contract,
        Iti42.Contract,
        Iti43.Contract,
        Iti44.Contract,
        Iti45.Contract,
        Iti47.Contract,
        Iti51.Contract,
        Iti55.Contract,
        Iti57.Contract,
        Iti61.Contract,
        Iti62.Contract,
        Iti64.Contract,
        Iti86.Contract,
        Iti92.Contract,
    ];
}
