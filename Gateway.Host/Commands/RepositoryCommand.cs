using System.CommandLine;

namespace IheNode.Gateway;

/// <summary><c>ihenode repository</c>: an operator's work on a repository's documents.</summary>
internal static class RepositoryCommand
{
    public static Command Create() => new("repository", "Looks after the documents of a node's repository")
    {
        RepositoryCheckCommand.Create(), RepositoryRekeyCommand.Create(),
    };
}
