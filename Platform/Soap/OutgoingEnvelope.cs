using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>
/// A SOAP 1.2 message that is about to leave: its XML is written already, its attachments are copied from their sources while it is sent. A Body that comes in
/// pieces is written as far as a buffer holds; the rest is made while it is sent.
/// </summary>
public sealed class OutgoingEnvelope : IDisposable, IAsyncDisposable
{
    // An answer up to this size is whole before its first octet leaves, so that a failure can still become a fault.
    private const int Whole = 512 * 1024;

    private const string Root = "root@ihenode";
    private readonly PooledBuffer _xml = new();
    private readonly AttachmentSink _sink = new();
    private readonly string _boundary = $"ihenode-{Guid.NewGuid():N}";
    private IAsyncEnumerator<Utf8Piece>? _pieces;

    private OutgoingEnvelope(bool isMultipart) => IsMultipart = isMultipart;

    /// <summary>Whether it travels as MTOM.</summary>
    public bool IsMultipart { get; }

    /// <summary>Writes the XML of a message.</summary>
    /// <param name="isMultipart">MTOM; otherwise attachments are put inline as base64.</param>
    /// <param name="headers">Writes the header blocks; s and wsa are declared as prefixes.</param>
    /// <param name="body">Writes what stands in the Body.</param>
    public static OutgoingEnvelope Write(bool isMultipart, Action<XmlWriter> headers, Action<XmlWriter, AttachmentSink> body)
    {
        var envelope = new OutgoingEnvelope(isMultipart);
        try
        {
            using var writer = XmlWriter.Create(envelope._xml, Settings(asynchronous: false));
            StartBody(writer, headers);
            body(writer, envelope._sink);
            writer.WriteEndElement();
            writer.WriteEndElement();
            writer.Flush();
            return envelope;
        }
        catch
        {
            envelope.Dispose();
            throw;
        }
    }

    /// <summary>Writes the XML of a message without attachments as far as it is kept before sending.</summary>
    /// <param name="headers">Writes the header blocks; s and wsa are declared as prefixes.</param>
    /// <param name="body">Gives what stands in the Body.</param>
    /// <param name="cancellation">Ends the wait for a piece.</param>
    public static async Task<OutgoingEnvelope> StreamAsync(Action<XmlWriter> headers, IAsyncEnumerable<Utf8Piece> body, CancellationToken cancellation)
    {
        var envelope = new OutgoingEnvelope(isMultipart: false);
        try
        {
            // The pieces are octets already, so the writer only comes as far as the Body's start tag, which the empty text makes it end.
            var settings = Settings(asynchronous: false);
            settings.WriteEndDocumentOnClose = false;
            using (var writer = XmlWriter.Create(envelope._xml, settings))
            {
                StartBody(writer, headers);
                writer.WriteRaw("");
            }

            envelope._pieces = body.GetAsyncEnumerator(cancellation);
            await envelope.CollectAsync().ConfigureAwait(false);
            return envelope;
        }
        catch
        {
            await envelope.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The Content-Type under which it travels; the action parameter is for peers that still look there (ITI-86 asks for it).</summary>
    public string ContentType(string? action = null)
    {
        var parameter = action is null ? "" : $"; action=\"{action}\"";
        return IsMultipart
            ? $"multipart/related; type=\"{SoapNames.XopMediaType}\"; start=\"<{Root}>\"; start-info=\"{SoapNames.MediaType}\"; boundary=\"{_boundary}\"{parameter}"
            : $"{SoapNames.MediaType}; charset=utf-8{parameter}";
    }

    /// <summary>The number of octets, where it is known before sending.</summary>
    public long? Length => IsMultipart || _sink.Parts.Count > 0 || _pieces is not null ? null : _xml.Length;

    /// <summary>Sends it. When this throws, part of the message may have been sent.</summary>
    public async Task SendAsync(PipeWriter target, CancellationToken cancellation)
    {
        if (IsMultipart || _sink.Parts.Count > 0)
        {
            await SendAsync(target.AsStream(leaveOpen: true), cancellation).ConfigureAwait(false);
            return;
        }

        _xml.CopyTo(target);
        while (_pieces is not null)
        {
            await target.FlushAsync(cancellation).ConfigureAwait(false);
            _xml.Clear();
            await CollectAsync().ConfigureAwait(false);
            _xml.CopyTo(target);
        }

        await target.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends it.</summary>
    public async Task SendAsync(Stream target, CancellationToken cancellation)
    {
        if (IsMultipart) await SendMultipartAsync(target, cancellation).ConfigureAwait(false);
        else if (_sink.Parts.Count == 0) await _xml.SendAsync(target, cancellation).ConfigureAwait(false);
        else await SendInlineAsync(target, cancellation).ConfigureAwait(false);
        await target.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _xml.Dispose();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_pieces is not null) await _pieces.DisposeAsync().ConfigureAwait(false);
        Dispose();
    }

    private static void StartBody(XmlWriter writer, Action<XmlWriter> headers)
    {
        var soap = SoapNames.Soap12.NamespaceName;
        writer.WriteStartElement("s", "Envelope", soap);
        writer.WriteAttributeString("xmlns", "wsa", null, SoapNames.Addressing.NamespaceName);
        writer.WriteStartElement("s", "Header", soap);
        headers(writer);
        writer.WriteEndElement();
        writer.WriteStartElement("s", "Body", soap);
    }

    private async ValueTask CollectAsync()
    {
        while (_xml.Length < Whole)
        {
            if (!await _pieces!.MoveNextAsync().ConfigureAwait(false))
            {
                await _pieces.DisposeAsync().ConfigureAwait(false);
                _pieces = null;
                _xml.Write("</s:Body></s:Envelope>"u8);
                return;
            }

            _pieces.Current(_xml);
        }
    }

    private async Task SendMultipartAsync(Stream target, CancellationToken cancellation)
    {
        await SendTextAsync(
            target,
            $"--{_boundary}\r\nContent-Type: {SoapNames.XopMediaType}; charset=UTF-8; type=\"{SoapNames.MediaType}\"\r\n"
            + $"Content-Transfer-Encoding: binary\r\nContent-ID: <{Root}>\r\n\r\n",
            cancellation).ConfigureAwait(false);
        await _xml.SendAsync(target, cancellation).ConfigureAwait(false);
        foreach (var (id, content) in _sink.Parts)
        {
            await SendTextAsync(
                target,
                $"\r\n--{_boundary}\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <{id}>\r\n\r\n",
                cancellation).ConfigureAwait(false);
            var source = await content.Open(cancellation).ConfigureAwait(false);
            await using (source.ConfigureAwait(false)) await source.CopyToAsync(target, cancellation).ConfigureAwait(false);
        }
        await SendTextAsync(target, $"\r\n--{_boundary}--\r\n", cancellation).ConfigureAwait(false);
    }

    private static ValueTask SendTextAsync(Stream target, string text, CancellationToken cancellation) => target.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);

    // The peer asked without MTOM: each xop:Include that the codec wrote is replaced by its bytes as base64.
    private async Task SendInlineAsync(Stream target, CancellationToken cancellation)
    {
        var parts = _sink.Parts.ToDictionary(p => "cid:" + p.Key, p => p.Value, StringComparer.Ordinal);
        using var reader = XmlInput.Create(_xml, transcoded: false, asynchronous: false);
        var writer = XmlWriter.Create(target, Settings(asynchronous: true));
        await using (writer.ConfigureAwait(false))
        {
            reader.Read();
            while (!reader.EOF)
            {
                if (reader.NodeType == XmlNodeType.Element && (XNamespace)reader.NamespaceURI + reader.LocalName == SoapNames.Include
                    && reader.GetAttribute("href") is { } href && parts.TryGetValue(href, out var content))
                {
                    await WriteBase64Async(writer, content, cancellation).ConfigureAwait(false);
                    reader.Skip();
                    continue;
                }
                await CopyAsync(reader, writer).ConfigureAwait(false);
                reader.Read();
            }
        }
    }

    private static async Task CopyAsync(XmlReader reader, XmlWriter writer)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                await writer.WriteStartElementAsync(reader.Prefix, reader.LocalName, reader.NamespaceURI).ConfigureAwait(false);
                await writer.WriteAttributesAsync(reader, defattr: false).ConfigureAwait(false);
                if (reader.IsEmptyElement) await writer.WriteEndElementAsync().ConfigureAwait(false);
                break;
            case XmlNodeType.EndElement:
                await writer.WriteFullEndElementAsync().ConfigureAwait(false);
                break;
            case XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace or XmlNodeType.Text or XmlNodeType.CDATA:
                await writer.WriteStringAsync(reader.Value).ConfigureAwait(false);
                break;
            default:
                break;
        }
    }

    private static async Task WriteBase64Async(XmlWriter writer, Content content, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(48 * 1024);
        try
        {
            var source = await content.Open(cancellation).ConfigureAwait(false);
            await using (source.ConfigureAwait(false))
            {
                while (await source.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var count and > 0)
                    await writer.WriteBase64Async(buffer, 0, count).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Entitize: a carriage return in a value survives; anything else would change what somebody entered.
    private static XmlWriterSettings Settings(bool asynchronous) => new()
    {
        Async = asynchronous,
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineHandling = NewLineHandling.Entitize,
        OmitXmlDeclaration = true,
        CloseOutput = false,
    };
}
