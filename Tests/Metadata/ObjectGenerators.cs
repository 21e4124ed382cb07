using FsCheck;
using FsCheck.Fluent;
using IheNode.Core;
using static IheNode.Tests.Generators;

namespace IheNode.Tests;

/// <summary>Generated objects of the four kinds, and lists of them.</summary>
internal static class ObjectGenerators
{
    public static Gen<DocumentEntry> DocumentEntry { get; } = Vary(Shared(Id.Select(id => new DocumentEntry { Id = id })),
        Maybe(Gen.Elements(Vocabulary.OnDemandDocument, "urn:example:another"), (DocumentEntry e, string v) => e with { ObjectType = v }),
        Maybe(Filled, (DocumentEntry e, string v) => e with { MimeType = v }),
        Maybe(Many(Authors), (DocumentEntry e, ValueList<Author> v) => e with { Authors = v }),
        Maybe(Codes, (DocumentEntry e, Code v) => e with { ClassCode = v }),
        Maybe(Many(Codes), (DocumentEntry e, ValueList<Code> v) => e with { ConfidentialityCodes = v }),
        Maybe(Time, (DocumentEntry e, Hl7Time v) => e with { CreationTime = v }),
        Maybe(Text, (DocumentEntry e, string v) => e with { DocumentAvailability = v }),
        Maybe(Many(Codes), (DocumentEntry e, ValueList<Code> v) => e with { EventCodes = v }),
        Maybe(Codes, (DocumentEntry e, Code v) => e with { FormatCode = v }),
        Maybe(Text, (DocumentEntry e, string v) => e with { Hash = v }),
        Maybe(Codes, (DocumentEntry e, Code v) => e with { HealthcareFacilityTypeCode = v }),
        Maybe(Text, (DocumentEntry e, string v) => e with { LanguageCode = v }),
        Maybe(Text, (DocumentEntry e, string v) => e with { LegalAuthenticator = v }),
        Maybe(Codes, (DocumentEntry e, Code v) => e with { PracticeSettingCode = v }),
        Maybe(Many(Text), (DocumentEntry e, ValueList<string> v) => e with { ReferenceIds = v }),
        Maybe(Oids, (DocumentEntry e, string v) => e with { RepositoryUniqueId = v }),
        Maybe(Time, (DocumentEntry e, Hl7Time v) => e with { ServiceStartTime = v }),
        Maybe(Time, (DocumentEntry e, Hl7Time v) => e with { ServiceStopTime = v }),
        Maybe(Text, (DocumentEntry e, string v) => e with { Size = v }),
        Maybe(PatientIds, (DocumentEntry e, PatientId v) => e with { SourcePatientId = v }),
        Maybe(Many(Text), (DocumentEntry e, ValueList<string> v) => e with { SourcePatientInfo = v }),
        Maybe(Codes, (DocumentEntry e, Code v) => e with { TypeCode = v }),
        Maybe(Text, (DocumentEntry e, string v) => e with { Uri = v }));

    public static Gen<SubmissionSet> SubmissionSet { get; } = Vary(Shared(Id.Select(id => new SubmissionSet { Id = id })),
        Maybe(Many(Authors), (SubmissionSet s, ValueList<Author> v) => s with { Authors = v }),
        Maybe(Codes, (SubmissionSet s, Code v) => s with { ContentTypeCode = v }),
        Maybe(Many(Text), (SubmissionSet s, ValueList<string> v) => s with { IntendedRecipients = v }),
        Maybe(Oids, (SubmissionSet s, string v) => s with { SourceId = v }),
        Maybe(Time, (SubmissionSet s, Hl7Time v) => s with { SubmissionTime = v }));

    public static Gen<Folder> Folder { get; } = Vary(Shared(Id.Select(id => new Folder { Id = id })),
        Maybe(Many(Codes), (Folder f, ValueList<Code> v) => f with { Codes = v }),
        Maybe(Time, (Folder f, Hl7Time v) => f with { LastUpdateTime = v }));

    public static Gen<Association> Association { get; } = Vary(
        Shared(from id in Id
               from type in Gen.Elements(Vocabulary.HasMember, Vocabulary.Replace, "urn:example:relation")
               from source in Id
               from target in Id
               select new Association { Id = id, Type = type, SourceId = source, TargetId = target }),
        Maybe(Gen.Elements(Vocabulary.Original, Vocabulary.Reference), (Association a, string v) => a with { SubmissionSetStatus = v }),
        Maybe(Codes, (Association a, Code v) => a with { Documentation = v }));

    public static Gen<RegistryObject> Any { get; } = Gen.OneOf(
        DocumentEntry.Select(o => (RegistryObject)o), SubmissionSet.Select(o => (RegistryObject)o),
        Folder.Select(o => (RegistryObject)o), Association.Select(o => (RegistryObject)o));

    public static Gen<RegistryObjectList> List { get; } =
        from objects in Many(Any)
        from references in Many(from id in Uuid from home in Gen.Elements(null, "urn:oid:2.999.51") select new ObjectRef(id, home))
        select new RegistryObjectList(objects.DistinctBy(o => o.Id).ToValueList(), references);

    // What the base records hold is varied through the base type; `with` keeps the object's own kind.
    private static Gen<T> Shared<T>(Gen<T> start) where T : RegistryObject => Vary(start.Select(o => (RegistryObject)o),
        Maybe(Gen.Constant("urn:oid:2.999.51"), (RegistryObject o, string v) => o with { HomeCommunityId = v }),
        Maybe(Gen.Elements(Vocabulary.Approved, Vocabulary.Deprecated), (RegistryObject o, string v) => o with { AvailabilityStatus = v }),
        Maybe(Many(LocalizedStrings), (RegistryObject o, ValueList<LocalizedString> v) => o with { Title = v }),
        Maybe(Many(LocalizedStrings), (RegistryObject o, ValueList<LocalizedString> v) => o with { Comments = v }),
        Maybe(Uuid, (RegistryObject o, string v) => o with { LogicalId = v }),
        Maybe(Gen.Choose(1, 9).Select(n => $"{n}"), (RegistryObject o, string v) => o with { Version = v }),
        Maybe(ForeignSlots, (RegistryObject o, ValueList<Slot> v) => o with { ExtraSlots = v }),
        Maybe(Many(ForeignClassification), (RegistryObject o, ValueList<Classification> v) => o with { ExtraClassifications = v }),
        Maybe(Many(ForeignIdentifier), (RegistryObject o, ValueList<ExternalIdentifier> v) => o with { ExtraExternalIdentifiers = v }),
        Maybe(PatientIds, (RegistryObject o, PatientId v) => o is PatientObject p ? p with { PatientId = v } : o),
        Maybe(Filled, (RegistryObject o, string v) => o is PatientObject p ? p with { UniqueId = v } : o),
        Maybe(Gen.Constant(true), (RegistryObject o, bool v) => o is PatientObject p ? p with { LimitedMetadata = v } : o)).Select(o => (T)o);
}
