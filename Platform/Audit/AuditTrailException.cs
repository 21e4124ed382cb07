namespace IheNode.Platform;

/// <summary>The audit trail cannot be written, so that nothing may be answered.</summary>
public sealed class AuditTrailException : IOException
{
    /// <summary>The trail cannot be written.</summary>
    public AuditTrailException() : base("The audit trail cannot be written.") { }

    /// <summary>The trail cannot be written, with the reason.</summary>
    public AuditTrailException(string message) : base(message) { }

    /// <summary>The trail cannot be written, with the reason and its cause.</summary>
    public AuditTrailException(string message, Exception inner) : base(message, inner) { }
}
