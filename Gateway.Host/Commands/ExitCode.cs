namespace IheNode.Gateway;

/// <summary>The exit codes of every command.</summary>
internal static class ExitCode
{
    /// <summary>The work was done.</summary>
    public const int Done = 0;

    /// <summary>The work failed; the reason stands on standard error.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the profile is wrong.</summary>
    public const int Usage = 2;
}
