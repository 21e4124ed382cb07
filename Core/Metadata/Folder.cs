namespace IheNode.Core;

/// <summary>A group of documents of one patient (<c>ITI TF-3 4.2.3.4</c>).</summary>
public sealed record Folder : PatientObject
{
    /// <summary>codeList.</summary>
    public ValueList<Code> Codes { get; init; }

    /// <summary>lastUpdateTime, kept by the registry.</summary>
    public Hl7Time? LastUpdateTime { get; init; }
}
