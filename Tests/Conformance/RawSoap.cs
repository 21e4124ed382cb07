using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace IheNode.Tests;

/// <summary>An answer as it came.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Action">wsa:Action.</param>
/// <param name="RelatesTo">wsa:RelatesTo.</param>
/// <param name="Body">What stands in the body, parts put in their places as base64 text; null when there is none.</param>
/// <param name="Multipart">Whether it came as multipart/related.</param>
internal sealed record RawAnswer(int Status, string? Action, string? RelatesTo, XElement? Body, bool Multipart);

/// <summary>A SOAP peer that shares no code with the product: envelopes by System.Xml, multipart by System.Net.Http, answers split by ASP.NET's reader.</summary>
internal sealed class RawSoap(Uri node) : IDisposable
{
    private static readonly XNamespace Soap = "http://www.w3.org/2003/05/soap-envelope";
    private static readonly XNamespace Addressing = "http://www.w3.org/2005/08/addressing";
    private static readonly XNamespace Xop = "http://www.w3.org/2004/08/xop/include";
    private static readonly XName Document = XName.Get("Document", "urn:ihe:iti:xds-b:2007");

    private readonly HttpClient _http = new();

    /// <summary>Posts a body as simple SOAP, or as MTOM with its documents as parts; fails the test unless the answer belongs to the request.</summary>
    public async Task<RawAnswer> PostAsync(string path, string action, XElement body, bool mtom = false)
    {
        var messageId = $"urn:uuid:{Guid.NewGuid()}";
        var address = new Uri(node, path);
        var parts = new List<(string Id, byte[] Octets)>();
        if (mtom) body = WithoutDocuments(body, parts);
        var envelope = Encoding.UTF8.GetBytes(Envelope(address, action, messageId, body).ToString(SaveOptions.DisableFormatting));
        using HttpContent content = mtom ? Multipart(envelope, action, parts) : Simple(envelope, action);
        using var response = await _http.PostAsync(address, content);
        var answer = await ReadAsync(response);
        Assert.That(answer.RelatesTo, Is.EqualTo(messageId), "wsa:RelatesTo of the answer");
        return answer;
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private static XElement Envelope(Uri address, string action, string messageId, XElement body) => new(
        Soap + "Envelope",
        new XAttribute(XNamespace.Xmlns + "s", Soap),
        new XAttribute(XNamespace.Xmlns + "a", Addressing),
        new XElement(
            Soap + "Header",
            new XElement(Addressing + "Action", new XAttribute(Soap + "mustUnderstand", "1"), action),
            new XElement(Addressing + "MessageID", messageId),
            new XElement(Addressing + "ReplyTo", new XElement(Addressing + "Address", Addressing.NamespaceName + "/anonymous")),
            new XElement(Addressing + "To", new XAttribute(Soap + "mustUnderstand", "1"), address)),
        new XElement(Soap + "Body", body));

    private static XElement WithoutDocuments(XElement body, List<(string Id, byte[] Octets)> parts)
    {
        var sent = new XElement(body);
        foreach (var document in sent.Elements(Document))
        {
            var id = $"document{parts.Count + 1}@test.example";
            parts.Add((id, Convert.FromBase64String(document.Value)));
            document.ReplaceNodes(new XElement(Xop + "Include", new XAttribute("href", $"cid:{id}")));
        }
        return sent;
    }

    private static ByteArrayContent Simple(byte[] envelope, string action)
    {
        var content = new ByteArrayContent(envelope);
        content.Headers.TryAddWithoutValidation("Content-Type", $"application/soap+xml; charset=UTF-8; action=\"{action}\"");
        return content;
    }

    private static MultipartContent Multipart(byte[] envelope, string action, List<(string Id, byte[] Octets)> parts)
    {
        var boundary = $"parts-{Guid.NewGuid():N}";
        var content = new MultipartContent("related", boundary);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation(
            "Content-Type",
            $"multipart/related; boundary=\"{boundary}\"; type=\"application/xop+xml\"; start=\"<root@test.example>\"; start-info=\"application/soap+xml\"; action=\"{action}\"");
        content.Add(Part(envelope, "root@test.example", "application/xop+xml; charset=UTF-8; type=\"application/soap+xml\""));
        foreach (var (id, octets) in parts) content.Add(Part(octets, id, "application/octet-stream"));
        return content;
    }

    private static ByteArrayContent Part(byte[] octets, string id, string type)
    {
        var part = new ByteArrayContent(octets);
        part.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        part.Headers.TryAddWithoutValidation("Content-Transfer-Encoding", "binary");
        part.Headers.TryAddWithoutValidation("Content-ID", $"<{id}>");
        return part;
    }

    private static async Task<RawAnswer> ReadAsync(HttpResponseMessage response)
    {
        var type = Microsoft.Net.Http.Headers.MediaTypeHeaderValue.Parse(response.Content.Headers.ContentType!.ToString());
        var multipart = type.MediaType.Equals("multipart/related", StringComparison.OrdinalIgnoreCase);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var parts = multipart ? await PartsAsync(stream, HeaderUtilities.RemoveQuotes(type.Boundary).Value!) : [];
        var envelope = multipart ? XElement.Load(new MemoryStream(parts[0].Octets)) : await XElement.LoadAsync(stream, LoadOptions.None, default);
        foreach (var include in envelope.Descendants(Xop + "Include").ToList())
        {
            var id = Uri.UnescapeDataString(include.Attribute("href")!.Value["cid:".Length..]);
            include.ReplaceWith(Convert.ToBase64String(parts.Single(part => part.Id == id).Octets));
        }
        var header = envelope.Element(Soap + "Header");
        return new(
            (int)response.StatusCode, header?.Element(Addressing + "Action")?.Value, header?.Element(Addressing + "RelatesTo")?.Value,
            envelope.Element(Soap + "Body")?.Elements().FirstOrDefault(), multipart);
    }

    private static async Task<List<(string Id, byte[] Octets)>> PartsAsync(Stream stream, string boundary)
    {
        var parts = new List<(string Id, byte[] Octets)>();
        var reader = new MultipartReader(boundary, stream);
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            using var octets = new MemoryStream();
            await section.Body.CopyToAsync(octets);
            parts.Add((section.Headers!["Content-ID"].ToString().Trim('<', '>'), octets.ToArray()));
        }
        return parts;
    }
}
