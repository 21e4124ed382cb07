using System.Xml;
using System.Xml.Linq;
using static IheNode.Core.Vocabulary;

namespace IheNode.Core;

/// <summary>Reads and writes <c>rs:RegistryResponse</c>, and the status and errors that other responses share with it (<c>ITI TF-3 4.2.4</c>).</summary>
public static class RegistryResponseXml
{
    private static readonly XName ErrorList = EbrimNames.Rs + "RegistryErrorList";
    private static readonly XName Error = EbrimNames.Rs + "RegistryError";

    /// <summary>Reads <c>rs:RegistryResponse</c>.</summary>
    /// <exception cref="MalformedMessageException">It is another element, or its status is none of the standard's.</exception>
    public static RegistryResponse Read(XElement element)
    {
        MessageXml.Expect(element, EbrimNames.Rs + "RegistryResponse");
        return ReadContent(element);
    }

    /// <summary>Writes <c>rs:RegistryResponse</c>.</summary>
    public static void Write(XmlWriter writer, RegistryResponse response)
    {
        writer.WriteStartElement("rs", "RegistryResponse", EbrimNames.RsUri);
        WriteContent(writer, response.Status, response.Errors);
        writer.WriteEndElement();
    }

    /// <summary>The status and errors of an element of the type of <c>rs:RegistryResponse</c>, whatever its name.</summary>
    internal static RegistryResponse ReadContent(XElement element)
    {
        var errors = element.Elements(ErrorList).Elements(Error).Select(ReadError).ToValueList();
        var status = element.Attribute("status")?.Value switch
        {
            ResponseStatuses.Success => ResponseStatus.Success,
            ResponseStatuses.PartialSuccess => ResponseStatus.PartialSuccess,
            ResponseStatuses.Failure => ResponseStatus.Failure,
            null => throw new MalformedMessageException($"{element.Name.LocalName} has no status."),
            var other => throw new MalformedMessageException($"{element.Name.LocalName} has the status '{other}', which is none of the standard's."),
        };
        return new(status, errors);
    }

    /// <summary>The status attribute and the list of errors; the writer stands in the start tag.</summary>
    internal static void WriteContent(XmlWriter writer, ResponseStatus status, ValueList<XdsError> errors)
    {
        writer.WriteAttributeString("status", status switch
        {
            ResponseStatus.Success => ResponseStatuses.Success,
            ResponseStatus.PartialSuccess => ResponseStatuses.PartialSuccess,
            _ => ResponseStatuses.Failure,
        });
        if (errors.Count == 0) return;
        writer.WriteStartElement("rs", "RegistryErrorList", EbrimNames.RsUri);
        writer.WriteAttributeString("highestSeverity", errors.Any(e => !e.IsWarning) ? Severities.Error : Severities.Warning);
        foreach (var error in errors)
        {
            writer.WriteStartElement("rs", "RegistryError", EbrimNames.RsUri);
            writer.WriteAttributeString("errorCode", error.Code);
            writer.WriteAttributeString("codeContext", error.CodeContext);
            if (error.Location is not null) writer.WriteAttributeString("location", error.Location);
            writer.WriteAttributeString("severity", error.IsWarning ? Severities.Warning : Severities.Error);
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }

    // A peer's error is kept even if parts of it are missing; without a severity it is an error (the schema's default).
    private static XdsError ReadError(XElement element) => new(
        element.Attribute("errorCode")?.Value ?? "",
        element.Attribute("codeContext")?.Value ?? "",
        ObjectElement.TextOf(element, "location"),
        element.Attribute("severity")?.Value.EndsWith("Warning", StringComparison.OrdinalIgnoreCase) == true);
}
