using System.Text;
using System.Xml;
using IheNode.Core;
using IheNode.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IheNode.Gateway;

/// <summary>Answers SOAP 1.2 over HTTP: reads the envelope, finds the transaction by its wsa:Action, lets it be answered, writes the answer.</summary>
public sealed class SoapEndpoint
{
    private readonly Dictionary<string, Served> _byAction = [];
    private readonly LimitsProfile _limits;
    private readonly TimeProvider _clock;
    private readonly Func<HttpContext, Requester> _requester;
    private readonly string _spoolFolder;
    private readonly ILogger _log;

    private SoapEndpoint(
        IEnumerable<Served> served, LimitsProfile limits, TimeProvider clock, Func<HttpContext, Requester> requester, string spoolFolder, ILogger log)
    {
        (_limits, _clock, _requester, _spoolFolder, _log) = (limits, clock, requester, spoolFolder, log);
        foreach (var one in served)
        {
            var action = one.Transaction.Action ?? throw new ArgumentException($"{one.Transaction.Id} has no wsa:Action.", nameof(served));
            foreach (var name in one.Transaction.ActionAliases.Prepend(action))
                if (!_byAction.TryAdd(name, one)) throw new ArgumentException($"Two transactions are served under the wsa:Action {name}.", nameof(served));
        }
    }

    /// <summary>Serves transactions at <c>path</c>, by wsa:Action, and each at <c>path/itiNN</c>; <c>GET path?wsdl</c> describes them.</summary>
    /// <param name="app">Where the routes are added.</param>
    /// <param name="path">Path such as <c>/xds/registry</c>.</param>
    /// <param name="served">The transactions.</param>
    /// <param name="limits">What is accepted.</param>
    /// <param name="clock">Gives the time of each exchange.</param>
    /// <param name="requester">Tells who sends a request.</param>
    /// <param name="spoolFolder">Folder for parts that must wait; null = the system's folder for temporary files.</param>
    public static void Map(
        IEndpointRouteBuilder app,
        string path,
        IReadOnlyList<Served> served,
        LimitsProfile limits,
        TimeProvider clock,
        Func<HttpContext, Requester> requester,
        string? spoolFolder = null)
    {
        var log = app.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger<SoapEndpoint>();
        var groups = served.GroupBy(s => $"{path}/{s.Transaction.Id.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant()}");
        foreach (var (route, transactions) in groups.Select(g => (g.Key, g.ToList())).Prepend((path, served.ToList())))
        {
            var endpoint = new SoapEndpoint(transactions, limits, clock, requester, spoolFolder ?? Path.GetTempPath(), log);
            app.MapPost(route, endpoint.AnswerAsync);
            app.MapGet(route, http => DescribeAsync(http, [.. transactions.Select(t => t.Transaction)]));
        }
    }

    private static async Task DescribeAsync(HttpContext http, IReadOnlyList<Transaction> transactions)
    {
        if (!http.Request.Query.ContainsKey("wsdl"))
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            http.Response.Headers.Allow = "POST";
            return;
        }
        http.Response.ContentType = "text/xml; charset=utf-8";
        await http.Response.WriteAsync(Wsdl.Describe(transactions, Address(http)).ToString(), Encoding.UTF8, http.RequestAborted).ConfigureAwait(false);
    }

    private static string Address(HttpContext http) => UriHelper.BuildAbsolute(http.Request.Scheme, http.Request.Host, http.Request.PathBase, http.Request.Path);

    private async Task AnswerAsync(HttpContext http)
    {
        LiftServerLimits(http);
        var contentType = SoapMediaType.Parse(http.Request.ContentType);
        if (!contentType.IsMultipart && !contentType.IsEnvelope)
        {
            await RefuseMediaAsync(http, $"Send {SoapNames.MediaType} or multipart/related with {SoapNames.XopMediaType}.").ConfigureAwait(false);
            return;
        }
        if (http.Request.Headers.ContentEncoding.Any(encoding => encoding is not (null or "" or "identity")))
        {
            http.Response.Headers.AcceptEncoding = "identity";
            await RefuseMediaAsync(http, "Send the message without Content-Encoding: compressed messages are not read.").ConfigureAwait(false);
            return;
        }
        var request = new Request();
        try
        {
            var answer = await AnswerAsync(http, contentType, request).ConfigureAwait(false);
            await using var _ = answer.ConfigureAwait(false);
            await SendAsync(http, answer, StatusCodes.Status200OK, request.ContentTypeAction).ConfigureAwait(false);
        }
        catch (Exception) when (http.Response.HasStarted)
        {
            // The status has gone out already: only a broken connection can still tell that the answer is not whole.
            http.Abort();
            throw;
        }
        catch (Exception error) when (!http.RequestAborted.IsCancellationRequested)
        {
            var fault = Fault(error, request);
            if (fault.Code == SoapFaultCode.VersionMismatch && contentType.Name == "text/xml")
            {
                http.Response.StatusCode = StatusCodes.Status500InternalServerError;
                http.Response.ContentType = "text/xml; charset=utf-8";
                await http.Response.WriteAsync(SoapFaultXml.Soap11(fault), Encoding.UTF8, http.RequestAborted).ConfigureAwait(false);
                return;
            }
            using var answer = SoapFaultXml.Envelope(fault, contentType.IsMultipart, request.MessageId);
            await SendAsync(http, answer, StatusCodes.Status500InternalServerError).ConfigureAwait(false);
        }
    }

    private static Task RefuseMediaAsync(HttpContext http, string sentence)
    {
        http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(sentence + "\n", http.RequestAborted);
    }

    private async Task<OutgoingEnvelope> AnswerAsync(HttpContext http, SoapMediaType contentType, Request request)
    {
        var aborted = http.RequestAborted;
        var arriving = new PatientStream(http.Request.Body, _limits.IdleSeconds);
        await using var __ = arriving.ConfigureAwait(false);
        var envelope = await IncomingEnvelope.ReadAsync(arriving, contentType, _limits, _spoolFolder, aborted).ConfigureAwait(false);
        await using var _ = envelope.ConfigureAwait(false);
        request.MessageId = AddressingHeaders.TryReadMessageId(envelope.Header);
        var exchange = new Exchange
        {
            MessageId = request.MessageId ?? "",
            Time = _clock.GetUtcNow(),
            Endpoint = Address(http),
            Requester = _requester(http),
        };
        var (headers, served) = await FindAsync(envelope, exchange, request).ConfigureAwait(false);
        exchange = exchange with { ReplyTo = headers.ReplyTo };
        if (served.Transaction.NamesActionInContentType) request.ContentTypeAction = served.Transaction.ResponseAction;
        var body = await served.AnswerSoapAsync(envelope.Body, envelope.Attachments, exchange, aborted).ConfigureAwait(false);
        void Addressing(XmlWriter writer) => OutgoingHeaders.WriteAddressing(
            writer, served.Transaction.ResponseAction!, relatesTo: exchange.MessageId, referenceParameters: headers.ReferenceParameters);
        var answer = body.Pieces is { } pieces
            ? await OutgoingEnvelope.StreamAsync(Addressing, pieces, aborted).ConfigureAwait(false)
            : OutgoingEnvelope.Write(envelope.IsMultipart, Addressing, body.Write);
        try
        {
            await envelope.DiscardAttachmentsAsync(aborted).ConfigureAwait(false);
        }
        catch (MalformedMessageException error)
        {
            // The answer stands already and did not depend on these parts.
            _log.LogWarning("After the answer to {Transaction} {MessageId} the rest of its message proved to be wrong: {Reason}", request.TransactionId, request.MessageId, error.Message);
        }
        return answer;
    }

    private async Task<(AddressingHeaders Headers, Served Served)> FindAsync(IncomingEnvelope envelope, Exchange exchange, Request request)
    {
        var action = AddressingHeaders.TryReadAction(envelope.Header);
        var served = action is null ? null : _byAction.GetValueOrDefault(action);
        request.TransactionId = served?.Transaction.Id ?? request.TransactionId;
        try
        {
            var headers = AddressingHeaders.ReadRequest(envelope.Header);
            if (served is null) throw new SoapFaultException(SoapFault.ActionNotSupported(headers.Action!));
            if (envelope.IsMultipart && served.Transaction.Encoding == WireEncoding.SimpleSoap)
                throw new SoapFaultException(SoapFault.Sender($"{served.Transaction.Id} travels as simple SOAP ({SoapNames.MediaType}), not as MTOM."));
            if (!served.Transaction.JudgesUnnamedParts) envelope.RefuseUnnamedParts();
            return (headers, served);
        }
        catch (Exception refusal) when (served is not null)
        {
            await served.RefusedAsync(exchange, refusal).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task SendAsync(HttpContext http, OutgoingEnvelope answer, int status, string? action = null)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = answer.ContentType(action);
        http.Response.ContentLength = answer.Length;
        // What is written before the head has gone out is kept aside and copied once more; an answer that is whole already cannot fail.
        if (answer.Length is not null) await http.Response.StartAsync(http.RequestAborted).ConfigureAwait(false);
        await answer.SendAsync(http.Response.BodyWriter, http.RequestAborted).ConfigureAwait(false);
    }

    private SoapFault Fault(Exception error, Request request)
    {
        var fault = error switch
        {
            SoapFaultException known => known.Fault,
            MalformedMessageException malformed => SoapFault.Sender(malformed.Message),
            Microsoft.AspNetCore.Http.BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => SoapFault.Sender(
                $"The sender was slower than {_limits.BytesPerSecond} octets a second over {_limits.IdleSeconds} s or more (limits.bytesPerSecond)."),
            Microsoft.AspNetCore.Http.BadHttpRequestException bad => SoapFault.Sender($"The HTTP request is wrong: {bad.Message}"),
            _ => null,
        };
        if (fault is not null)
        {
            _log.LogInformation("Refused {Transaction} {MessageId} with the fault {Code}", request.TransactionId, request.MessageId, fault.Code);
            return fault;
        }
        // An exception's message may quote a patient's data; its type and place do not.
        _log.LogError("{Transaction} {MessageId} failed with {Exception} at {Place}", request.TransactionId, request.MessageId, error.GetType().FullName, error.StackTrace);
        _log.LogDebug(error, "{Transaction} {MessageId} failed", request.TransactionId, request.MessageId);
        return SoapFault.Receiver($"The node could not answer this message. Its log tells why under the MessageID {request.MessageId}.");
    }

    // Kestrel's own limits (30 MB, 240 octets a second) are for web pages; the profile's limits are kept while reading.
    private void LiftServerLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (!HttpProtocol.IsHttp11(http.Request.Protocol)) return;
        // Kestrel looks once a second and takes no shorter patience than more than that.
        var slowest = new MinDataRate(_limits.BytesPerSecond, gracePeriod: TimeSpan.FromSeconds(Math.Max(_limits.IdleSeconds, 2)));
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } reading) reading.MinDataRate = slowest;
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } writing) writing.MinDataRate = new MinDataRate(240, slowest.GracePeriod);
    }

    private sealed class Request
    {
        public string? MessageId { get; set; }

        public string TransactionId { get; set; } = "a request";

        public string? ContentTypeAction { get; set; }
    }
}
