using System.Data;
using System.Data.Common;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Engine.Transactions;
using DbUp.Support;

namespace IheNode.Platform;

/// <summary>
/// Points DbUp at a database server with nothing but its ADO.NET connection: DbUp's own packages for the servers want other versions of the drivers than
/// this node has. A script is one command.
/// </summary>
internal static class ServerUpgrade
{
    /// <summary>An upgrade that writes down what it ran in the table <c>SchemaVersions</c>, which <paramref name="createJournal"/> makes if it is not there.</summary>
    public static UpgradeEngineBuilder Of(Func<DbConnection> connect, string createJournal)
    {
        var builder = new UpgradeEngineBuilder();
        builder.Configure(upgrade =>
        {
            upgrade.ConnectionManager = new Connections(connect);
            upgrade.Journal = new Journal(() => upgrade.ConnectionManager, createJournal);
            upgrade.ScriptExecutor = new Executor(() => upgrade.ConnectionManager, () => upgrade.Log, () => upgrade.Journal);
        });
        return builder;
    }

    private sealed class Connections(Func<DbConnection> connect) : DatabaseConnectionManager(_ => connect())
    {
        public override IEnumerable<string> SplitScriptIntoCommands(string scriptContents) => [scriptContents];
    }

    private sealed class Journal(Func<IConnectionManager> connections, string create) : IJournal
    {
        public string[] GetExecutedScripts() => connections().ExecuteCommandsWithManagedConnection(commands =>
        {
            EnsureTableExistsAndIsLatestVersion(commands);
            using var command = commands();
            command.CommandText = "select ScriptName from SchemaVersions order by ScriptName";
            using var reader = command.ExecuteReader();
            var names = new List<string>();
            while (reader.Read()) names.Add(reader.GetString(0));
            return names.ToArray();
        });

        public void StoreExecutedScript(SqlScript script, Func<IDbCommand> dbCommandFactory)
        {
            using var command = dbCommandFactory();
            command.CommandText = "insert into SchemaVersions (ScriptName, Applied) values (@name, current_timestamp)";
            var name = command.CreateParameter();
            name.ParameterName = "name";
            name.Value = script.Name;
            command.Parameters.Add(name);
            command.ExecuteNonQuery();
        }

        public void EnsureTableExistsAndIsLatestVersion(Func<IDbCommand> dbCommandFactory)
        {
            using var command = dbCommandFactory();
            command.CommandText = create;
            command.ExecuteNonQuery();
        }
    }

    private sealed class Executor(Func<IConnectionManager> connections, Func<IUpgradeLog> log, Func<IJournal> journal)
        : ScriptExecutor(connections, new Parser(), log, null, () => false, [], journal)
    {
        protected override string GetVerifySchemaSql(string schema) => "select 1";

        protected override void ExecuteCommandsWithinExceptionHandler(int index, SqlScript script, Action executeCommand) => executeCommand();
    }

    private sealed class Parser() : SqlObjectParser("\"", "\"");
}
