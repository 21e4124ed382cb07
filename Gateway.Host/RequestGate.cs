using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace IheNode.Gateway;

/// <summary>Bounds the requests under way: who comes beyond is sent away before a byte of its message is read (HTTP 503 with Retry-After, RFC 9110 15.6.4).</summary>
internal sealed class RequestGate(int limit)
{
    private const int RetryAfterSeconds = 1;
    private int _underWay;

    /// <summary>Lets the request in, or answers it. Probes and metrics, which are not posted, always come in.</summary>
    public async Task PassAsync(HttpContext http, RequestDelegate next)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            await next(http).ConfigureAwait(false);
            return;
        }
        try
        {
            if (Interlocked.Increment(ref _underWay) <= limit) await next(http).ConfigureAwait(false);
            else await SendAwayAsync(http).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private Task SendAwayAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync($"The node answers {limit} requests at this moment and takes no more at once (limits.requests); send this one again later.\n", http.RequestAborted);
    }
}
