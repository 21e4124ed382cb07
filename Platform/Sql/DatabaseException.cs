namespace IheNode.Platform;

/// <summary>A database that cannot be opened, with the sentence that its operator reads.</summary>
/// <param name="message">Why.</param>
/// <param name="inner">What the database or its driver said.</param>
public sealed class DatabaseException(string message, Exception inner) : Exception(message, inner);
