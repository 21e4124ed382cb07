using System.Net;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>Asks a facility's system for documents that it assembles when they are asked for: HTTP GET, with mutual TLS where the address is https.</summary>
public sealed class DocumentSource : IDisposable
{
    private readonly OnDemandSourceProfile _profile;
    private readonly HttpClient _http;
    private readonly TimeProvider _clock;

    /// <summary>A source with connections of its own.</summary>
    /// <param name="profile">Whom to ask, and its limits.</param>
    /// <param name="connection">The node's certificate and whom it trusts.</param>
    /// <param name="clock">Measures the time limit.</param>
    public DocumentSource(OnDemandSourceProfile profile, SoapClientOptions connection, TimeProvider clock)
    {
        (_profile, _clock) = (profile, clock);
        // The limit of one document spans its body too, which the client's own limit does not.
        _http = new HttpClient(PeerHandler.Connections(connection with { TimeLimit = Limit })) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private TimeSpan Limit => TimeSpan.FromSeconds(_profile.TimeLimitSeconds);

    /// <summary>Begins to fetch the document of an entry; whoever gets it disposes of it.</summary>
    /// <exception cref="DocumentSourceException">The source does not have it, cannot be reached, or answers with something else.</exception>
    public async Task<FetchedDocument> GetAsync(DocumentEntry entry, CancellationToken cancellation)
    {
        var address = DocumentAddress.Of(_profile.Address, entry)
            ?? throw new DocumentSourceException($"{_profile.Name} cannot be asked: the entry lacks what the address of its document needs.");
        var limit = new CancellationTokenSource(Limit, _clock);
        var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var deadline = new Deadline(_profile, both, limit, cancellation);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (entry.MimeType is { } type) request.Headers.TryAddWithoutValidation("Accept", type);
            var response = await deadline.GuardAsync(token => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token)).ConfigureAwait(false);
            try
            {
                Check(response);
                var body = await response.Content.ReadAsStreamAsync(both.Token).ConfigureAwait(false);
                return new(new SourceBody(body, _profile, deadline, response), response.Content.Headers.ContentType?.MediaType);
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
        catch
        {
            deadline.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private void Check(HttpResponseMessage response)
    {
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            throw new DocumentSourceException($"{_profile.Name} does not have it.") { IsAbsent = true };
        if (response.StatusCode != HttpStatusCode.OK) throw new DocumentSourceException($"{_profile.Name} answered with HTTP status {(int)response.StatusCode}.");
        if (response.Content.Headers.ContentEncoding.Count > 0) throw new DocumentSourceException($"{_profile.Name} gave it in an encoding that was not asked for.");
        if (response.Content.Headers.ContentLength > _profile.DocumentBytes) throw SourceBody.TooLarge(_profile);
    }
}

/// <summary>A document on its way from its source.</summary>
/// <param name="Body">Its bytes; reading throws a <see cref="DocumentSourceException"/> when they do not come whole, in time and within the limit.</param>
/// <param name="MediaType">Its media type without parameters, as the source says; null when it says none.</param>
public sealed record FetchedDocument(Stream Body, string? MediaType) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Body.DisposeAsync();
}

/// <summary>A source did not give a document; the message is a sentence for whoever asked.</summary>
public sealed class DocumentSourceException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the source answered that there is no such document.</summary>
    public bool IsAbsent { get; init; }
}
