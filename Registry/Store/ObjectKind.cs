using IheNode.Core;

namespace IheNode.Registry;

/// <summary>The kinds of registry objects, as numbers that rows and bodies keep for ever.</summary>
internal enum ObjectKind : byte
{
    DocumentEntry = 1,
    SubmissionSet = 2,
    Folder = 3,
    Association = 4,
}

/// <summary>Tells the kind of an object.</summary>
internal static class ObjectKinds
{
    public static ObjectKind Of(RegistryObject value) => value switch
    {
        DocumentEntry => ObjectKind.DocumentEntry,
        SubmissionSet => ObjectKind.SubmissionSet,
        Folder => ObjectKind.Folder,
        Association => ObjectKind.Association,
        _ => throw new ArgumentException($"{value.GetType().Name} is not a registry object that can be stored.", nameof(value)),
    };
}
