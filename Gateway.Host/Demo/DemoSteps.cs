using System.Diagnostics;

namespace IheNode.Gateway;

/// <summary>Prints what happens, one line per step, and stops when a step fails or a node dies.</summary>
internal sealed class DemoSteps(IReadOnlyList<DemoNetwork> networks)
{
    private int _number;

    /// <summary>The line above the steps.</summary>
    public static void Header() => Console.WriteLine($"{"step",4}  {"transaction",-12}{"time",9}  what happened");

    /// <summary>Runs one step and prints its line.</summary>
    /// <param name="transaction">ITI number, or a dash.</param>
    /// <param name="step">Does the work and says what happened.</param>
    /// <exception cref="CommandException">The step failed, or a node ended while it ran.</exception>
    public async Task RunAsync(string transaction, Func<Task<string>> step)
    {
        var watch = Stopwatch.StartNew();
        _number++;
        try
        {
            var work = step();
            var ended = networks.Where(n => n.Node is not null).Select(n => n.Node.Ended).ToList();
            await Task.WhenAny([work, .. ended]).ConfigureAwait(false);
            ThrowIfEnded();
            var result = await work.ConfigureAwait(false);
            Print(transaction, watch, result);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A broken connection is often the first sign of a node that died; the death is the better news.
            ThrowIfEnded();
            var words = CommandFailure.Describe(failure)?.Sentence ?? failure.ToString();
            Print(transaction, watch, "FAILED: " + words);
            throw new CommandException($"Step {_number} ({transaction}) failed: {words}");
        }
    }

    private void ThrowIfEnded()
    {
        foreach (var network in networks)
        {
            if (network.Node?.Ended.IsCompleted == true)
                throw new CommandException($"The node of {network.Name} died during step {_number}: {network.Node.Ending()}");
        }
    }

    private void Print(string transaction, Stopwatch watch, string result) =>
        Console.WriteLine($"{_number,4}  {transaction,-12}{watch.Elapsed.TotalMilliseconds,6:N0} ms  {result}");
}
