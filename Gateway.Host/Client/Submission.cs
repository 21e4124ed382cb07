using System.Globalization;
using IheNode.Core;

namespace IheNode.Gateway;

/// <summary>A document to be submitted, with what its metadata cannot know of itself.</summary>
/// <param name="Title">title.</param>
/// <param name="MimeType">mimeType.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Codes">Its codes.</param>
internal sealed record DocumentToSubmit(string Title, string MimeType, Content Content, DocumentCodes Codes);

/// <summary>The codes that every DocumentEntry must have.</summary>
internal sealed record DocumentCodes(
    Code Class, Code Type, Code Format, Code Confidentiality, Code FacilityType, Code PracticeSetting, Code ContentType);

/// <summary>Who submits, for whom.</summary>
/// <param name="Patient">The patient's id in the affinity domain.</param>
/// <param name="SourcePatient">The patient's id at the source.</param>
/// <param name="SourceId">OID of the document source.</param>
/// <param name="AuthorInstitution">XON of the author's institution.</param>
internal sealed record Submitter(PatientId Patient, PatientId SourcePatient, string SourceId, string AuthorInstitution);

/// <summary>Builds ITI-41 requests.</summary>
internal static class Submission
{
    /// <summary>One submission set with these documents.</summary>
    public static ProvideAndRegisterDocumentSetRequest Of(Submitter submitter, IReadOnlyList<DocumentToSubmit> documents, DateTimeOffset now)
    {
        var author = new Author { Institutions = [submitter.AuthorInstitution] };
        var set = new SubmissionSet
        {
            Id = "SubmissionSet01",
            PatientId = submitter.Patient,
            UniqueId = Oid.Of(Guid.NewGuid()),
            SourceId = submitter.SourceId,
            SubmissionTime = Hl7Time.From(now),
            ContentTypeCode = documents[0].Codes.ContentType,
            Authors = [author],
        };
        var entries = documents.Select((document, index) => new DocumentEntry
        {
            Id = $"Document{index + 1:00}",
            PatientId = submitter.Patient,
            SourcePatientId = submitter.SourcePatient,
            UniqueId = Oid.Of(Guid.NewGuid()),
            MimeType = document.MimeType,
            Title = [new LocalizedString(document.Title, "ja")],
            CreationTime = Hl7Time.From(now),
            LanguageCode = "ja-JP",
            Authors = [author],
            ClassCode = document.Codes.Class,
            TypeCode = document.Codes.Type,
            FormatCode = document.Codes.Format,
            ConfidentialityCodes = [document.Codes.Confidentiality],
            HealthcareFacilityTypeCode = document.Codes.FacilityType,
            PracticeSettingCode = document.Codes.PracticeSetting,
        }).ToList();
        var memberships = entries.Select((entry, index) => new Association
        {
            Id = $"Membership{index + 1:00}",
            Type = Vocabulary.HasMember,
            SourceId = set.Id,
            TargetId = entry.Id,
            SubmissionSetStatus = Vocabulary.Original,
        });
        var objects = new RegistryObjectList(((IEnumerable<RegistryObject>)[set, .. entries, .. memberships]).ToValueList());
        return new(new SubmitObjectsRequest(objects), entries.Zip(documents, (e, d) => new AttachedDocument(e.Id, d.Content)).ToList());
    }
}
