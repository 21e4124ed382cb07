using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>What a source is told when the registry gave no response to ITI-42, and so nobody knows whether it took the submission (<c>ITI TF-2 3.41.4.1.3</c>).</summary>
internal static class RegistrySilence
{
    private const string WhatToDo =
        "It is unknown whether it took the submission; the same message, sent again with its wsa:MessageID and uniqueIds, is registered once.";

    /// <summary>XDSRegistryNotAvailable, with how the registry failed and what to do; never what an exception or a fault says, which may hold anything.</summary>
    public static XdsError Of(Exception failure) => new(XdsErrorCode.RegistryNotAvailable, $"{How(failure)} {WhatToDo}");

    private static string How(Exception failure) => failure switch
    {
        SoapFaultException { Fault.Code: var code } => $"The registry answered with a SOAP fault ({code}).",
        TimeoutException => "The registry did not answer in time.",
        MalformedMessageException => "The registry's answer cannot be read.",
        _ => "The registry could not be reached, or failed before it answered.",
    };
}
