using System.Diagnostics;

namespace IheNode.Repository;

/// <summary>
/// Tells of each step of a submission, named with the submission's id, for whoever traces where one stands: <c>received</c>, <c>staged</c>, <c>placed</c>,
/// <c>registering</c>, <c>joined</c>, <c>registered</c>, <c>kept</c>, <c>discarded</c>, <c>answered</c>.
/// </summary>
internal static class Steps
{
    private static readonly DiagnosticListener Listener = new("IheNode.Repository");

    /// <summary>All documents are here, none is stored.</summary>
    public const string Received = "received";

    /// <summary>The rows of documents that wait for their registration are committed.</summary>
    public const string Staged = "staged";

    /// <summary>Large documents are durable in their place.</summary>
    public const string Placed = "placed";

    /// <summary>The registry is about to be asked.</summary>
    public const string Registering = "registering";

    /// <summary>All rows are written in the registry's transaction, which is about to be committed.</summary>
    public const string Joined = "joined";

    /// <summary>The registry took the submission.</summary>
    public const string Registered = "registered";

    /// <summary>All documents are final.</summary>
    public const string Kept = "kept";

    /// <summary>Nothing of a refused submission is left.</summary>
    public const string Discarded = "discarded";

    /// <summary>The answer is ready to be sent.</summary>
    public const string Answered = "answered";

    /// <summary>Tells of a step.</summary>
    public static void Tell(string step, string submission)
    {
        if (Listener.IsEnabled(step)) Listener.Write(step, submission);
    }
}
