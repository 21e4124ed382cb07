using System.Text;

namespace IheNode.Benchmarks;

/// <summary>One of those that take turns: the registry or the bare handler over one filled database.</summary>
/// <param name="Filled">What it was filled with.</param>
/// <param name="Database">The kind of database.</param>
/// <param name="Host">Its process.</param>
/// <param name="Query">What is asked.</param>
/// <param name="IsBare">Whether the bare handler is asked.</param>
internal sealed record GrowthSide(FilledRegistry Filled, string Database, ServerProcess Host, GrowthQuery Query, bool IsBare)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, ActivityHeadersPropagator = null });

    private long _answer;

    /// <summary>What its slices showed.</summary>
    public List<Pace> Slices { get; } = [];

    /// <summary>Lets the bare handler answer what the registry answers.</summary>
    public async Task RecordAsync(CancellationToken cancellation)
    {
        var answer = await AskAsync(Query.Any(Filled, Random.Shared), new Uri(Host.Address("http"), "/registry"), cancellation).ConfigureAwait(false);
        if (answer.AsSpan().IndexOf("ResponseStatusType:Success"u8) < 0) throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
        _answer = answer.Length;
        using var recorded = await Http.PostAsync(new Uri(Host.Address("http"), $"/record?of={Query.Bare}"), new ByteArrayContent(answer), cancellation).ConfigureAwait(false);
        recorded.EnsureSuccessStatusCode();
    }

    /// <summary>Asks for a while and for another patient or document each time.</summary>
    public async Task RunAsync(int clients, TimeSpan duration, CancellationToken cancellation) =>
        Slices.Add(await Pace.OfAsync(clients, duration, () => OnceAsync(cancellation), Host).ConfigureAwait(false));

    /// <summary>The median over its slices.</summary>
    public double Median(Func<Pace, double> of) => Side.MedianOf(Slices.Select(of));

    private async Task OnceAsync(CancellationToken cancellation)
    {
        var one = Query.Any(Filled, Random.Shared);
        var answer = await AskAsync(one, new Uri(Host.Address("http"), IsBare ? $"/{Query.Bare}?of={one}" : "/registry"), cancellation).ConfigureAwait(false);
        // All entries of the same kind are of one length; the kinds differ by little.
        if (answer.Length < _answer * 8 / 10 || answer.Length > _answer * 12 / 10)
            throw new InvalidOperationException($"{one}: {answer.Length} octets and not {_answer}:\n{Encoding.UTF8.GetString(answer.AsSpan(0, Math.Min(answer.Length, 2000)))}");
    }

    private async Task<byte[]> AskAsync(string one, Uri address, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(Query.For(one)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", Query.Message.ContentType);
        using var response = await Http.SendAsync(request, cancellation).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
    }
}
