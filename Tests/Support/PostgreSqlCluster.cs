using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using IheNode.Platform;
using IheNode.Pix;
using IheNode.Registry;
using IheNode.Repository;
using Npgsql;

namespace IheNode.Tests;

/// <summary>A private PostgreSQL server from the machine's own binaries, on a Unix socket in a folder of its own. It ends with the run, however that ends.</summary>
internal sealed class PostgreSqlCluster
{
    /// <summary>The database of which all others are copies.</summary>
    public const string Template = "migrated";

    // initdb refuses root.
    private const string Account = "nobody", Group = "nogroup";

    // What it keeps is worth nothing after this run, so not a flush of the disk either. It stops when nobody holds the script's input open any more.
    private const string Script = """
        "$2/initdb" -D "$1/data" -U ihenode -A trust -E UTF8 --locale=C -N >"$1/log" 2>&1 || { cat "$1/log"; exit 1; }
        start() {
            "$2/postgres" -D "$1/data" -k "$1" -c listen_addresses= -c fsync=off -c max_connections=400 -c shared_buffers=64MB -c log_line_prefix="%d " >>"$1/log" 2>&1 </dev/null &
            server=$!
            until "$2/pg_isready" -q -h "$1"; do kill -0 $server 2>/dev/null || { cat "$1/log"; exit 1; }; sleep 0.1; done
            echo ready
        }
        start "$1" "$2"
        while read -r told; do
            case $told in
                stop) kill -QUIT $server; wait $server; echo stopped;;
                start) start "$1" "$2";;
            esac
        done
        kill -QUIT $server; wait $server; rm -rf "$1"
        """;

    private static readonly Lazy<PostgreSqlCluster> Lazily = new(() => new());

    private readonly string _folder;
    private readonly Process _server;

    private PostgreSqlCluster()
    {
        _folder = Directory.CreateTempSubdirectory("ihenode-pg-").FullName;
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
        string[] arguments = ["-c", Script, "sh", _folder, Binaries!];
        if (Environment.IsPrivilegedProcess)
        {
            using var given = Process.Start("chown", [$"{Account}:{Group}", _folder]);
            given.WaitForExit();
            start.FileName = "setpriv";
            arguments = [$"--reuid={Account}", $"--regid={Group}", "--clear-groups", "sh", .. arguments];
        }

        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var server = _server = Process.Start(start)!;
        var said = server.StandardOutput.ReadLine();
        if (said != "ready") throw new InvalidOperationException($"PostgreSQL does not start: {said} {server.StandardOutput.ReadToEnd()}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.StandardInput.Close();
            server.WaitForExit(TimeSpan.FromSeconds(10));
        };
        Execute($"create database {Template}");
        using (Database.Open(new PostgreSql(ConnectionString(Template)), Actors)) { }
    }

    /// <summary>Whose migrations make a node's whole schema.</summary>
    public static Assembly[] Actors => [typeof(RegistryActor).Assembly, typeof(RepositoryActor).Assembly, typeof(PixActor).Assembly];

    /// <summary>The run's server, started when first asked for.</summary>
    public static PostgreSqlCluster Started => Lazily.Value;

    /// <summary>Starts a server of one's own, which may be stopped.</summary>
    public static PostgreSqlCluster New() => new();

    /// <summary>Folder of the newest server binaries on this machine; null = it has none.</summary>
    public static string? Binaries { get; } =
        (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
            .OrderByDescending(version => int.TryParse(Path.GetFileName(version), out var number) ? number : 0).Select(version => Path.Combine(version, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));

    /// <summary>The database that belongs to a folder, with the whole schema in it.</summary>
    public string DatabaseOf(string folder)
    {
        var name = "d" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..24];
        lock (Lazily)
        {
            if (!Exists(name)) Execute($"create database {name} template {Template}");
        }

        return name;
    }

    /// <summary>Writes down what the server is told by whoever connects to a database from now on: each statement that it runs, spaces joined.</summary>
    public Func<IReadOnlyList<string>> Record(string name)
    {
        Execute($"alter database {name} set log_statement = 'all'");
        var told = new Regex($@"^{name} LOG:  (statement|execute [^:]*): (?<sql>.*(\n\t.*)*)", RegexOptions.Multiline);
        return () => [.. told.Matches(File.ReadAllText(Path.Combine(_folder, "log"))).Select(m => Regex.Replace(m.Groups["sql"].Value, @"\s+", " ").Trim())];
    }

    /// <summary>Ends the server at once, as if it had crashed, and drops every connection.</summary>
    public void Stop() => Tell("stop", "stopped");

    /// <summary>Starts it again on its data.</summary>
    public void Start() => Tell("start", "ready");

    public void Drop(string name) => Execute($"drop database if exists {name} with (force)");

    public string ConnectionString(string name) => $"Host={_folder};Username=ihenode;Database={name};Maximum Pool Size=16";

    /// <summary>Runs a statement as the server's owner, outside of any test's database.</summary>
    public void Execute(string sql)
    {
        using var connection = Connect();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private void Tell(string command, string expected)
    {
        _server.StandardInput.WriteLine(command);
        if (_server.StandardOutput.ReadLine() is var said && said != expected) throw new InvalidOperationException($"Told to {command}, PostgreSQL says: {said}");
    }

    private bool Exists(string name)
    {
        using var connection = Connect();
        using var command = new NpgsqlCommand($"select count(*) from pg_database where datname = '{name}'", connection);
        return (long)command.ExecuteScalar()! > 0;
    }

    private NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        connection.Open();
        return connection;
    }
}
