namespace IheNode.Core;

/// <summary>
/// Where ebRIM keeps the attributes of one kind of object: the table that <see cref="ObjectReader"/>, <see cref="ObjectWriter"/> and stored bodies
/// (<see cref="BodyForm{T}"/>) share, one line for each attribute (<c>ITI TF-3 4.2.3</c>). What all kinds share (title, comments, status, home, version) is
/// not in it. The number of each line is in stored bodies for ever: a new line takes a number that no line of its form ever had, from 16 up; lines keep
/// their order.
/// </summary>
/// <param name="Number">The number of the kind in stored bodies and rows for ever.</param>
/// <param name="Kind">The standard's name of the kind, for sentences.</param>
/// <param name="Element">The ebRIM element.</param>
internal sealed record ObjectForm<T>(byte Number, string Kind, string Element) where T : RegistryObject
{
    /// <summary>Makes the object from the XML attributes of its element.</summary>
    public required Func<ObjectElement, MetadataFaults, T?> Create { get; init; }

    /// <summary>Makes an object that has nothing but its id.</summary>
    public required Func<string, T> New { get; init; }

    /// <summary>Whether objects of the kind have a logicalID and versions.</summary>
    public bool IsVersioned { get; init; }

    /// <summary>The XML attributes of the element besides id, home, lid and status.</summary>
    public required XmlAttribute<T>[] XmlAttributes { get; init; }

    /// <summary>The attributes kept in slots, in the order in which they are written.</summary>
    public SlotAttribute<T>[] Slots { get; init; } = [];

    /// <summary>author, if the kind has it.</summary>
    public AuthorsAttribute<T>? Authors { get; init; }

    /// <summary>The coded attributes.</summary>
    public CodeAttribute<T>[] Codes { get; init; } = [];

    /// <summary>The attributes kept in external identifiers.</summary>
    public IdentifierAttribute<T>[] Identifiers { get; init; } = [];

    /// <summary>The classification node that marks a package as this kind.</summary>
    public string? Node { get; init; }

    /// <summary>The classification node that marks the metadata as limited.</summary>
    public string? LimitedMetadataNode { get; init; }
}

/// <summary>An XML attribute of the object's element; without <paramref name="Set"/> and with the number 0 it is the same for all objects of the kind.</summary>
internal sealed record XmlAttribute<T>(byte Number, string Name, Func<T, string?> Get, Func<T, string, T>? Set = null)
{
    /// <summary>Whether the value is mostly a <c>urn:uuid:</c>.</summary>
    public bool IsId { get; init; }
}

/// <summary>An attribute kept in a slot.</summary>
internal sealed record SlotAttribute<T>(byte Number, string Name, bool IsSingle, Func<T, ValueList<string>> Get, Func<T, ValueList<string>, T> Set)
{
    /// <summary>The value that is kept beside a stored body because it can change; null when it cannot.</summary>
    public Func<CurrentValues, string?>? Current { get; init; }

    /// <summary>A slot of one value.</summary>
    public static SlotAttribute<T> One(byte number, string name, Func<T, string?> get, Func<T, string, T> set) =>
        new(number, name, true, o => get(o) is { } value ? [value] : [], (o, values) => set(o, values[0]));

    /// <summary>A slot of any number of values.</summary>
    public static SlotAttribute<T> Many(byte number, string name, Func<T, ValueList<string>> get, Func<T, ValueList<string>, T> set) =>
        new(number, name, false, get, set);
}

/// <summary>author, kept in one classification for each author.</summary>
internal sealed record AuthorsAttribute<T>(byte Number, string Scheme, Func<T, ValueList<Author>> Get, Func<T, ValueList<Author>, T> Set);

/// <summary>A coded attribute, kept in one classification for each code.</summary>
internal sealed record CodeAttribute<T>(byte Number, string Name, string Scheme, bool IsSingle, Func<T, ValueList<Code>> Get, Func<T, ValueList<Code>, T> Set)
{
    /// <summary>An attribute of one code.</summary>
    public static CodeAttribute<T> One(byte number, string name, string scheme, Func<T, Code?> get, Func<T, Code, T> set) =>
        new(number, name, scheme, true, o => get(o) is { } code ? [code] : [], (o, codes) => set(o, codes[0]));

    /// <summary>An attribute of any number of codes.</summary>
    public static CodeAttribute<T> Many(byte number, string name, string scheme, Func<T, ValueList<Code>> get, Func<T, ValueList<Code>, T> set) =>
        new(number, name, scheme, false, get, set);
}

/// <summary>An attribute kept in an external identifier; <paramref name="Label"/> is the fixed Name of that.</summary>
internal sealed record IdentifierAttribute<T>(byte Number, string Name, string Scheme, string Label, Func<T, string?> Get, Func<T, string, T> Set)
{
    /// <summary>The value that is kept beside a stored body because it can change; null when it cannot.</summary>
    public Func<CurrentValues, string?>? Current { get; init; }
}
