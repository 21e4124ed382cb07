using System.CommandLine;
using IheNode.Gateway;

var root = new RootCommand("IheNode: the IHE interoperability node of a regional medical network (XDS.b, PIX/PDQ, XCA/XCPD).")
{
    DemoCommand.Create(),
    ServeCommand.Create(),
    CheckProfileCommand.Create(),
    SubmitCommand.Create(),
    QueryCommand.Create(),
    RetrieveCommand.Create(),
    PatientCommand.Create(),
    RegistryCommand.Create(),
    RepositoryCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) Console.Error.WriteLine(error.Message);
    var named = parsed.CommandResult.Command == root ? "" : $"{string.Join(' ', CommandsOf(parsed.CommandResult))} ";
    Console.Error.WriteLine($"See: ihenode {named}--help");
    return ExitCode.Usage;
}

// On SIGTERM and Ctrl+C commands are cancelled and may take this long to finish what is under way.
var patience = new InvocationConfiguration { ProcessTerminationTimeout = NodeServer.ShutdownPatience, EnableDefaultExceptionHandler = false };
try
{
    return await parsed.InvokeAsync(patience).ConfigureAwait(false);
}
catch (Exception failure) when (CommandFailure.Describe(failure) is { } words)
{
    Console.Error.WriteLine(words.Sentence);
    return words.ExitCode;
}

static IEnumerable<string> CommandsOf(System.CommandLine.Parsing.CommandResult command) =>
    command.Parent is System.CommandLine.Parsing.CommandResult parent ? CommandsOf(parent).Append(command.Command.Name) : [];
