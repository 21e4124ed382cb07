using static IheNode.Core.Vocabulary;

namespace IheNode.Core;

/// <summary>Where ebRIM keeps the attributes of an Association (<c>ITI TF-3 4.2.2</c>).</summary>
internal static class AssociationForm
{
    /// <summary>The table.</summary>
    public static ObjectForm<Association> Form { get; } = new(4, "Association", "Association")
    {
        Create = Create,
        New = id => new() { Id = id, Type = "", SourceId = "", TargetId = "" },
        XmlAttributes =
        [
            new(0, "objectType", _ => ObjectTypes.Association),
            new(16, "associationType", a => a.Type, (a, v) => a with { Type = v }),
            new(17, "sourceObject", a => a.SourceId, (a, v) => a with { SourceId = v }) { IsId = true },
            new(18, "targetObject", a => a.TargetId, (a, v) => a with { TargetId = v }) { IsId = true },
        ],
        Slots =
        [
            SlotAttribute<Association>.One(19, SlotNames.SubmissionSetStatus, a => a.SubmissionSetStatus, (a, v) => a with { SubmissionSetStatus = v }),
        ],
        Codes =
        [
            CodeAttribute<Association>.One(20, "documentation", AssociationSchemes.Documentation,
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
