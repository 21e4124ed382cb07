using System.Diagnostics;
using System.Globalization;

/// <summary>
/// Loaded into a node by <c>DOTNET_STARTUP_HOOKS</c>: kills it with SIGKILL when it tells for the n-th time that it has come to a step of the crash protocol,
/// as <c>IHENODE_TEST_DIE_AT</c> says (<c>placed:12</c>). The node tells its steps to whoever listens; it knows nothing of this.
/// </summary>
internal static class StartupHook
{
    /// <summary>The variable that says when.</summary>
    public const string DieAt = "IHENODE_TEST_DIE_AT";

    /// <summary>What the runtime calls before the program's own beginning.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(DieAt)?.Split(':') is [var step, var count]) DiagnosticListener.AllListeners.Subscribe(new Listeners(new Steps(step, int.Parse(count, CultureInfo.InvariantCulture))));
    }

    private sealed class Listeners(Steps steps) : IObserver<DiagnosticListener>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "IheNode.Repository") value.Subscribe(steps);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }

    private sealed class Steps(string step, int count) : IObserver<KeyValuePair<string, object?>>
    {
        private int _left = count;

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == step && Interlocked.Decrement(ref _left) == 0) Process.GetCurrentProcess().Kill();
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
