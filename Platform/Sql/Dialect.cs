namespace IheNode.Platform;

/// <summary>The few words of SQL that differ between databases; all else of a statement is standard.</summary>
public abstract class Dialect
{
    /// <summary>A table expression named <paramref name="alias"/> whose text column <c>value</c> holds the items of a JSON array of strings (a column or a parameter).</summary>
    public abstract string Values(string json, string alias);

    /// <summary>As <see cref="Values"/>, for a JSON array of whole numbers; the column is a <c>bigint</c>.</summary>
    public abstract string Numbers(string json, string alias);

    /// <summary>A condition by which a text matches a pattern that <see cref="LikePattern"/> made; letter case counts.</summary>
    public abstract string Like(string text, string pattern);

    /// <summary>Turns an SQL LIKE pattern (<c>%</c> any run, <c>_</c> one character, no escape) into this database's form.</summary>
    public abstract string LikePattern(string pattern);

    /// <summary>What follows <c>order by …</c> so that at most so many rows come: a number or a parameter.</summary>
    public abstract string Limit(string rows);

    /// <summary>
    /// Reads rows and keeps every other writer away from them until the transaction ends. The condition may end in <c>order by</c>, in whose order the rows
    /// are then locked.
    /// </summary>
    public abstract string SelectForUpdate(string columns, string table, string condition);
}
