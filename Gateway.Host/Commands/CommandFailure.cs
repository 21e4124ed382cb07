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
    public static (string Sentence, int ExitCode)? Describe(Exception failure) => failure switch
    {
        CommandException command => (command.Message, command.ExitCode),
        ProfileException profile => (profile.Message, ExitCode.Usage),
        SoapFaultException fault => ($"The node answered with a fault: {fault.Message}", ExitCode.Failed),
        MalformedMessageException answer => ($"The answer could not be read: {answer.Message}", ExitCode.Failed),
        TimeoutException => ("No answer came within the time limit (--time-limit).", ExitCode.Failed),
        OperationCanceledException => ("Cancelled.", ExitCode.Failed),
        AuthenticationException or CryptographicException => ($"The secure connection failed: {failure.Message}", ExitCode.Failed),
        HttpRequestException or SocketException or IOException or System.ServiceModel.CommunicationException =>
            ($"The node could not be reached: {Innermost(failure).Message}", ExitCode.Failed),
        _ => null,
    };

    private static Exception Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner) failure = inner;
        return failure;
    }
}
