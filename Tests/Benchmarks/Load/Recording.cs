using System.Text;

namespace IheNode.Benchmarks;

/// <summary>An answer of the node, kept so that the baseline can give the same bytes under the same headers.</summary>
/// <param name="ContentType">Its Content-Type.</param>
/// <param name="HasLength">Whether it came with a Content-Length; else it came in chunks.</param>
/// <param name="Octets">Its body.</param>
internal sealed record Recording(string ContentType, bool HasLength, byte[] Octets)
{
    /// <summary>Sends a request and records the answer.</summary>
    public static async Task<Recording> OfAsync(HttpClient http, Uri address, SoapMessage message, CancellationToken cancellation)
    {
        var body = message.Octets.ToArray();
        message.Renew(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", message.ContentType);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        var hasLength = response.Content.Headers.ContentLength is not null;
        var octets = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        return new($"{response.Content.Headers.NonValidated["Content-Type"]}", hasLength, octets);
    }

    /// <summary>Fails unless the answer is a success.</summary>
    /// <exception cref="InvalidOperationException">It is none; the message shows its beginning.</exception>
    public void RequireSuccess(string transaction)
    {
        if (Octets.AsSpan().IndexOf("ResponseStatusType:Success"u8) < 0)
            throw new InvalidOperationException($"{transaction} was refused: {Encoding.UTF8.GetString(Octets.AsSpan(0, Math.Min(2000, Octets.Length)))}");
    }

    /// <summary>Writes it for the baseline: <c>key.type</c>, <c>key.head</c>, and, when a document stands in it, <c>key.document</c> and <c>key.tail</c>.</summary>
    public void Save(string folder, string key, byte[]? document = null)
    {
        File.WriteAllText(Path.Combine(folder, $"{key}.type"), $"{(HasLength ? "length" : "chunked")}\n{ContentType}");
        var at = document is null ? Octets.Length : Octets.AsSpan().IndexOf(document);
        if (at < 0) throw new InvalidOperationException($"{key}: the document does not stand in its answer as it was submitted.");
        File.WriteAllBytes(Path.Combine(folder, $"{key}.head"), Octets.AsSpan(0, at));
        if (document is null) return;
        File.WriteAllBytes(Path.Combine(folder, $"{key}.document"), document);
        File.WriteAllBytes(Path.Combine(folder, $"{key}.tail"), Octets.AsSpan(at + document.Length));
    }
}
