namespace IheNode.Core;

/// <summary>Who wrote a document or made a submission (<c>ITI TF-3 4.2.3.1.4</c>); the lists are not linked by position.</summary>
public sealed record Author
{
    /// <summary>The person or machine, XCN; absent for an institution as author.</summary>
    public string? Person { get; init; }

    /// <summary>Institutions, XON.</summary>
    public ValueList<string> Institutions { get; init; }

    /// <summary>Roles, plain or coded.</summary>
    public ValueList<string> Roles { get; init; }

    /// <summary>Specialties, plain or coded.</summary>
    public ValueList<string> Specialties { get; init; }

    /// <summary>Telephone numbers and addresses, XTN.</summary>
    public ValueList<string> Telecommunications { get; init; }

    /// <summary>Slots that the standard does not name, kept as they came.</summary>
    public ValueList<Slot> ExtraSlots { get; init; }
}
