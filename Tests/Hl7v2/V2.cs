using System.Text;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>HL7 v2 messages for tests: lines in, messages out.</summary>
internal static class V2
{
    public static readonly Exchange Exchange = new()
    {
        MessageId = "M1",
        Time = new DateTimeOffset(2026, 4, 1, 9, 30, 0, TimeSpan.FromHours(9)),
        Endpoint = "NODE_FACILITY|NODE",
        AnswerId = new Guid("0123456789abcdef0123456789abcdef"),
    };

    public static readonly Encoding Japanese = CodePagesEncodingProvider.Instance.GetEncoding(50220)!;

    public static string Header(string type, string version = "2.5", string characterSet = "") =>
        $@"MSH|^~\&|HIS|HOSPITAL|NODE|NETWORK|20260401093000||{type}|MSG00001|P|{version}||||||{characterSet}";

    public static byte[] Octets(Encoding encoding, params string[] lines) => encoding.GetBytes(string.Join('\r', lines) + "\r");

    public static Er7Message Message(params string[] lines) => new(lines.Select((line, i) => Segment(line, i == 0)).ToValueList());

    public static string[] Lines(Er7Message message) => Er7Writer.Text(message).TrimEnd('\r').Split('\r');

    /// <summary>Refused: what the acknowledgement says.</summary>
    public static Er7RejectedException Refused(Action act)
    {
        try
        {
            act();
        }
        catch (Er7RejectedException refusal)
        {
            return refusal;
        }

        throw new AssertionException("The message was not refused.");
    }

    /// <summary>One case per message of the reference material under a folder, or one that says it is absent.</summary>
    public static IEnumerable<TestCaseData> Shared(string pattern, params string[] folder)
    {
        var path = Path.GetFullPath(Path.Combine([Tree.Root, "..", "shared", "corpus", .. folder]));
        if (!Directory.Exists(path)) return [new TestCaseData([null]).SetArgDisplayNames("reference material absent")];
        return Directory.EnumerateFiles(path, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => new TestCaseData(file).SetArgDisplayNames(Path.GetFileName(file)));
    }

    private static Er7Segment Segment(string line, bool first)
    {
        var fields = line.Split('|');
        return new(fields[0], [.. first ? (string[])["|"] : [], .. fields[1..]]);
    }
}
