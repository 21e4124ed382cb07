using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;

namespace IheNode.Core;

/// <summary>An <c>query:AdhocQueryResponse</c> that is rendered from stored bodies, page by page, without objects.</summary>
public static class StreamedQueryResponse
{
    private static readonly byte[] EmptyList = Encoding.UTF8.GetBytes($"<rim:RegistryObjectList xmlns:rim=\"{EbrimNames.RimUri}\" />");
    private static readonly byte[] ListStart = [.. EmptyList.AsSpan(..^" />".Length), (byte)'>'];
    private static readonly byte[] ListEnd = "</rim:RegistryObjectList>"u8.ToArray();

    // Nearly every answer is one without errors.
    private static readonly (byte[] Before, byte[] After) Success = Around(new(ResponseStatus.Success, RegistryObjectList.Empty));

    /// <summary>The pieces of an answer of which objects are still rows; null for one that has none.</summary>
    public static IAsyncEnumerable<Utf8Piece>? Pieces(AdhocQueryResponse response, CancellationToken cancellation) =>
        response.Stored is { } stored ? Pieces(response, stored, cancellation) : null;

    private static async IAsyncEnumerable<Utf8Piece> Pieces(
        AdhocQueryResponse response, IAsyncEnumerable<IReadOnlyList<StoredObject>> stored, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (before, after) = response is { Status: ResponseStatus.Success, Errors.Count: 0, Objects.Objects.Count: 0, Objects.ObjectRefs.Count: 0 }
            ? Success
            : Around(response with { Stored = null });
        yield return output => output.Write(before);
        await foreach (var page in stored.WithCancellation(cancellation).ConfigureAwait(false))
        {
            yield return output =>
            {
                foreach (var row in page) row.Render(output);
            };
        }

        yield return output => output.Write(after);
    }

    // What stands before and after the rows, as the writer of whole answers writes it.
    private static (byte[] Before, byte[] After) Around(AdhocQueryResponse response)
    {
        var buffer = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize, OmitXmlDeclaration = true };
        using (var writer = XmlWriter.Create(buffer, settings)) AdhocQueryResponseXml.Write(writer, response);
        var octets = buffer.ToArray().AsSpan();
        var empty = octets.LastIndexOf(EmptyList);
        if (empty >= 0) return ([.. octets[..empty], .. ListStart], [.. ListEnd, .. octets[(empty + EmptyList.Length)..]]);
        var end = octets.LastIndexOf(ListEnd);
        return (octets[..end].ToArray(), octets[end..].ToArray());
    }
}
