using System.Net.Mime;
using System.Text;
using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>The ITI-41 message of docs/examples as text, to be damaged in every way: as simple SOAP, and as the parts of MTOM.</summary>
internal static class SubmissionMessage
{
    public const string Simple = "application/soap+xml; charset=UTF-8";

    public const string Mtom =
        "multipart/related; boundary=\"cut\"; type=\"application/xop+xml\"; start=\"<root@x>\"; start-info=\"application/soap+xml\"; action=\"urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b\"";

    public const string Document = "紹介状の例です\n";

    private const string Inline = "57S55LuL54q244Gu5L6LCg==";
    private static readonly XNamespace S = "http://www.w3.org/2003/05/soap-envelope";

    /// <summary>Whose document it is.</summary>
    public static PatientId Patient { get; } = PatientId.Of("IHE-1001", "1.3.6.1.4.1.21367.13.20.1000");

    /// <summary>Nobody whom the node knows.</summary>
    public static PatientId Stranger { get; } = PatientId.Of("IHE-9999", "1.3.6.1.4.1.21367.13.20.1000");

    /// <summary>The envelope with the document inline.</summary>
    public static string Envelope { get; } = Example("iti41-submit-text.xml");

    /// <summary>The envelope with an xop:Include in the document's place.</summary>
    public static string XopEnvelope { get; } = Envelope.Replace(
        Inline, "<xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:document@x\"/>", StringComparison.Ordinal);

    /// <summary>One of docs/examples.</summary>
    public static string Example(string file) => File.ReadAllText(Tree.InTree("docs", "examples", file));

    /// <summary>A message of these parts: Content-ID, Content-Type, text.</summary>
    public static byte[] Multipart(params (string Id, string Type, string Text)[] parts) => Encoding.UTF8.GetBytes(
        string.Concat(parts.Select(part => $"--cut\r\nContent-ID: <{part.Id}>\r\nContent-Type: {part.Type}\r\nContent-Transfer-Encoding: binary\r\n\r\n{part.Text}\r\n")) + "--cut--\r\n");

    /// <summary>A root part.</summary>
    public static (string Id, string Type, string Text) Root(string? envelope = null) =>
        ("root@x", "application/xop+xml; charset=UTF-8; type=\"application/soap+xml\"", envelope ?? XopEnvelope);

    /// <summary>The document's part.</summary>
    public static (string Id, string Type, string Text) Part(string id = "document@x") => (id, MediaTypeNames.Text.Plain, Document);

    /// <summary>The envelope with metadata slots before the entry's own.</summary>
    public static string WithSlot(string name, string value) => Envelope.Replace(
        "<rim:Slot name=\"creationTime\">", $"<rim:Slot name=\"{name}\"><rim:ValueList><rim:Value>{value}</rim:Value></rim:ValueList></rim:Slot><rim:Slot name=\"creationTime\">",
        StringComparison.Ordinal);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The one element in the body of an answer, with or without its multipart packaging.</summary>
    public static XElement BodyOf(string answer) => EnvelopeOf(answer).Element(S + "Body")!.Elements().Single();

    /// <summary>The fault in an answer.</summary>
    public static SoapFault FaultIn(string answer) =>
        SoapFaultXml.Read(BodyOf(answer)) ?? throw new AssertionException($"The answer is no fault: {answer}");

    private static XElement EnvelopeOf(string answer)
    {
        var start = answer.IndexOf('<', answer.StartsWith("--", StringComparison.Ordinal) ? answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) : 0);
        return XElement.Parse(answer[start..(answer.LastIndexOf('>') + 1)]);
    }
}
