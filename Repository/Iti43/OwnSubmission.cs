using IheNode.Core;

namespace IheNode.Repository;

/// <summary>What the repository submits of its own accord for a document that it let be assembled.</summary>
/// <param name="deviceId">The node's OID, as sourceId.</param>
/// <param name="contentType">contentTypeCode as <c>code^name^scheme</c>.</param>
/// <param name="clock">The time.</param>
internal sealed class OwnSubmission(string deviceId, string contentType, TimeProvider clock)
{
    /// <summary>A new submission set of an entry's patient.</summary>
    public SubmissionSet SetFor(DocumentEntry entry)
    {
        var now = clock.GetUtcNow();
        var code = contentType.Split('^');
        return new()
        {
            Id = "SubmissionSet",
            PatientId = entry.PatientId,
            UniqueId = Oid.Of(Guid.CreateVersion7(now)),
            SourceId = deviceId,
            SubmissionTime = Hl7Time.From(now),
            ContentTypeCode = new(code[0], code[2], code[1]),
            Title = entry.Title,
        };
    }

    /// <summary>The entry as a new object of a submission, made now.</summary>
    public DocumentEntry Fresh(DocumentEntry entry, string id) => entry with
    {
        Id = id,
        Version = null,
        AvailabilityStatus = null,
        HomeCommunityId = null,
        CreationTime = Hl7Time.From(clock.GetUtcNow()),
    };

    /// <summary>The entry's membership of the set.</summary>
    public static Association Member(SubmissionSet set, DocumentEntry entry) =>
        Link("HasMember", Vocabulary.HasMember, set, entry.Id) with { SubmissionSetStatus = Vocabulary.Original };

    /// <summary>An association.</summary>
    public static Association Link(string id, string type, RegistryObject source, string target) =>
        new() { Id = id, Type = type, SourceId = source.Id, TargetId = target };

    /// <summary>The exchange of a message that the node sends of its own accord because of another one; whoever asked for a document is not who submits.</summary>
    public Exchange Because(Exchange exchange) =>
        exchange with { MessageId = Exchange.NewMessageId(), AnswerId = Guid.NewGuid(), Time = clock.GetUtcNow(), Requester = Requester.Node };

    /// <summary>Why a document that was assembled is not given.</summary>
    public static XdsError Refused(string uniqueId, string what, RegistryResponse answer) => new(
        XdsErrorCode.RepositoryError,
        $"DocumentUniqueId {uniqueId} was assembled, but {what}: {string.Join("; ", answer.Errors.Where(e => !e.IsWarning).Select(e => $"{e.Code}: {e.CodeContext}"))}",
        uniqueId);
}
