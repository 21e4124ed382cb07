using System.CommandLine;
using System.Security.Cryptography.X509Certificates;

namespace IheNode.Gateway;

/// <summary>The options that every client command shares: where the node is, and who asks.</summary>
internal sealed class ClientOptions
{
    private readonly Option<string> _to;

    private readonly Option<FileInfo?> _certificate = new("--certificate") { Description = "PEM file of the client certificate, for https and mllps" };

    private readonly Option<FileInfo?> _key = new("--key") { Description = "PEM file of its private key" };

    private readonly Option<FileInfo?> _authority = new("--authority") { Description = "PEM file of the CA that issued the node's certificate" };

    private readonly Option<double> _timeLimit = new("--time-limit")
    {
        Description = "Seconds to wait for the answer", DefaultValueFactory = _ => 60,
    };

    public ClientOptions(string to, Command command)
    {
        _to = new Option<string>("--to") { Description = to, Required = true };
        command.Options.Add(_to);
        command.Options.Add(_certificate);
        command.Options.Add(_key);
        command.Options.Add(_authority);
        command.Options.Add(_timeLimit);
    }

    /// <summary>The connection that the options describe.</summary>
    /// <exception cref="CommandException">An option is wrong; the message says which.</exception>
    public NodeClient Connect(ParseResult parsed)
    {
        var text = parsed.GetValue(_to)!;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https" or "mllp" or "mllps"))
            throw new CommandException($"--to: '{text}' is not an http, https, mllp or mllps address.", ExitCode.Usage);
        var seconds = parsed.GetValue(_timeLimit);
        if (seconds is <= 0 or > 86400) throw new CommandException("--time-limit: give more than 0 and at most 86400 seconds.", ExitCode.Usage);

        return new NodeClient(address, Certificate(parsed), Authorities(parsed), TimeSpan.FromSeconds(seconds), TimeProvider.System);
    }

    private X509Certificate2? Certificate(ParseResult parsed)
    {
        var certificate = Existing(parsed, _certificate);
        var key = Existing(parsed, _key);
        if (certificate is null && key is null) return null;
        if (certificate is null || key is null) throw new CommandException("--certificate and --key go together.", ExitCode.Usage);
        return X509Certificate2.CreateFromPemFile(certificate, key);
    }

    private X509Certificate2Collection Authorities(ParseResult parsed)
    {
        var authorities = new X509Certificate2Collection();
        if (Existing(parsed, _authority) is { } file) authorities.ImportFromPemFile(file);
        return authorities;
    }

    private static string? Existing(ParseResult parsed, Option<FileInfo?> option)
    {
        var file = parsed.GetValue(option);
        if (file is { Exists: false }) throw new CommandException($"{option.Name}: {file} does not exist.", ExitCode.Usage);
        return file?.FullName;
    }
}
