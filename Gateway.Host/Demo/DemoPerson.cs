using IheNode.Core;

namespace IheNode.Gateway;

/// <summary>The invented person whom both networks know, and her namesake whom they must not confuse with her.</summary>
internal static class DemoPerson
{
    /// <summary>Moved from Iwate to Nara; has records at three facilities.</summary>
    public static Patient Sakura { get; } = new()
    {
        Names =
        [
            new("吉野", "さくら", NameRepresentation.Ideographic, Type: "L"),
            new("ヨシノ", "サクラ", NameRepresentation.Phonetic, Type: "L"),
            new("YOSHINO", "SAKURA", NameRepresentation.Alphabetic, Type: "L"),
        ],
        BirthTime = new Hl7Time("19580403"),
        Gender = "F",
        Addresses = [new PersonAddress(Street: "奈良県生駒郡斑鳩町見本1-2-3", PostalCode: "636-0000", Country: "JPN")],
        Telecoms = ["0745-00-0123"],
    };

    /// <summary>Same name, another birth date.</summary>
    public static Patient Namesake { get; } = Sakura with
    {
        BirthTime = new Hl7Time("19910718"),
        Addresses = [new PersonAddress(Street: "奈良県北葛城郡王寺町見本9-8", PostalCode: "636-0000", Country: "JPN")],
        Telecoms = ["0745-00-0987"],
    };
}
