using IheNode.Core;
using IheNode.Platform;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>Under which sourceId a facility may submit.</summary>
public sealed class PermittedSourceSpecs
{
    private const string Own = "1.2.392.100495.20.3.51.5", Clinic = "2919990021", Hospital = "2919990011";
    private RepositoryRoom _room = null!;

    [SetUp]
    public void Open() => _room = new(TestDatabase.Sqlite, profile => profile with { Facilities = [Facility(Clinic, "2.999.1", Own, "2.999.5"), Facility(Hospital, "2.999.2")] });

    [TearDown]
    public void Close() => _room.Dispose();

    [TestCase(Clinic, Own)]
    [TestCase(Clinic, "2.999.5")]
    [TestCase(Hospital, "2.999.6", TestName = "A facility for which the profile names none submits under any")]
    [TestCase(null, "2.999.6", TestName = "Whoever is no facility submits under any")]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task A_facility_submits_under_its_own_sourceId(string? facility, string sourceId) =>
        Assert.That((await ProvideAsync(facility, sourceId)).Status, Is.EqualTo(ResponseStatus.Success));

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task A_facility_that_submits_under_the_sourceId_of_another_is_refused_and_nothing_is_kept()
    {
        var answer = await ProvideAsync(Clinic, "2.999.6");
        Assert.That(answer.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RepositoryMetadataError }));
        Assert.That(answer.Errors[0].CodeContext, Does.Contain("sourceId").And.Contain("2.999.6"));
        Assert.That(_room.Registered, Is.Empty);
        await _room.AssertNothingKept();
    }

    private static FacilityProfile Facility(string code, string authority, params string[] sources) => new()
    {
        Code = code, NameJa = "診療所", NameEn = "Clinic", Kind = "medical_clinic", AssigningAuthority = authority, SourceIds = [.. sources],
    };

    private Task<RegistryResponse> ProvideAsync(string? facility, string sourceId)
    {
        var entry = Entry();
        var request = new ProvideAndRegisterDocumentSetRequest(
            A.Submission(A.SubmissionSet() with { SourceId = sourceId }, entry), [new(entry.Id, Content.Of(Bytes("x")))]);
        return _room.Actor.ProvideAndRegisterDocumentSet(request, A.Exchange() with { Requester = new("127.0.0.1", "CN=x", "00", facility) }, default);
    }
}
