using IheNode.Core;

namespace IheNode.Platform;

/// <summary>
/// What another actor writes in the transaction of a registration, with it or not at all: both keep their rows in one database, and neither knows the
/// other's. The transaction may be run more than once; each run begins with <see cref="Read"/>.
/// </summary>
public interface ICompanion
{
    /// <summary>What it depends on beside the registration's own ids: of two that share one of these, one waits until the other is written.</summary>
    IReadOnlyList<string> Concerns { get; }

    /// <summary>Adds what is to be held and read before the registration is judged.</summary>
    void Read(StatementBatch batch);

    /// <summary>What it finds against the registration, of what was read; with any of these nothing is written, neither of it nor of the registration.</summary>
    IReadOnlyList<XdsError> Faults();

    /// <summary>Adds what is written together with an accepted registration.</summary>
    void Write(StatementBatch batch);

    /// <summary>Tells it that all is written but not yet committed.</summary>
    void Written();
}

/// <summary>ITI-42 of a registry that takes a companion into its transaction.</summary>
public delegate Task<JointAnswer> JointRegistration(
    SubmitObjectsRequest request, Exchange exchange, ICompanion companion, CancellationToken cancellation);

/// <summary>How a registry answered a registration with a companion.</summary>
/// <param name="Response">The answer to ITI-42.</param>
/// <param name="IsJoined">Whether the companion was written; it was not when the message had been answered before, and so the registration was not written again.</param>
public sealed record JointAnswer(RegistryResponse Response, bool IsJoined);
