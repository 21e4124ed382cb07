using IheNode.Core;

namespace IheNode.Tests;

/// <summary>The forms of values (<c>ITI TF-3 Table 4.2.3.1.7-2</c>): what each data type takes, and what it does not.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class ValueFormSpecs(TestDatabase database)
{
    private static readonly string Long = new('あ', 256);
    private TestRegistry _registry = null!;

    [OneTimeSetUp]
    public async Task Open() => _registry = await TestRegistry.WithPatientAsync(database);

    [OneTimeTearDown]
    public void Close() => _registry.Dispose();

    private static IEnumerable<TestCaseData> Right()
    {
        foreach (var time in new[] { "2004", "200402", "20040229", "2004022923", "200402292359", "20040229235959" })
            yield return Case($"DTM {time}", e => e with { CreationTime = new(time) });
        foreach (var language in new[] { "ja", "en-CA", "zh-Hant-TW", "sl-rozaj-biske", "de-CH-1901", "x-whatever", "i-klingon", "EN-us", "es-419", "en-a-bbb-x-y" })
            yield return Case($"language {language}", e => e with { LanguageCode = language });
        foreach (var person in new[] { "11375^Welby^Marcus^J^Jr. MD^Dr^^^&2.999.6.197&ISO", "^Welby", "2.999.1", "^佐藤^健一^^^^^^^^", "D\\E\\1^A" })
            yield return Case($"XCN {person}", e => e with { LegalAuthenticator = person, Authors = [A.Author(person)] });
        foreach (var institution in new[] { "Some Hospital", "Some Hospital^^^^^^^^^2.999.1.2", "Some Hospital^^^^^&2.999.1.2&ISO^^^^45", "病院^^^^^^^^^^" })
            yield return Case($"XON {institution}", e => e with { Authors = [new() { Institutions = [institution] }] });
        foreach (var telecom in new[] { "^^Internet^a@b.example", "^NET^Internet^a@b.example", "^PRS^PH^^31^^(042) 1123 4567", "^PRS^PH^^^^+31 42 1123 4567", "^^PH^^81^3^1234^9" })
            yield return Case($"XTN {telecom}", e => e with { Authors = [new() { Telecommunications = [telecom] }] });
        foreach (var reference in new[]
        {
            "2013001^^^&1.2.3.4.5.6&ISO^urn:ihe:iti:xds:2013:accession", "1^^^NS^local", "1^^^^local", "1^^^&example.org&DNS^local", "1^^^&1.2&ISO^urn:ihe:iti:xds:2013:order",
            "2.16.840.1^^^^urn:ihe:iti:xdw:2013:workflowInstanceId", "1.2.3^^^^urn:ihe:iti:xds:2016:studyInstanceUID", "11379^^^&1.3.6&ISO^urn:ihe:iti:xds:2013:uniqueId",
        })
            yield return Case($"CXi {reference}", e => e with { ReferenceIds = [reference] });
        foreach (var field in new[] { "PID-3|D\\E\\TP-1^^^&1.3.6&ISO~XTP-1^^^&1.3.11&ISO", "PID-5|山田^花子^^^^^L^I~ヤマダ^ハナコ^^^^^L^P", "PID-7|19560527", "PID-8|F", "PID-11|^^Tokyo", "PID-5|" })
            yield return Case($"Field {field}", e => e with { SourcePatientInfo = [field] });
        yield return Case("PID-5 in two values", e => e with { SourcePatientInfo = ["PID-5|a", "PID-5|b"] });
        yield return Case("URI relative", e => e with { Uri = "DOC00001/A%20B.XML" });
        yield return Case("URI absolute", e => e with { Uri = "http://example.org/a?b=c#d" });
        yield return Case("MIME", e => e with { MimeType = "application/fhir+json" });
        foreach (var uniqueId in new[] { "2.999.1^123456", "urn:uuid:9e0110f8-4748-4f1e-b0a8-cecae32209c7", "https://example.org/1", "anything" })
            yield return Case($"uniqueId {uniqueId}", e => e with { UniqueId = uniqueId });
        yield return Case("hash in capitals", e => e with { Hash = new string('A', 40), Size = "12" });
        yield return Case("times of different precision", e => e with { ServiceStartTime = new("20250401"), ServiceStopTime = new("2025") });
        yield return Case("title of 127 characters", e => e with { Title = [new(string.Concat(Enumerable.Repeat("𠮷", 127)))] });
        yield return Case("comments without limit", e => e with { Comments = [new(new string('x', 5000))] });
        yield return Case("values of 256 characters", e => e with
        {
            SourcePatientInfo = ["PID-5|" + new string('あ', 250)], UniqueId = A.UniqueId() + new string('x', 200), Authors = [new() { Institutions = [Long], Roles = [Long] }],
            ClassCode = new(Long, Long, "名"), ExtraSlots = [new("urn:example:long", [Long])],
        });
        yield return Case("two titles in two languages", e => e with { Title = [new("退院", "ja-JP"), new("Discharge", "en")] });

        static TestCaseData Case(string name, Func<DocumentEntry, DocumentEntry> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Right)), Spec("ITI TF-3 4.2.3.1.7"), Spec("ITI TF-3 4.2.3.1.1")]
    public async Task Takes(Func<DocumentEntry, DocumentEntry> change) =>
        Assert.That(await _registry.RegisterAsync(change(A.DocumentEntry())), Is.EqualTo(RegistryResponse.Success));

    private static IEnumerable<TestCaseData> Wrong()
    {
        foreach (var time in new[] { "", "200", "20041", "20041301", "20040230", "2004022924", "200402292360", "20040229235960", "20040229+0900", "20040229235959.1", "2004-02-29" })
            yield return Case("creationTime", time, e => e with { CreationTime = new(time) });
        yield return Case("serviceStartTime", "x", e => e with { ServiceStartTime = new("x") });
        yield return Case("serviceStopTime", "x", e => e with { ServiceStopTime = new("x") });
        foreach (var language in new[] { "", "ja_JP", "j", "ja-", "-ja", "日本語", "en--US" }) yield return Case("languageCode", language, e => e with { LanguageCode = language });
        foreach (var oid in new[] { "", "1", "1.02", "1..2", "1.2.", ".1.2", "a.b", "urn:oid:1.2", "1.2 ", "1." + new string('1', 63) })
            yield return Case("repositoryUniqueId", oid, e => e with { RepositoryUniqueId = oid });
        foreach (var home in new[] { "1.2.3", "urn:uuid:1.2", "urn:oid:", "urn:oid:1.x" }) yield return Case("homeCommunityId", home, e => e with { HomeCommunityId = home });
        foreach (var hash in new[] { "", new string('g', 40), new string('a', 39), new string('a', 41) }) yield return Case("hash", hash, e => e with { Hash = hash });
        foreach (var size in new[] { "", "-1", "1.5", "1k", " 1" }) yield return Case("size", size, e => e with { Size = size });
        foreach (var mime in new[] { "text", "/xml", "text/", "text xml/a" }) yield return Case("mimeType", mime, e => e with { MimeType = mime });
        foreach (var id in new[] { "", "1", "1^^^&1.2", "1^^^&1.2&ISO^MR", "1^2^^&1.2&ISO", "1^^^NS&1.2&ISO", "^^^&1.2&ISO", "1^^^&x&ISO", "1^^^&1.2&iso" })
        {
            yield return Case("sourcePatientId", id, e => e with { SourcePatientId = new(id) });
            yield return Case("patientId", id, e => e with { PatientId = new(id) });
        }

        yield return Case("sourcePatientId", "formatting sequence", e => e with { SourcePatientId = new("a\\H\\b^^^&1.2&ISO") });
        foreach (var person in new[] { "", "^", "^^花子", "1^A^^^^^^^1.2.3", "1^A^^^^^^^NS&1.2&ISO", "1^A^^^^^^^&x&ISO", "a\\Zx\\^b" })
        {
            yield return Case("legalAuthenticator", person, e => e with { LegalAuthenticator = person });
            yield return Case("authorPerson", person, e => e with { Authors = [new() { Person = person, Institutions = ["x"] }] });
        }

        foreach (var institution in new[] { "", "^^^^^&1.2&ISO^^^^1", "H^L", "H^^^^^&1.2^^^^1", "H^^^^^NS&1.2&ISO^^^^1", "H^^^^^^^^^45", "H^^^^^^^^^1.2^x", "H^^^^^^A^^^1.2" })
            yield return Case("authorInstitution", institution, e => e with { Authors = [new() { Institutions = ["good", institution] }] });
        foreach (var telecom in new[] { "", "a@b.example", "^PRN^Internet^a@b", "^NET^Internet", "^PRS^PH", "^PRS^^^^^1", "1^PRS^PH^^^^2", "^NET^Internet^a@b^81", "^^PH^^^^1^^note" })
            yield return Case("authorTelecommunication", telecom, e => e with { Authors = [new() { Telecommunications = [telecom] }] });
        yield return Case("authorRole", "", e => e with { Authors = [A.Author() with { Roles = ["医師", ""] }] });
        yield return Case("authorSpecialty", " ", e => e with { Authors = [A.Author() with { Specialties = [" "] }] });
        yield return Case("author", "role only", e => e with { Authors = [new() { Roles = ["医師"], Specialties = ["内科"] }] });
        foreach (var reference in new[]
        {
            "", "1", "1^^^&1.2&ISO", "1^x^^^t", "^^^^t", "1^^^^t^", "1^^^&x&ISO^t", "1^^^&1.2^t", "1^^^^urn:ihe:iti:xds:2013:referral", "1^^^^urn:ihe:iti:xds:2015:encounterId",
            "wf^^^^urn:ihe:iti:xdw:2013:workflowInstanceId", "1.2^^^&1.2&ISO^urn:ihe:iti:xdw:2013:workflowInstanceId", "1.2^^^NS^urn:ihe:iti:xds:2016:studyInstanceUID",
        })
            yield return Case("referenceIdList", reference, e => e with { ReferenceIds = ["1^^^^good", reference] });
        foreach (var field in new[] { "", "山田", "PID-0|a", "PID-40|a", "PV1-3|a", "PID-3", "PID-3|123", "PID-3|1^^^&1.2&ISO~2", "PID-7|May", "PID-5|a\\Q\\" })
            yield return Case("sourcePatientInfo", field, e => e with { SourcePatientInfo = [field] });
        yield return Case("sourcePatientInfo", "PID-7 twice", e => e with { SourcePatientInfo = ["PID-7|1956", "PID-7|1957"] });
        yield return Case("sourcePatientInfo", "PID-8 twice", e => e with { SourcePatientInfo = ["PID-8|F", "PID-5|a", "PID-8|F"] });
        foreach (var uri in new[] { "", "a b.xml", "文書.xml", "a%2" }) yield return Case("URI", uri, e => e with { Uri = uri });
        yield return Case("uniqueId", "empty", e => e with { UniqueId = "" });
        yield return Case("documentAvailability", "x", e => e with { DocumentAvailability = "urn:ihe:iti:2010:DocumentAvailability:Gone" });
        yield return Case("title", "128 characters", e => e with { Title = [new(new string('x', 128))] });
        yield return Case("uniqueId", "257 characters", e => e with { UniqueId = Long + "x" });
        yield return Case("sourcePatientInfo", "257 characters", e => e with { SourcePatientInfo = ["PID-5|" + new string('x', 251)] });
        yield return Case("authorInstitution", "257 characters", e => e with { Authors = [new() { Institutions = [Long + "x"] }] });
        yield return Case("classCode", "257 characters", e => e with { ClassCode = A.Code(Long + "x", "名") });
        yield return Case("Slot urn:example:long", "257 characters", e => e with { ExtraSlots = [new("urn:example:long", ["short", Long + "x"])] });

        static TestCaseData Case(string attribute, string name, Func<DocumentEntry, DocumentEntry> change) =>
            new TestCaseData(attribute, change).SetArgDisplayNames($"{attribute}: {name}");
    }

    [TestCaseSource(nameof(Wrong)), Spec("ITI TF-3 4.2.3.1.7"), Spec("ITI TF-3 4.2.3.1.1"), Spec("ITI TF-2 3.42.4.1.3.3")]
    public async Task Refuses(string attribute, Func<DocumentEntry, DocumentEntry> change)
    {
        var entry = change(A.DocumentEntry());
        var response = await _registry.RegisterAsync(A.SubmissionSet(), entry);
        Assert.Multiple(() =>
        {
            Assert.That(response.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.RegistryMetadataError, entry.Id) }));
            Assert.That(response.Errors[0].CodeContext, Does.StartWith($"DocumentEntry {entry.Id}, {attribute}: "));
        });
    }

    [TestCase("大和西和病院^^^^^^^^^2.999.1.45|^佐藤^健一^^^Dr^MD|^^Internet^a@b.example")]
    [TestCase("||^^Internet^a@b.example")]
    [TestCase("|^佐藤")]
    [TestCase("病院")]
    [Spec("ITI TF-3 4.2.3.3.7")]
    public async Task Takes_the_recipient(string recipient) =>
        Assert.That(await _registry.RegisterAsync(A.SubmissionSet() with { IntendedRecipients = [recipient] }, A.DocumentEntry()), Is.EqualTo(RegistryResponse.Success));

    [TestCase("")]
    [TestCase("||")]
    [TestCase("^^|")]
    [TestCase("病院|^^花子")]
    [TestCase("病院||a@b.example")]
    [TestCase("病院|^佐藤|^^Internet^a@b|x")]
    [Spec("ITI TF-3 4.2.3.3.7")]
    public async Task Refuses_the_recipient(string recipient)
    {
        var set = A.SubmissionSet() with { IntendedRecipients = [recipient] };
        var response = await _registry.RegisterAsync(set, A.DocumentEntry());
        Assert.That(response.Errors.Select(e => e.CodeContext.Split(':')[0]), Is.EqualTo(new[] { $"SubmissionSet {set.Id}, intendedRecipient" }));
    }

    [Test, Spec("ITI TF-3 4.2.3.3.11"), Spec("ITI TF-3 4.2.3.4.8")]
    public async Task Titles_of_sets_and_folders_have_limits_of_their_own()
    {
        var right = await _registry.RegisterAsync(A.SubmissionSet() with { Title = [new(Long[..255])] }, A.Folder() with { Title = [new(Long)] });
        var wrong = await _registry.RegisterAsync(A.SubmissionSet() with { Title = [new(Long)] }, A.Folder() with { Title = [new(Long + "x")] });
        Assert.Multiple(() =>
        {
            Assert.That(right, Is.EqualTo(RegistryResponse.Success));
            Assert.That(wrong.Errors.Select(e => e.CodeContext), Has.Exactly(2).Contains(", title: ").And.Exactly(2).Items);
        });
    }
}
