using System.Security.Cryptography.X509Certificates;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Gateway;

/// <summary>A person's client for a running node: one address, one identity, any transaction.</summary>
internal sealed class NodeClient(
    Uri address, X509Certificate2? certificate, X509Certificate2Collection authorities, TimeSpan timeLimit, TimeProvider clock) : IDisposable
{
    // One client keeps its connections, and documents may still be read from them after an answer.
    private readonly Lazy<SoapClient> _soap = new(() => new SoapClient(
        new SoapClientOptions { ClientCertificate = certificate, TrustedAuthorities = authorities.Count > 0 ? authorities : null, TimeLimit = timeLimit }));

    /// <summary>Where the node is.</summary>
    public Uri Address => address;

    /// <summary>Whether the address speaks HL7 v2 (mllp, mllps) and not SOAP.</summary>
    public bool SpeaksEr7 => address.Scheme.StartsWith("mllp", StringComparison.Ordinal);

    /// <summary>Sends one request and waits for the answer.</summary>
    /// <param name="contract">The transaction.</param>
    /// <param name="request">The request.</param>
    /// <param name="path">The path on the node, when the address names none.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<TResponse> AskAsync<TRequest, TResponse>(
        Transaction<TRequest, TResponse> contract, TRequest request, string path, CancellationToken cancellation)
    {
        var target = SpeaksEr7 || address.AbsolutePath != "/" ? address : new Uri(address, path);
        try
        {
            return await AskAtAsync(target, contract, request, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (CommandFailure.At(target, failure))
        {
            throw;
        }
    }

    private async Task<TResponse> AskAtAsync<TRequest, TResponse>(
        Uri target, Transaction<TRequest, TResponse> contract, TRequest request, CancellationToken cancellation)
    {
        var exchange = new Exchange
        {
            MessageId = Exchange.NewMessageId(),
            Time = clock.GetUtcNow(),
            Endpoint = address.ToString(),
        };
        if (contract.Er7 is { } er7 && SpeaksEr7)
        {
            var client = new MllpClient(address, certificate, authorities, timeLimit);
            exchange = exchange with { MessageId = Guid.NewGuid().ToString("N")[..20], Endpoint = "IHENODE|IHENODE" };
            return er7.ReadResponse(await client.SendAsync(er7.WriteRequest(request, exchange), cancellation).ConfigureAwait(false));
        }

        if (contract.Soap is null || SpeaksEr7)
            throw new CommandException($"{contract.Id} {contract.Name} does not travel over {address.Scheme}.", ExitCode.Usage);
        return await _soap.Value.Remote(contract, target)(request, exchange with { Endpoint = target.ToString() }, cancellation).ConfigureAwait(false);
    }

    /// <summary>Closes its connections.</summary>
    public void Dispose()
    {
        if (_soap.IsValueCreated) _soap.Value.Dispose();
    }
}
