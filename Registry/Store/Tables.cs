namespace IheNode.Registry;

/// <summary>Where each kind of object is stored and how its rows are read as <see cref="StoredRow"/>.</summary>
internal static class Tables
{
    public static string Name(ObjectKind kind) => kind switch
    {
        ObjectKind.DocumentEntry => "registry_document_entry",
        ObjectKind.SubmissionSet => "registry_submission_set",
        ObjectKind.Folder => "registry_folder",
        _ => "registry_association",
    };

    /// <summary><c>select … from … o</c>, to which a condition on <c>o</c> is added.</summary>
    /// <param name="kind">The kind of object.</param>
    /// <param name="body">The body, a part of it, or nothing in its place.</param>
    public static string Select(ObjectKind kind, string body = "o.body") => kind switch
    {
        ObjectKind.DocumentEntry =>
            $"select o.number, {body}, o.status, o.logical_id as LogicalId, o.version, o.latest, o.availability from registry_document_entry o",
        ObjectKind.Folder =>
            $"select o.number, {body}, o.status, o.logical_id as LogicalId, o.version, o.latest, o.last_update_time as LastUpdateTime from registry_folder o",
        _ => $"select o.number, {body}, o.status from {Name(kind)} o",
    };
}
