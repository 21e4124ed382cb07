using IheNode.Core;

namespace IheNode.Tests;

/// <summary>Limited metadata: refused, or taken with fewer required attributes where the affinity domain says so.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class LimitedMetadataSpecs(TestDatabase database)
{
    private static readonly Platform.NodeProfile Accepting = A.Profile() with { AffinityDomain = A.Profile().AffinityDomain with { AcceptsLimitedMetadata = true } };

    [Test, Spec("ITI TF-3 Table 4.3.1-3")]
    public async Task Are_refused_object_by_object_unless_the_affinity_domain_takes_them()
    {
        using var registry = await TestRegistry.WithPatientAsync(database);
        var (set, entry, folder) = (A.SubmissionSet() with { LimitedMetadata = true }, A.DocumentEntry() with { LimitedMetadata = true }, A.Folder() with { LimitedMetadata = true });
        var response = await registry.RegisterAsync(set, entry, folder);
        Assert.Multiple(async () =>
        {
            Assert.That(response.Errors.Select(e => e.Location), Is.EquivalentTo(new[] { set.Id, entry.Id, folder.Id }));
            Assert.That(response.Errors.Select(e => (e.Code, e.CodeContext.Contains(", limitedMetadata: ", StringComparison.Ordinal))),
                Is.All.EqualTo((XdsErrorCode.RegistryMetadataError, true)));
            Assert.That((await registry.GetAllAsync()).Objects.Objects, Is.Empty);
        });
    }

    [Test, Spec("ITI TF-3 Table 4.3.1-3"), Spec("ITI TF-3 Table 4.3.2.1-3")]
    public async Task Need_only_what_their_column_asks_and_are_not_marked_in_answers()
    {
        using var registry = await TestRegistry.WithPatientAsync(database, Accepting);
        var response = await registry.RegisterAsync(Least(A.SubmissionSet()), Least(A.DocumentEntry()), Least(A.Folder()));
        var all = (await registry.GetAllAsync()).Objects.Objects.OfType<PatientObject>().ToList();
        Assert.Multiple(() =>
        {
            Assert.That(response, Is.EqualTo(RegistryResponse.Success));
            Assert.That(all.Select(o => o.LimitedMetadata), Is.EqualTo(new[] { false, false, false }));
        });
    }

    [Test, Spec("ITI TF-3 Table 4.3.1-3")]
    public async Task Lack_nothing_that_even_they_must_have_and_unmarked_objects_stay_whole()
    {
        using var registry = await TestRegistry.WithPatientAsync(database, Accepting);
        var set = Least(A.SubmissionSet()) with { SourceId = null };
        var entry = Least(A.DocumentEntry()) with { MimeType = null, Hash = null };
        var unmarked = Least(A.DocumentEntry()) with { LimitedMetadata = false };
        var response = await registry.RegisterAsync(set, entry, unmarked);
        Assert.Multiple(() =>
        {
            Assert.That(Attributes(set), Is.EqualTo(new[] { "sourceId" }));
            Assert.That(Attributes(entry), Is.EqualTo(new[] { "hash", "mimeType" }));
            Assert.That(Attributes(unmarked), Is.EqualTo(new[]
            {
                "classCode", "confidentialityCode", "creationTime", "formatCode", "healthcareFacilityTypeCode", "languageCode", "practiceSettingCode", "sourcePatientId", "typeCode",
            }));
        });

        IEnumerable<string> Attributes(RegistryObject item) =>
            response.Errors.Where(e => e.Location == item.Id).Select(e => e.CodeContext.Split(", ")[1].Split(':')[0]).Order(StringComparer.Ordinal);
    }

    private static DocumentEntry Least(DocumentEntry entry) => new()
    {
        Id = entry.Id, LimitedMetadata = true, PatientId = entry.PatientId, UniqueId = entry.UniqueId, MimeType = entry.MimeType,
        Hash = entry.Hash, Size = entry.Size, RepositoryUniqueId = entry.RepositoryUniqueId,
    };

    private static SubmissionSet Least(SubmissionSet set) => new()
    {
        Id = set.Id, LimitedMetadata = true, PatientId = set.PatientId, UniqueId = set.UniqueId, SourceId = set.SourceId, SubmissionTime = set.SubmissionTime,
    };

    private static Folder Least(Folder folder) => new() { Id = folder.Id, LimitedMetadata = true, PatientId = folder.PatientId, UniqueId = folder.UniqueId };
}
