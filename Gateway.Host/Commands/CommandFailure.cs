using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Gateway;

/// <summary>A command that cannot go on, with the sentence that the person at the terminal reads.</summary>
internal sealed class CommandException(string message, int exitCode = ExitCode.Failed) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}

/// <summary>Says failures that a user can do something about in one sentence; all others keep their stack trace, since they are our bugs.</summary>
internal static class CommandFailure
{
    private const string Address = "address";

    public static (string Sentence, int ExitCode)? Describe(Exception failure) => failure switch
    {
        CommandException command => (command.Message, command.ExitCode),
        ProfileException profile => (profile.Message, ExitCode.Usage),
        DatabaseException database => (database.Message, ExitCode.Failed),
        DbException { IsTransient: true } => ($"The database could not be reached: {Innermost(failure).Message}", ExitCode.Failed),
        SoapFaultException fault => ($"The node answered with a fault: {fault.Message}", ExitCode.Failed),
        MalformedMessageException answer => ($"The answer could not be read: {answer.Message}", ExitCode.Failed),
        TimeoutException => ($"{Where(failure)} gave no answer within the time limit (--time-limit).", ExitCode.Failed),
        OperationCanceledException => ("Cancelled.", ExitCode.Failed),
        AuthenticationException => ($"{Where(failure)} could not be reached: the secure connection failed. {Innermost(failure).Message}", ExitCode.Failed),
        CryptographicException => ($"A certificate or key could not be read: {failure.Message}", ExitCode.Failed),
        System.ServiceModel.EndpointNotFoundException { InnerException: null } => ($"{Where(failure)} answered 404: nothing is served at this path.", ExitCode.Failed),
        HttpRequestException or SocketException or System.ServiceModel.CommunicationException =>
            ($"{Where(failure)} could not be reached: {Innermost(failure).Message}", ExitCode.Failed),
        IOException when failure.Data.Contains(Address) => ($"{Where(failure)} could not be reached: {Innermost(failure).Message}", ExitCode.Failed),
        IOException or UnauthorizedAccessException => (failure.Message, ExitCode.Failed),
        _ => null,
    };

    /// <summary>Notes on a failure where the client was talking to.</summary>
    /// <returns>False, so that it can be an exception filter that lets everything pass.</returns>
    public static bool At(Uri address, Exception failure)
    {
        failure.Data[Address] = address.ToString();
        return false;
    }

    private static string Where(Exception failure) => failure.Data[Address] as string ?? "The node";

    private static Exception Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner) failure = inner;
        return failure;
    }
}
