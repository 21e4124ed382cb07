namespace IheNode.Core;

/// <summary>Collects what is wrong with the structure of metadata, so that all of it is reported and not the first fault only.</summary>
internal sealed class MetadataFaults
{
    private readonly List<XdsError> _errors = [];

    /// <summary>The faults so far.</summary>
    public ValueList<XdsError> Errors => _errors.ToValueList();

    /// <summary>Adds a fault of one attribute of an object; sentences name attributes and never values, which may tell of a patient.</summary>
    public void Add(string subject, string? id, string attribute, string sentence) =>
        _errors.Add(new(XdsErrorCode.RegistryMetadataError, $"{subject} {id ?? "without id"}, {attribute}: {sentence}", id));

    /// <summary>Adds a fault of the message as a whole.</summary>
    public void Add(string sentence) => _errors.Add(new(XdsErrorCode.RegistryMetadataError, sentence));
}
