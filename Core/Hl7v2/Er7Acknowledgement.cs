using System.Globalization;

namespace IheNode.Core;

/// <summary>The segments that every answer has: MSH, MSA and ERR (<c>ITI TF-2 Appendix C.2</c>).</summary>
public static class Er7Acknowledgement
{
    private static readonly Dictionary<string, string> QueryAnswers = new(StringComparer.Ordinal)
    {
        ["QBP^Q22"] = "RSP^K22^RSP_K21",
        ["QBP^Q23"] = "RSP^K23^RSP_K23",
    };

    /// <summary>What is answered to a message that gets no other answer: accepted when there is no error, else AE, or AR when it is rejected.</summary>
    public static Er7Message Of(Er7Message request, Exchange exchange, ValueList<Er7Error> errors, bool reject = false)
    {
        var code = errors.Count == 0 ? "AA" : reject ? "AR" : "AE";
        if (request.Segment("QPD") is not { } query || !QueryAnswers.TryGetValue(request.Trigger, out var type))
            return new([Header(request, exchange, TypeOf(request)), Outcome(code, request), .. errors.Select(Error)]);
        return new([Header(request, exchange, type), Outcome(code, request), .. errors.Select(Error), Er7Segment.Of("QAK", query.Field(2), code), query]);
    }

    /// <summary>MSH of an answer: sender and receiver change places; processing id, version and character set are those of the request.</summary>
    /// <param name="request">What is answered.</param>
    /// <param name="exchange">Its time and the id of the answer.</param>
    /// <param name="type">MSH-9.</param>
    public static Er7Segment Header(Er7Message request, Exchange exchange, string type)
    {
        var asked = request.Header;
        return Er7Segment.Of(
            "MSH", "|", "^~\\&", asked.Field(5), asked.Field(6), asked.Field(3), asked.Field(4), Time(exchange.Time), "", type, MessageId(exchange),
            OrElse(asked.Field(11), "P"), OrElse(asked.Field(12).Trim(), "2.5"), "", "", "", "", "", asked.Field(18), "", asked.Field(20));
    }

    /// <summary>MSH of a request.</summary>
    /// <param name="exchange">Its endpoint is the receiver, its ReplyTo the sender, both <c>facility|application</c>.</param>
    /// <param name="sender">The sender, where it is another than the exchange says.</param>
    /// <param name="type">MSH-9.</param>
    /// <param name="version">MSH-12.</param>
    public static Er7Segment RequestHeader(Exchange exchange, string? sender, string type, string version)
    {
        var (from, to) = (Party(sender ?? exchange.ReplyTo ?? "IHENODE|IHENODE"), Party(exchange.Endpoint));
        return Er7Segment.Of("MSH", "|", "^~\\&", from.Application, from.Facility, to.Application, to.Facility, Time(exchange.Time), "", type, Er7Text.Escape(exchange.MessageId), "P", version);
    }

    /// <summary>MSA.</summary>
    public static Er7Segment Outcome(string code, Er7Message request) => Er7Segment.Of("MSA", code, request.Header.Field(10));

    /// <summary>ERR as of version 2.5, which is sent whatever the version of the request.</summary>
    public static Er7Segment Error(Er7Error error) => Er7Segment.Of(
        "ERR", "", error.Location, $"{error.Code}^{error.CodeName}^HL70357", "E", "", "", "", Er7Text.Escape(error.Text));

    /// <summary>What the ERR segments of an answer say; one without a text of its own when the answer refuses and has none.</summary>
    public static ValueList<Er7Error> Errors(Er7Message answer)
    {
        var errors = answer.All("ERR").Select(Read).ToValueList();
        var code = answer.Segment("MSA")?.Text(1) ?? "";
        return errors.Count > 0 || code is "AA" or "CA"
            ? errors
            : [new(207, $"The receiver answered {(code.Length == 0 ? "without MSA" : code)}. {answer.Segment("MSA")?.Text(3)}".TrimEnd())];
    }

    /// <summary>A party as <c>facility|application</c>: the first components of MSH-4 and MSH-3, or of MSH-6 and MSH-5.</summary>
    public static string Party(Er7Segment header, int application)
    {
        string Name(int field) => OrElse(header.Text(field), header.Text(field, 2));
        return $"{Name(application + 1)}|{Name(application)}";
    }

    private static Er7Error Read(Er7Segment segment)
    {
        var first = segment.Repetitions(2) is [var location, ..] ? location : "";
        // Version 2.3.1 has only ERR-1: segment, sequence, field, code with its text.
        var (code, text) = (segment.Text(3), segment.Text(3, 2));
        if (code.Length == 0) (code, text) = (segment.Text(1, 4), segment.Text(1, 4, 2));
        string[] said = [segment.Text(8), segment.Text(7), segment.Text(6), text];
        return new(
            int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 207,
            said.FirstOrDefault(sentence => sentence.Length > 0) ?? "", first.Length == 0 ? null : first);
    }

    private static string TypeOf(Er7Message request) => request.Header.Text(9, 2) is { Length: > 0 } trigger ? $"ACK^{Er7Text.Escape(trigger)}^ACK" : "ACK";

    private static string Time(DateTimeOffset time) => time.ToString("yyyyMMddHHmmsszzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

    // MSH-10 holds 20 characters.
    private static string MessageId(Exchange exchange) => exchange.AnswerId.ToString("N")[..20];

    private static (string? Facility, string Application) Party(string text) =>
        text.Split('|', 2) is [var facility, var application] ? (Er7Text.Escape(facility), Er7Text.Escape(application)) : (null, Er7Text.Escape(text));

    private static string OrElse(string text, string other) => text.Length > 0 ? text : other;
}
