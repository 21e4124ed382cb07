namespace IheNode.Core;

/// <summary>A message that cannot be read as what it claims to be. On the wire it becomes a SOAP fault of the sender, or an HL7 rejection.</summary>
public sealed class MalformedMessageException : Exception
{
    /// <summary>A message that cannot be read, with the reason in a sentence for the sender.</summary>
    public MalformedMessageException(string message) : base(message) { }

    /// <summary>A message that cannot be read, with the reason and its cause.</summary>
    public MalformedMessageException(string message, Exception inner) : base(message, inner) { }

    /// <summary>A message that cannot be read.</summary>
    public MalformedMessageException() : base("The message cannot be read.") { }
}
