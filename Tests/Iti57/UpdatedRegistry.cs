using IheNode.Core;

namespace IheNode.Tests;

/// <summary>A registry that is updated, with the questions that the specs of updates ask of it.</summary>
public sealed class UpdatedRegistry : IDisposable
{
    private UpdatedRegistry(TestRegistry registry) => Registry = registry;

    /// <summary>The registry.</summary>
    public TestRegistry Registry { get; }

    /// <summary>A registry that knows the patient of <see cref="A.PatientId"/> and the patient <c>other</c>.</summary>
    public static async Task<UpdatedRegistry> OpenAsync(TestDatabase database) => new(await TestRegistry.WithPatientAsync(database, null, "other"));

    /// <summary>ITI-57.</summary>
    public Task<RegistryResponse> UpdateAsync(UpdateMessage message) => UpdateAsync(message.Request);

    /// <summary>ITI-57.</summary>
    public Task<RegistryResponse> UpdateAsync(SubmitObjectsRequest request) => Registry.Actor.UpdateDocumentSet(request, A.Exchange(), CancellationToken.None);

    /// <summary>ITI-92.</summary>
    public Task<RegistryResponse> RestrictedUpdateAsync(UpdateMessage message) =>
        Registry.Actor.RestrictedUpdateDocumentSet(message.Request, A.Exchange(), CancellationToken.None);

    /// <summary>Updates, and fails the test unless that succeeds.</summary>
    public async Task SucceedAsync(UpdateMessage message) => Assert.That(await UpdateAsync(message), Is.EqualTo(RegistryResponse.Success));

    /// <summary>Updates, and fails the test unless exactly these errors come, each with the object that caused it, and nothing has changed.</summary>
    public Task FailAsync(UpdateMessage message, params (string Code, RegistryObject Object)[] errors) => FailAsync(UpdateAsync, message, errors);

    /// <summary>The same for ITI-92.</summary>
    public Task FailRestrictedAsync(UpdateMessage message, params (string Code, RegistryObject Object)[] errors) => FailAsync(RestrictedUpdateAsync, message, errors);

    /// <summary>Registers objects and gives all that the registry then holds of the patient.</summary>
    public async Task<RegistryObjectList> RegisterAsync(params RegistryObject[] objects)
    {
        var response = await Registry.RegisterAsync(objects);
        Assert.That(response, Is.EqualTo(RegistryResponse.Success));
        return await AllAsync();
    }

    /// <summary>Registers an entry and gives it as the registry shows it.</summary>
    public Task<DocumentEntry> RegisteredAsync(DocumentEntry? entry = null) => Registry.RegisteredAsync(entry ?? A.DocumentEntry());

    /// <summary>Everything of a patient, all versions and all status.</summary>
    public Task<RegistryObjectList> AllAsync(PatientId? patient = null) => AllAsync("2", patient);

    /// <summary>Everything of a patient in all status, at a metadata level.</summary>
    public async Task<RegistryObjectList> AllAsync(string level, PatientId? patient = null)
    {
        string[] status = [Vocabulary.Approved, Vocabulary.Deprecated];
        return (await Registry.QueryAsync(
            "GetAll",
            ("$patientId", [(patient ?? A.PatientId()).Text]), ("$XDSDocumentEntryStatus", status), ("$XDSSubmissionSetStatus", status),
            ("$XDSFolderStatus", status), ("$XDSAssociationStatus", status), ("$MetadataLevel", [level]),
            ("$XDSDocumentEntryType", [Vocabulary.StableDocument, Vocabulary.OnDemandDocument]))).Objects;
    }

    /// <summary>All versions of a logical object, oldest first.</summary>
    public async Task<IReadOnlyList<RegistryObject>> VersionsAsync(string? logicalId, PatientId? patient = null) =>
        [.. (await AllAsync(patient)).Objects.Where(o => o is not Association && o.LogicalId == logicalId).OrderBy(o => o.Version)];

    /// <summary>The newest version of a logical object.</summary>
    public async Task<T> NewestAsync<T>(T of) where T : PatientObject => (T)(await VersionsAsync(of.LogicalId, of.PatientId))[^1];

    /// <summary>The approved associations of one type, as pairs of source and target.</summary>
    public async Task<IReadOnlyList<(string Source, string Target)>> LinksAsync(string type) =>
        [.. (await AllAsync()).Associations.Where(a => a.Type == type && a.AvailabilityStatus == Vocabulary.Approved).Select(a => (a.SourceId, a.TargetId))];

    /// <inheritdoc/>
    public void Dispose() => Registry.Dispose();

    private async Task FailAsync(
        Func<UpdateMessage, Task<RegistryResponse>> update, UpdateMessage message, (string Code, RegistryObject Object)[] errors)
    {
        var (before, otherBefore) = (await AllAsync(), await AllAsync(A.PatientId("other")));
        var response = await update(message);
        Assert.Multiple(async () =>
        {
            Assert.That(response.Status, Is.EqualTo(ResponseStatus.Failure));
            Assert.That(response.Errors.Select(e => (e.Code, e.Location)), Is.EquivalentTo(errors.Select(e => (e.Code, e.Object.Id))), string.Join('\n', response.Errors));
            Assert.That(response.Errors.Select(e => e.CodeContext), Has.All.Matches<string>(text => errors.Any(e => text.Contains(e.Object.Id, StringComparison.Ordinal))));
            Assert.That(await AllAsync(), Is.EqualTo(before));
            Assert.That(await AllAsync(A.PatientId("other")), Is.EqualTo(otherBefore));
        });
    }
}
