using System.CommandLine;
using IheNode.Benchmarks;

var root = new RootCommand("Measures a running node against a bare Kestrel that moves the same bytes; docs/PERFORMANCE.md tells how to read it.")
{
    LoadCommand.Create(),
    ReceiversCommand.Create(),
    RegistryCommand.Create(),
    BaselineCommand.Create(),
    QueriesCommand.Create(),
    QueryHost.Create(),
    FillCommand.Create(),
    FillCommand.CreateSubmissions(),
    GrowthCommand.Create(),
    GrowthHost.Create(),
    StartCommand.Create(),
    SmallDocumentsCommand.Create(),
    MicroCommand.Create(),
};
return await root.Parse(args).InvokeAsync().ConfigureAwait(false);
