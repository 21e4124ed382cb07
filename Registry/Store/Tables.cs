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
    public static string Select(ObjectKind kind) => kind switch
    {
        ObjectKind.DocumentEntry =>
            "select o.number, o.logical_id as LogicalId, o.version, o.latest, o.status, o.availability, o.body from registry_document_entry o",
        ObjectKind.Folder =>
            "select o.number, o.logical_id as LogicalId, o.version, o.latest, o.status, o.last_update_time as LastUpdateTime, o.body from registry_folder o",
        _ => $"select o.number, o.status, o.body from {Name(kind)} o",
    };
}
