using IheNode.Core;

namespace IheNode.Registry;

/// <summary>
/// The order of values in a body, once for writing and once for reading: each pair of methods names the same attributes line by line.
/// A changed order is a new format version.
/// </summary>
internal static class BodyOrder
{
    public static void WriteAny(BodyWriter w, RegistryObject value)
    {
        w.Id(value.Id);
        w.Text(value.HomeCommunityId);
        w.Text(value.AvailabilityStatus);
        w.LocalizedStrings(value.Title);
        w.LocalizedStrings(value.Comments);
        w.Text(value.LogicalId);
        w.Text(value.Version);
        w.Slots(value.ExtraSlots);
        w.List(value.ExtraClassifications, c => Write(w, c));
        w.List(value.ExtraExternalIdentifiers, i => Write(w, i));
        if (value is PatientObject patientObject)
        {
            w.Text(patientObject.PatientId?.Text);
            w.Text(patientObject.UniqueId);
            w.Byte(patientObject.LimitedMetadata ? (byte)1 : (byte)0);
        }

        switch (value)
        {
            case DocumentEntry entry: WriteOwn(w, entry); break;
            case SubmissionSet set: WriteOwn(w, set); break;
            case Folder folder: WriteOwn(w, folder); break;
            case Association association: WriteOwn(w, association); break;
        }
    }

    public static DocumentEntry ReadDocumentEntry(ref BodyReader r) => ReadPatientObject(ref r, ReadAny(ref r, new DocumentEntry { Id = r.Id() })) with
    {
        ObjectType = r.Text(),
        Authors = r.Authors(),
        ClassCode = r.OptionalCode(),
        ConfidentialityCodes = r.Codes(),
        CreationTime = r.Time(),
        DocumentAvailability = r.OptionalText(),
        EventCodes = r.Codes(),
        FormatCode = r.OptionalCode(),
        Hash = r.OptionalText(),
        HealthcareFacilityTypeCode = r.OptionalCode(),
        LanguageCode = r.OptionalText(),
        LegalAuthenticator = r.OptionalText(),
        MimeType = r.OptionalText(),
        PracticeSettingCode = r.OptionalCode(),
        ReferenceIds = r.Texts(),
        RepositoryUniqueId = r.OptionalText(),
        ServiceStartTime = r.Time(),
        ServiceStopTime = r.Time(),
        Size = r.OptionalText(),
        SourcePatientId = r.PatientId(),
        SourcePatientInfo = r.Texts(),
        TypeCode = r.OptionalCode(),
        Uri = r.OptionalText(),
    };

    public static SubmissionSet ReadSubmissionSet(ref BodyReader r) => ReadPatientObject(ref r, ReadAny(ref r, new SubmissionSet { Id = r.Id() })) with
    {
        Authors = r.Authors(),
        ContentTypeCode = r.OptionalCode(),
        IntendedRecipients = r.Texts(),
        SourceId = r.OptionalText(),
        SubmissionTime = r.Time(),
    };

    public static Folder ReadFolder(ref BodyReader r) => ReadPatientObject(ref r, ReadAny(ref r, new Folder { Id = r.Id() })) with
    {
        Codes = r.Codes(),
        LastUpdateTime = r.Time(),
    };

    public static Association ReadAssociation(ref BodyReader r) =>
        ReadAny(ref r, new Association { Id = r.Id(), Type = "", SourceId = "", TargetId = "" }) with
        {
            Type = r.Text(),
            SourceId = r.Id(),
            TargetId = r.Id(),
            SubmissionSetStatus = r.OptionalText(),
            Documentation = r.OptionalCode(),
        };

    private static void WriteOwn(BodyWriter w, DocumentEntry entry)
    {
        w.Text(entry.ObjectType);
        w.Authors(entry.Authors);
        w.Code(entry.ClassCode);
        w.List(entry.ConfidentialityCodes, w.Code);
        w.Text(entry.CreationTime?.Text);
        w.Text(entry.DocumentAvailability);
        w.List(entry.EventCodes, w.Code);
        w.Code(entry.FormatCode);
        w.Text(entry.Hash);
        w.Code(entry.HealthcareFacilityTypeCode);
        w.Text(entry.LanguageCode);
        w.Text(entry.LegalAuthenticator);
        w.Text(entry.MimeType);
        w.Code(entry.PracticeSettingCode);
        w.Texts(entry.ReferenceIds);
        w.Text(entry.RepositoryUniqueId);
        w.Text(entry.ServiceStartTime?.Text);
        w.Text(entry.ServiceStopTime?.Text);
        w.Text(entry.Size);
        w.Text(entry.SourcePatientId?.Text);
        w.Texts(entry.SourcePatientInfo);
        w.Code(entry.TypeCode);
        w.Text(entry.Uri);
    }

    private static void WriteOwn(BodyWriter w, SubmissionSet set)
    {
        w.Authors(set.Authors);
        w.Code(set.ContentTypeCode);
        w.Texts(set.IntendedRecipients);
        w.Text(set.SourceId);
        w.Text(set.SubmissionTime?.Text);
    }

    private static void WriteOwn(BodyWriter w, Folder folder)
    {
        w.List(folder.Codes, w.Code);
        w.Text(folder.LastUpdateTime?.Text);
    }

    private static void WriteOwn(BodyWriter w, Association association)
    {
        w.Text(association.Type);
        w.Id(association.SourceId);
        w.Id(association.TargetId);
        w.Text(association.SubmissionSetStatus);
        w.Code(association.Documentation);
    }

    private static void Write(BodyWriter w, Classification classification)
    {
        w.Text(classification.Scheme);
        w.Text(classification.Node);
        w.Text(classification.NodeRepresentation);
        w.Text(classification.Name);
        w.Slots(classification.Slots);
    }

    private static void Write(BodyWriter w, ExternalIdentifier identifier)
    {
        w.Text(identifier.Scheme);
        w.Text(identifier.Value);
        w.Text(identifier.Name);
    }

    private static T ReadAny<T>(ref BodyReader r, T value) where T : RegistryObject => value with
    {
        HomeCommunityId = r.OptionalText(),
        AvailabilityStatus = r.OptionalText(),
        Title = r.LocalizedStrings(),
        Comments = r.LocalizedStrings(),
        LogicalId = r.OptionalText(),
        Version = r.OptionalText(),
        ExtraSlots = r.Slots(),
        ExtraClassifications = r.List(static (ref BodyReader c) =>
            new Classification(c.OptionalText(), c.OptionalText(), c.OptionalText(), c.OptionalText(), c.Slots())),
        ExtraExternalIdentifiers = r.List(static (ref BodyReader i) => new ExternalIdentifier(i.Text(), i.Text(), i.OptionalText())),
    };

    private static T ReadPatientObject<T>(ref BodyReader r, T value) where T : PatientObject => value with
    {
        PatientId = r.PatientId(),
        UniqueId = r.OptionalText(),
        LimitedMetadata = r.Byte() == 1,
    };
}
