using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>
/// The statements by which rows of documents come about and go. Whoever adds or removes a row of <c>repository_document</c> holds the row of its uniqueId
/// first and that of its content next, each in ascending order, so that no two wait for each other.
/// </summary>
internal sealed class DocumentStatements(Dialect dialect)
{
    private const string Columns = "(unique_id, submission, sha256, sha1, size, mime_type, staged_at, kept)";

    public static readonly RepeatedStatement InsertUniqueId = new("INSERT INTO repository_unique_id (unique_id, sha256) VALUES ", "(@uniqueId, @sha256)");

    public static readonly RepeatedStatement InsertContent = new(
        "INSERT INTO repository_content (sha256, size, checksum, stored_size, sealed, place, bytes) VALUES ",
        "(@sha256, @size, @checksum, @storedSize, @sealed, @place, @bytes)");

    public static readonly RepeatedStatement InsertDocument = new(
        $"INSERT INTO repository_document {Columns} VALUES ", "(@uniqueId, @submission, @sha256, @sha1, @size, @mimeType, @stagedAt, @kept)");

    /// <summary>As above, unless the document is stored finally already.</summary>
    public static readonly Statement InsertUnlessKept = new(
        $"""
        INSERT INTO repository_document {Columns}
        SELECT @uniqueId, @submission, @sha256, @sha1, @size, @mimeType, @stagedAt, 1
        WHERE NOT EXISTS (SELECT 1 FROM repository_document kept WHERE kept.unique_id = @uniqueId AND kept.kept = 1)
        """);

    /// <summary>Puts fresh bytes into the row of a content.</summary>
    public static readonly Statement UpdateContent = new(
        """
        UPDATE repository_content SET checksum = @checksum, stored_size = @storedSize, sealed = @sealed, place = @place, bytes = @bytes
        WHERE sha256 = @sha256
        """);

    /// <summary>Makes a staged row final, unless another one of the same document is.</summary>
    public static readonly Statement Keep = new(
        """
        UPDATE repository_document SET kept = 1
        WHERE unique_id = @uniqueId AND submission = @submission
          AND NOT EXISTS (SELECT 1 FROM repository_document other WHERE other.unique_id = @uniqueId AND other.kept = 1)
        """);

    /// <summary>Removes a row that is not final.</summary>
    public static readonly Statement Drop = new(
        "DELETE FROM repository_document WHERE unique_id = @uniqueId AND submission = @submission AND kept = 0");

    /// <summary>Frees a uniqueId that no row has any more, unless its document was removed, which stays known.</summary>
    public static readonly Statement FreeUniqueId = new(
        """
        DELETE FROM repository_unique_id
        WHERE unique_id = @uniqueId AND removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM repository_document WHERE unique_id = @uniqueId)
        """);

    /// <summary>Tells of a content only while no row names it.</summary>
    public static readonly Statement Unnamed = new(
        """
        SELECT place FROM repository_content
        WHERE sha256 = @sha256 AND NOT EXISTS (SELECT 1 FROM repository_document d WHERE d.sha256 = @sha256)
        """);

    /// <summary>Removes the row of a content.</summary>
    public static readonly Statement DropContent = new("DELETE FROM repository_content WHERE sha256 = @sha256");

    /// <summary>Holds uniqueIds and gives the content of each.</summary>
    public RepeatedStatement HoldUniqueIds { get; } = Hold(dialect, "unique_id, sha256", "repository_unique_id", "unique_id");

    /// <summary>Holds contents and tells where they lie.</summary>
    public RepeatedStatement HoldContents { get; } = Hold(dialect, "sha256, place, stored_size, sealed", "repository_content", "sha256");

    /// <summary>The content of each uniqueId, as of a moment.</summary>
    public static RepeatedStatement SeeUniqueIds { get; } = new("SELECT unique_id, sha256 FROM repository_unique_id WHERE unique_id IN (", "@key", ")");

    private static RepeatedStatement Hold(Dialect dialect, string columns, string table, string key)
    {
        const string here = "\u0001";
        var parts = dialect.SelectForUpdate(columns, table, $"{key} IN ({here}) ORDER BY {key}").Split(here);
        return new(parts[0], "@key", parts[1]);
    }
}
