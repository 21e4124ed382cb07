using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace IheNode.Platform;

/// <summary>The connections of a <see cref="SoapClient"/>, and what has to be smoothed so that WCF's transport hands every SOAP answer on.</summary>
internal sealed class PeerHandler(SoapClientOptions options) : DelegatingHandler(Connections(options))
{
    /// <summary>Where the answer's own Content-Type is kept.</summary>
    public const string OriginalContentType = "IheNode-Original-Content-Type";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        response.Headers.Remove(OriginalContentType);
        if (!response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values)) return response;
        var original = values.ToString();
        var type = SoapMediaType.Parse(original);
        response.Headers.TryAddWithoutValidation(OriginalContentType, original);
        if (!type.IsMultipart && !type.IsEnvelope) return response;
        // Peers write parameters that the strict parser of HTTP headers gives up on, and WCF then takes the answer for empty.
        response.Content.Headers.Remove("Content-Type");
        response.Content.Headers.ContentType = new MediaTypeHeaderValue(SoapNames.MediaType);
        // SOAP 1.2 says 400 for faults of the sender; WCF reads faults under 500 only.
        if (!response.IsSuccessStatusCode) response.StatusCode = HttpStatusCode.InternalServerError;
        return response;
    }

    /// <summary>Connections to a peer that is known by its authorities, to which the node shows its certificate.</summary>
    public static SocketsHttpHandler Connections(SoapClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = options.TimeLimit,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            MaxResponseHeadersLength = Math.Max(1, options.Limits.HeaderBytes / 1024),
        };
        if (options.ClientCertificate is { } own) handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
        if (options.TrustedAuthorities is { } authorities) handler.SslOptions.CertificateChainPolicy = PeerTrust.Only(authorities);
        return handler;
    }
}
