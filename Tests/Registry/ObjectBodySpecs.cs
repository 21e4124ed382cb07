using FsCheck;
using FsCheck.Fluent;
using IheNode.Core;
using IheNode.Registry;
using NUnit.Framework;

namespace IheNode.Tests;

public sealed class ObjectBodySpecs
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Elements("", "退院時サマリー", "𠮷野家^^^", "a&b<c>", "\u0001", new string('x', 300), "2.16.840.1.113883.6.1"),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => new string([.. s.Get.Where(c => !char.IsSurrogate(c))])));

    private static readonly Gen<string?> OptionalText = Gen.OneOf(Gen.Constant<string?>(null), Text.Select(t => (string?)t));
    private static readonly Gen<string> Id = Gen.OneOf(Text, ArbMap.Default.GeneratorFor<Guid>().Select(EntryUuid.From), Gen.Constant("urn:uuid:ABC"));
    private static readonly Gen<Code> AnyCode = from value in Text from scheme in Text from name in OptionalText select new Code(value, scheme, name);
    private static readonly Gen<Code?> OptionalCode = Gen.OneOf(Gen.Constant<Code?>(null), AnyCode.Select(c => (Code?)c));
    private static readonly Gen<Hl7Time?> Time = OptionalText.Select(t => t is null ? (Hl7Time?)null : new Hl7Time(t));
    private static readonly Gen<PatientId?> Patient = OptionalText.Select(t => t is null ? (PatientId?)null : new PatientId(t));
    private static readonly Gen<Slot> AnySlot = from name in Text from values in List(Text) select new Slot(name, values);
    private static readonly Gen<LocalizedString> Localized =
        from value in Text from language in OptionalText from charset in OptionalText select new LocalizedString(value, language, charset);

    private static readonly Gen<Author> AnyAuthor =
        from person in OptionalText from a in List(Text) from b in List(Text) from c in List(Text) from d in List(Text) from slots in List(AnySlot)
        select new Author { Person = person, Institutions = a, Roles = b, Specialties = c, Telecommunications = d, ExtraSlots = slots };

    private static readonly Gen<DocumentEntry> Entry =
        from id in Id from t in OptionalText.ArrayOf(16) from s in List(Text).ArrayOf(2) from codes in OptionalCode.ArrayOf(5)
        from lists in List(AnyCode).ArrayOf(2) from times in Time.ArrayOf(3) from patients in Patient.ArrayOf(2) from authors in List(AnyAuthor)
        from limited in Gen.Elements(true, false) from type in Text
        select new DocumentEntry
        {
            Id = id, ObjectType = type, LimitedMetadata = limited, Authors = authors, PatientId = patients[0], SourcePatientId = patients[1],
            HomeCommunityId = t[0], AvailabilityStatus = t[1], LogicalId = t[2], Version = t[3], UniqueId = t[4], DocumentAvailability = t[5], Hash = t[6],
            LanguageCode = t[7], LegalAuthenticator = t[8], MimeType = t[9], RepositoryUniqueId = t[10], Size = t[11], Uri = t[12],
            ReferenceIds = s[0], SourcePatientInfo = s[1], ClassCode = codes[0], FormatCode = codes[1], HealthcareFacilityTypeCode = codes[2],
            PracticeSettingCode = codes[3], TypeCode = codes[4], ConfidentialityCodes = lists[0], EventCodes = lists[1],
            CreationTime = times[0], ServiceStartTime = times[1], ServiceStopTime = times[2],
        };

    private static readonly Gen<SubmissionSet> Set =
        from id in Id from authors in List(AnyAuthor) from code in OptionalCode from recipients in List(Text) from source in OptionalText from time in Time
        from patient in Patient
        select new SubmissionSet
        {
            Id = id, Authors = authors, ContentTypeCode = code, IntendedRecipients = recipients, SourceId = source, SubmissionTime = time, PatientId = patient,
        };

    private static readonly Gen<Folder> AnyFolder =
        from id in Id from codes in List(AnyCode) from time in Time from patient in Patient
        select new Folder { Id = id, Codes = codes, LastUpdateTime = time, PatientId = patient };

    private static readonly Gen<Association> AnyAssociation =
        from id in Id from type in Text from source in Id from target in Id from status in OptionalText from code in OptionalCode
        select new Association { Id = id, Type = type, SourceId = source, TargetId = target, SubmissionSetStatus = status, Documentation = code };

    private static readonly Gen<RegistryObject> Any =
        from value in Gen.OneOf(
            Entry.Select(o => (RegistryObject)o), Set.Select(o => (RegistryObject)o), AnyFolder.Select(o => (RegistryObject)o), AnyAssociation.Select(o => (RegistryObject)o))
        from title in List(Localized) from comments in List(Localized) from slots in List(AnySlot)
        from classifications in List(from t in OptionalText.ArrayOf(4) from s in List(AnySlot) select new Classification(t[0], t[1], t[2], t[3], s))
        from identifiers in List(from scheme in Text from v in Text from name in OptionalText select new ExternalIdentifier(scheme, v, name))
        select value with
        {
            Title = title, Comments = comments, ExtraSlots = slots, ExtraClassifications = classifications, ExtraExternalIdentifiers = identifiers,
        };

    [Test]
    public void Gives_back_every_object_that_it_was_given() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(Any), value => ObjectBody.Decode(ObjectBody.Encode(value)) == value));

    [Test]
    public void Is_compact()
    {
        var entry = A.DocumentEntry() with { Id = EntryUuid.From(Guid.NewGuid()) };
        var membership = A.HasMember(A.SubmissionSet() with { Id = entry.Id }, entry) with { Id = entry.Id };
        Assert.Multiple(() =>
        {
            Assert.That(ObjectBody.Encode(entry), Has.Length.LessThan(1400));
            Assert.That(ObjectBody.Encode(membership), Has.Length.LessThan(160));
        });
    }

    [Test]
    public void Refuses_every_cut_body_and_a_body_of_another_version()
    {
        var body = ObjectBody.Encode(A.DocumentEntry());
        Assert.Multiple(() =>
        {
            for (var length = 0; length < body.Length; length++)
            {
                var cut = body[..length];
                Assert.That(() => ObjectBody.Decode(cut), Throws.InstanceOf<InvalidDataException>(), $"{length}");
            }

            Assert.That(() => ObjectBody.Decode([2, .. body[1..]]), Throws.InstanceOf<InvalidDataException>());
            Assert.That(() => ObjectBody.Decode([.. body, 0]), Throws.InstanceOf<InvalidDataException>());
        });
    }

    [Test]
    public void Refuses_text_that_it_could_not_give_back() =>
        Assert.That(() => ObjectBody.Encode(A.DocumentEntry() with { Uri = "\ud800" }), Throws.InstanceOf<System.Text.EncoderFallbackException>());

    private static Gen<ValueList<T>> List<T>(Gen<T> item) => item.ArrayOf().Resize(3).Select(items => ValueList.Create<T>(items));
}
