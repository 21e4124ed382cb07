using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using System.Text.RegularExpressions;
using DbUp.Builder;
using IheNode.Platform;
using Microsoft.Data.Sqlite;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace IheNode.Tests;

/// <summary>
/// SQLite that reads every statement as SQL Server 2019 would before it runs it, so that whatever a spec lets an actor do is proved to be T-SQL too. The words
/// that differ stand beside each other in the text, those of SQL Server in comments.
/// </summary>
internal sealed partial class TransactSql(string file) : DatabaseEngine
{
    private static readonly ConcurrentDictionary<string, string> Complaints = new();
    private readonly Sqlite _sqlite = new(file);

    /// <summary>How many different statements were read.</summary>
    public static int StatementsRead => Complaints.Count;

    public override string Name => _sqlite.Name;

    public override Dialect Dialect { get; } = new BothDialects(new Sqlite("").Dialect, new SqlServer("").Dialect);

    public override int WriteLanes => _sqlite.WriteLanes;

    public override int ReadLanes => _sqlite.ReadLanes;

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var plain = (SqliteConnection)await _sqlite.OpenAsync(cancellation);
        var connection = new ReadingConnection(plain.ConnectionString);
        await plain.DisposeAsync();
        await connection.OpenAsync(cancellation);
        using var settings = new SqliteCommand("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=30000;", connection);
        await settings.ExecuteNonQueryAsync(cancellation);
        return connection;
    }

    public override Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellation) => _sqlite.BeginReadAsync(connection, cancellation);

    public override IDisposable Interrupt(DbConnection connection, CancellationToken cancellation) => _sqlite.Interrupt(connection, cancellation);

    public override UpgradeEngineBuilder Upgrade() => _sqlite.Upgrade();

    public override bool IsConflict(Exception failure) => _sqlite.IsConflict(failure);

    /// <summary>What SQL Server 2019 says of a statement; empty = nothing.</summary>
    public static string Complaint(string sql)
    {
        new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        return string.Join(' ', errors.Select(error => $"{error.Line}:{error.Column} {error.Message}"));
    }

    private static void Read(string sql)
    {
        // What a spec does to SQLite itself.
        if (sql.Length == 0 || OfSqliteAlone().IsMatch(sql)) return;
        var complaint = Complaints.GetOrAdd(BothDialects.SecondOf(sql), Complaint);
        if (complaint.Length > 0) throw new InvalidOperationException($"SQL Server does not read this ({complaint}):\n{BothDialects.SecondOf(sql)}");
    }

    [GeneratedRegex(@"^\s*(PRAGMA|CREATE TRIGGER|DROP TRIGGER|EXPLAIN|DROP INDEX|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)|sqlite_", RegexOptions.IgnoreCase)]
    private static partial Regex OfSqliteAlone();

    private sealed class ReadingConnection(string connectionString) : SqliteConnection(connectionString)
    {
        public override SqliteCommand CreateCommand() => new ReadingCommand { Connection = this, CommandTimeout = DefaultTimeout, Transaction = Transaction };
    }

    private sealed class ReadingCommand : SqliteCommand
    {
        [System.Diagnostics.CodeAnalysis.AllowNull]
        public override string CommandText
        {
            get => base.CommandText;
            set
            {
                Read(value ?? "");
                base.CommandText = value;
            }
        }
    }

    /// <summary>The first one's words to run, each beside the second one's words in a comment.</summary>
    private sealed class BothDialects(Dialect first, Dialect second) : Dialect
    {
        private const string Begin = "/*<", BeginEnd = ">*/", End = "/*;*/";

        public override string Values(string json, string alias) => Both(first.Values(json, alias), second.Values(json, alias));

        public override string Numbers(string json, string alias) => Both(first.Numbers(json, alias), second.Numbers(json, alias));

        public override string Like(string text, string pattern) => Both(first.Like(text, pattern), second.Like(text, pattern));

        public override string LikePattern(string pattern) => first.LikePattern(pattern);

        public override string Limit(string rows) => Both(first.Limit(rows), second.Limit(rows));

        // The condition stands in it once, for whoever looks for something in the text.
        public override string SelectForUpdate(string columns, string table, string condition)
        {
            const string here = "\u0001";
            var (one, other) = (first.SelectForUpdate(columns, table, here).Split(here), second.SelectForUpdate(columns, table, here).Split(here));
            return Both(one[0], other[0]) + condition + Both(one[1], other[1]);
        }

        /// <summary>The statement with the second one's words.</summary>
        public static string SecondOf(string sql)
        {
            var begin = sql.IndexOf(Begin, StringComparison.Ordinal);
            if (begin < 0) return sql;
            var words = begin + Begin.Length;
            var after = sql.IndexOf(BeginEnd, words, StringComparison.Ordinal);
            var second = Encoding.UTF8.GetString(Convert.FromHexString(sql[words..after]));
            // Words may stand within words.
            var (place, depth) = (after, 1);
            while (depth > 0)
            {
                var inner = sql.IndexOf(Begin, place, StringComparison.Ordinal);
                var end = sql.IndexOf(End, place, StringComparison.Ordinal);
                (place, depth) = inner >= 0 && inner < end ? (inner + Begin.Length, depth + 1) : (end + End.Length, depth - 1);
            }

            return sql[..begin] + SecondOf(second) + SecondOf(sql[place..]);
        }

        private static string Both(string first, string second) => $"{Begin}{Convert.ToHexString(Encoding.UTF8.GetBytes(second))}{BeginEnd}{first}{End}";
    }
}
