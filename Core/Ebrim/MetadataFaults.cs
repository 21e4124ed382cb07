namespace IheNode.Core;

/// <summary>Collects what is wrong with the structure of metadata, so that all of it is reported and not the first fault only.</summary>
/// <param name="ofSubmission">Whether the metadata are submitted. An answer is read more kindly, for what another community holds is of use even when it is irregular.</param>
internal sealed class MetadataFaults(bool ofSubmission = false)
{
    private readonly List<XdsError> _errors = [];

    /// <summary>The faults so far.</summary>
    public ValueList<XdsError> Errors => _errors.ToValueList();

    /// <summary>Adds a fault of one attribute of an object; sentences name attributes and never values, which may tell of a patient.</summary>
    public void Add(string subject, string? id, string attribute, string sentence) =>
        _errors.Add(new(XdsErrorCode.RegistryMetadataError, $"{subject} {id ?? "without id"}, {attribute}: {sentence}", id));

    /// <summary>Adds a fault that only a submission is refused for.</summary>
    public void AddOfSubmission(string subject, string? id, string attribute, string sentence)
    {
        if (ofSubmission) Add(subject, id, attribute, sentence);
    }

    /// <summary>Warns of a part of a submitted object that the model has no place for (<c>ITI TF-3 4.2.3.1.6</c>).</summary>
    public void AddNotSaved(string subject, string id, string part)
    {
        if (ofSubmission)
            _errors.Add(new(XdsErrorCode.ExtraMetadataNotSaved, $"{subject} {id}, {part}: it is no metadata of the standard and is not saved.", id, IsWarning: true));
    }

    /// <summary>Adds a fault of the message as a whole.</summary>
    public void Add(string sentence) => _errors.Add(new(XdsErrorCode.RegistryMetadataError, sentence));
}
