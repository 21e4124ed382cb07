namespace IheNode.Core;

/// <summary>Reads bodies of format version 1, which held every value of an object, absent ones too, in one fixed order.</summary>
internal static class BodyVersion1
{
    /// <summary>Reads what follows the kind.</summary>
    public static RegistryObject Read(byte kind, ref CompactReader r) => kind switch
    {
        1 => ReadDocumentEntry(ref r),
        2 => ReadSubmissionSet(ref r),
        3 => ReadFolder(ref r),
        4 => ReadAssociation(ref r),
        _ => throw new InvalidDataException($"A registry body names the unknown kind {kind}."),
    };

    private static DocumentEntry ReadDocumentEntry(ref CompactReader r) => ReadPatientObject(ref r, ReadAny(ref r, new DocumentEntry { Id = r.Id() })) with
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

    private static SubmissionSet ReadSubmissionSet(ref CompactReader r) => ReadPatientObject(ref r, ReadAny(ref r, new SubmissionSet { Id = r.Id() })) with
    {
        Authors = r.Authors(),
        ContentTypeCode = r.OptionalCode(),
        IntendedRecipients = r.Texts(),
        SourceId = r.OptionalText(),
        SubmissionTime = r.Time(),
    };

    private static Folder ReadFolder(ref CompactReader r) => ReadPatientObject(ref r, ReadAny(ref r, new Folder { Id = r.Id() })) with
    {
        Codes = r.Codes(),
        LastUpdateTime = r.Time(),
    };

    private static Association ReadAssociation(ref CompactReader r) =>
        ReadAny(ref r, new Association { Id = r.Id(), Type = "", SourceId = "", TargetId = "" }) with
        {
            Type = r.Text(),
            SourceId = r.Id(),
            TargetId = r.Id(),
            SubmissionSetStatus = r.OptionalText(),
            Documentation = r.OptionalCode(),
        };

    private static T ReadAny<T>(ref CompactReader r, T value) where T : RegistryObject => value with
    {
        HomeCommunityId = r.OptionalText(),
        AvailabilityStatus = r.OptionalText(),
        Title = r.LocalizedStrings(),
        Comments = r.LocalizedStrings(),
        LogicalId = r.OptionalText(),
        Version = r.OptionalText(),
        ExtraSlots = r.Slots(),
        ExtraClassifications = r.Classifications(),
        ExtraExternalIdentifiers = r.ExternalIdentifiers(),
    };

    private static T ReadPatientObject<T>(ref CompactReader r, T value) where T : PatientObject => value with
    {
        PatientId = r.PatientId(),
        UniqueId = r.OptionalText(),
        LimitedMetadata = r.Byte() == 1,
    };
}
