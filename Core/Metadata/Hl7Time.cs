using System.Globalization;

namespace IheNode.Core;

/// <summary>
/// A point in time in UTC with its precision: <c>YYYY[MM[DD[hh[mm[ss]]]]]</c> (DTM, <c>ITI TF-3 4.2.3.1.7</c>).
/// It keeps the text that was received, so that a query answers with what was registered.
/// </summary>
/// <param name="Text">The digits as received.</param>
public readonly record struct Hl7Time(string Text)
{
    private static readonly string[] Formats = ["yyyy", "yyyyMM", "yyyyMMdd", "yyyyMMddHH", "yyyyMMddHHmm", "yyyyMMddHHmmss"];

    /// <summary>That instant, to the second.</summary>
    public static Hl7Time From(DateTimeOffset time) => new(time.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture));

    /// <summary>Whether the text has 4, 6, 8, 10, 12 or 14 digits that name a real date and time.</summary>
    public bool IsValid => TryParse(out _);

    /// <summary>
    /// The earliest instant that the text can mean, as 14 digits (2004 = 20040101000000). Ordinal order of these is order in time,
    /// so they are what the registry indexes and compares.
    /// </summary>
    /// <exception cref="FormatException">The text is not a valid time.</exception>
    public string Earliest => TryParse(out var time)
        ? time.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)
        : throw new FormatException($"'{Text}' is not a DTM value.");

    /// <inheritdoc/>
    public override string ToString() => Text ?? "";

    private bool TryParse(out DateTime time)
    {
        var length = Text?.Length ?? 0;
        time = default;
        return length is >= 4 and <= 14 && length % 2 == 0 && DateTime.TryParseExact(
            Text, Formats[(length - 4) / 2], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }
}
