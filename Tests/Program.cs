using System.CommandLine;

namespace IheNode.Tests;

/// <summary>The tests as a program, for what takes too long to be a test: <c>./test.sh --faults</c>.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments) => new RootCommand("Long runs of IheNode's tests; ./test.sh runs the tests themselves.") { FaultsCommand.Create() }.Parse(arguments).InvokeAsync();
}
