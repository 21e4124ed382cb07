namespace IheNode.Core;

/// <summary>A directed relation between two registry objects (<c>ITI TF-3 4.2.2</c>).</summary>
public sealed record Association : RegistryObject
{
    /// <summary>associationType, a URN of <see cref="Vocabulary"/>.</summary>
    public required string Type { get; init; }

    /// <summary>sourceObject: the id of the newer or containing object.</summary>
    public required string SourceId { get; init; }

    /// <summary>targetObject: the id of the older or contained object.</summary>
    public required string TargetId { get; init; }

    /// <summary>Slot SubmissionSetStatus, <c>Original</c> or <c>Reference</c>, of a submission set's membership of a document.</summary>
    public string? SubmissionSetStatus { get; init; }

    /// <summary>The reason for a relationship (documentation classification).</summary>
    public Code? Documentation { get; init; }
}
