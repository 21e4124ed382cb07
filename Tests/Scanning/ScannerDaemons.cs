using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace IheNode.Tests;

/// <summary>
/// A private clamd with one signature, written by hand, and a private c-icap that asks it, both from Debian, in a folder of their own. They end with the run,
/// however that ends: their shell reads from this process and stops them at the end of its input.
/// </summary>
internal sealed class ScannerDaemons
{
    /// <summary>Octets of the longest stream that this clamd takes.</summary>
    public const int StreamMaxLength = 4 * 1024 * 1024;

    /// <summary>Octets of the largest document that this c-icap scans, where it is not told otherwise.</summary>
    public const int MaxObjectSize = 2 * 1024 * 1024;

    // clamd asks for no account, root or not; the signature says: any file, anywhere in it.
    private const string Script = """
        clamd -c "$1/clamd.conf" >"$1/clamd.out" 2>&1 </dev/null &
        clamd=$!
        until [ -S "$1/clamd.sock" ]; do kill -0 $clamd 2>/dev/null || { cat "$1/clamd.out"; exit 1; }; sleep 0.05; done
        c-icap -N -D -f "$1/c-icap.conf" >"$1/c-icap.out" 2>&1 </dev/null &
        icap=$!
        until c-icap-client -i 127.0.0.1 -p "$2" >/dev/null 2>&1; do kill -0 $icap 2>/dev/null || { cat "$1/c-icap.out"; exit 1; }; sleep 0.05; done
        echo ready
        while read -r _; do :; done
        kill $icap $clamd; wait; rm -rf "$1"
        """;

    private static readonly Lazy<ScannerDaemons> Lazily = new(() => new());
    private readonly string _folder = Directory.CreateTempSubdirectory("ihenode-scan-").FullName;

    private ScannerDaemons()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "signatures"));
        File.WriteAllText(Path.Combine(_folder, "signatures", "own.ndb"), $"Eicar-Test:0:*:{Convert.ToHexStringLower(Eicar)}\n");
        File.WriteAllText(Path.Combine(_folder, "clamd.conf"), $"""
            Foreground yes
            DatabaseDirectory {_folder}/signatures
            LocalSocket {_folder}/clamd.sock
            TCPSocket {ClamdPort}
            TCPAddr 127.0.0.1
            TemporaryDirectory {_folder}
            StreamMaxLength {StreamMaxLength}
            MaxThreads 8

            """);
        File.WriteAllText(Path.Combine(_folder, "c-icap.conf"), $"""
            PidFile {_folder}/c-icap.pid
            CommandsSocket {_folder}/c-icap.ctl
            StartServers 1
            MaxServers 1
            MaxSpareThreads 8
            ThreadsPerChild 8
            Port 127.0.0.1:{IcapPort}
            TmpDir {_folder}
            ServerLog {_folder}/c-icap.log
            AccessLog {_folder}/c-icap-access.log
            ModulesDir /usr/lib/x86_64-linux-gnu/c_icap
            ServicesDir /usr/lib/x86_64-linux-gnu/c_icap
            TemplateDir /usr/share/c_icap/templates/
            LoadMagicFile /etc/c-icap/c-icap.magic
            Module common clamd_mod.so
            clamd_mod.ClamdSocket {_folder}/clamd.sock
            Service virus_scan virus_scan.so
            virus_scan.ScanFileTypes TEXT DATA EXECUTABLE ARCHIVE GIF JPEG MSOFFICE
            virus_scan.StartSendPercentDataAfter 256K
            virus_scan.MaxObjectSize {MaxObjectSize}
            virus_scan.DefaultEngine clamd
            Service echo srv_echo.so

            """.Replace("/usr/lib/x86_64-linux-gnu/c_icap", Modules, StringComparison.Ordinal));
        var start = new ProcessStartInfo("sh", ["-c", Script, "sh", _folder, IcapPort.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
            Environment = { ["PATH"] = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin" },
        };
        var shell = Process.Start(start)!;
        var said = shell.StandardOutput.ReadLine();
        if (said != "ready") throw new InvalidOperationException($"The scanners do not start: {said} {shell.StandardOutput.ReadToEnd()}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            shell.StandardInput.Close();
            shell.WaitForExit(TimeSpan.FromSeconds(10));
        };
    }

    /// <summary>What every scanner takes for a virus, though it is none; in two parts, so that no scanner takes this file for one.</summary>
    public static byte[] Eicar { get; } = [.. @"X5O!P%@AP[4\PZX54(P^)7CC)7}$EI"u8, .. "CAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"u8];

    /// <summary>The addresses of the scanners as a profile names them.</summary>
    public string ClamdByUnixSocket => $"clamd+unix://{_folder}/clamd.sock";

    public string ClamdByTcp => $"clamd://127.0.0.1:{ClamdPort}";

    /// <summary>c-icap's scanning service, with every file type and size scanned before anything is answered.</summary>
    public string Icap => $"icap://127.0.0.1:{IcapPort}/virus_scan?allow204=on&force=on&sizelimit=off&mode=simple";

    /// <summary>The same as Debian ships it: it begins to answer while it still receives, and lets pass what is larger than MaxObjectSize.</summary>
    public string IcapUntuned => $"icap://127.0.0.1:{IcapPort}/virus_scan";

    /// <summary>A service that gives back what it gets, with status 200.</summary>
    public string IcapEcho => $"icap://127.0.0.1:{IcapPort}/echo";

    private int ClamdPort { get; } = FreePort();

    private int IcapPort { get; } = FreePort();

    private static string Modules { get; } = Directory.Exists("/usr/lib")
        ? Directory.GetDirectories("/usr/lib", "*-linux-gnu*").Select(folder => Path.Combine(folder, "c_icap")).FirstOrDefault(Directory.Exists) ?? "" : "";

    /// <summary>The run's scanners, started when first asked for; ends the test as skipped, with the reason, where the machine has none.</summary>
    public static ScannerDaemons Started()
    {
        if (!File.Exists("/usr/sbin/clamd") || !File.Exists(Path.Combine(Modules, "clamd_mod.so")) || !File.Exists("/usr/bin/c-icap"))
            Assert.Ignore("clamav-daemon, c-icap or libc-icap-mod-virus-scan is not installed (test.sh does it where it can): no real virus scanner was asked.");
        return Lazily.Value;
    }

    /// <summary>A port of loopback on which nobody listens.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
