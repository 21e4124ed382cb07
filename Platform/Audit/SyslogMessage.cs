using System.Globalization;
using System.Text;

namespace IheNode.Platform;

/// <summary>Frames audit messages as syslog (RFC 5424; <c>ITI TF-2 3.20.4.1.1.2</c>).</summary>
public static class SyslogMessage
{
    // Facility 10 (security), severity 5 (notice).
    private const string Priority = "<85>1";

    /// <summary>The syslog message, UTF-8 without byte order mark.</summary>
    public static byte[] Write(string auditMessage, DateTimeOffset time) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"{Priority} {time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Printable(Environment.MachineName)} ihenode {Environment.ProcessId} IHE+RFC-3881 - {auditMessage}"));

    /// <summary>The XML of an audit message that a syslog message carries.</summary>
    public static string AuditMessageOf(ReadOnlySpan<byte> syslog)
    {
        // Seven fields stand before it, none of which holds a space here.
        for (var field = 0; field < 7; field++) syslog = syslog[(syslog.IndexOf((byte)' ') + 1)..];
        return Encoding.UTF8.GetString(syslog);
    }

    private static string Printable(string name)
    {
        var printable = new string(name.Where(letter => letter is > ' ' and < '\x7F').Take(255).ToArray());
        return printable.Length == 0 ? "-" : printable;
    }
}
