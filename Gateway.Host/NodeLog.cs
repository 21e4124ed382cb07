using NLog;

namespace IheNode.Gateway;

/// <summary>Where the logs of <c>nlog.config</c> go.</summary>
internal static class NodeLog
{
    /// <summary>Writes the structured log into this folder from now on; until then only warnings are shown, on standard error.</summary>
    public static void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        if (LogManager.Configuration is not { } configuration) return;
        configuration.Variables["logFolder"] = folder;
        LogManager.ReconfigExistingLoggers();
    }
}
