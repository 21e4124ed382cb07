using static IheNode.Core.Vocabulary;

namespace IheNode.Core;

/// <summary>Where ebRIM keeps the attributes of an Association (<c>ITI TF-3 4.2.2</c>).</summary>
internal static class AssociationForm
{
    /// <summary>The table.</summary>
    public static ObjectForm<Association> Form { get; } = new("Association", "Association")
    {
        Create = Create,
        XmlAttributes =
        [
            new("objectType", _ => ObjectTypes.Association),
            new("associationType", a => a.Type),
            new("sourceObject", a => a.SourceId),
            new("targetObject", a => a.TargetId),
        ],
        Slots =
        [
            SlotAttribute<Association>.One(SlotNames.SubmissionSetStatus, a => a.SubmissionSetStatus, (a, v) => a with { SubmissionSetStatus = v }),
        ],
        Codes =
        [
            CodeAttribute<Association>.One("documentation", AssociationSchemes.Documentation,
                a => a.Documentation, (a, v) => a with { Documentation = v }),
        ],
    };

    private static Association? Create(ObjectElement element, MetadataFaults faults)
    {
        var id = element.IdOfType(ObjectTypes.Association, faults);
        var type = Required("associationType");
        var source = Required("sourceObject");
        var target = Required("targetObject");
        return type is not null && source is not null && target is not null
            ? new() { Id = id, Type = type, SourceId = source, TargetId = target }
            : null;

        string? Required(string name)
        {
            var value = element.Attribute(name);
            if (value is null) faults.Add("Association", element.Id, name, "it is missing.");
            return value;
        }
    }
}
