using IheNode.Core;
using IheNode.Registry;
using static IheNode.Tests.UpdateMessage;

namespace IheNode.Tests;

/// <summary>What updates leave behind, also when they come twice, at once, or between registrations.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class UpdatedStateSpecs(TestDatabase database)
{
    private static readonly PatientId Other = A.PatientId("other");
    private UpdatedRegistry _registry = null!;

    [SetUp]
    public async Task Open() => _registry = await UpdatedRegistry.OpenAsync(database);

    [TearDown]
    public void Close() => _registry.Dispose();

    [Test, Spec("ITI TF-3 4.1.5")]
    public async Task A_registry_that_was_updated_in_every_way_is_whole()
    {
        var (folder, entry) = (A.Folder(), A.DocumentEntry() with { EventCodes = [A.Code("T14", "外傷")] });
        var all = await _registry.RegisterAsync(entry, folder, A.HasMember(folder, entry));
        var (registered, inFolder) = (all.DocumentEntries.Single(), all.Folders.Single());
        var alone = await _registry.RegisteredAsync();
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(registered)).Version(Next(inFolder)));
        await _registry.SucceedAsync(new UpdateMessage(Other).Version(Next(alone) with { PatientId = Other }));
        var further = await _registry.RegisteredAsync();
        await _registry.SucceedAsync(new UpdateMessage().Link(Association(Vocabulary.HasMember, (await _registry.VersionsAsync(inFolder.Id))[^1].Id, further.Id)));
        await _registry.SucceedAsync(new UpdateMessage().Deprecate(further.Id));
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(further)).Approve(further.Id));
        var breaks = new List<RegistryBreak>();
        await new RegistryCheck(_registry.Registry.Database, _registry.Registry.Clock).RunAsync(repair: false, breaks.Add, _ => { }, CancellationToken.None);
        Assert.That(breaks, Is.Empty);
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3")]
    public async Task The_same_message_once_more_gets_the_first_answer_and_changes_nothing()
    {
        var entry = await _registry.RegisteredAsync();
        var (update, exchange) = (new UpdateMessage().Version(Next(entry)).Request, A.Exchange());
        var answers = new[] { await SendAsync(), await SendAsync() };
        Assert.That(answers, Is.All.EqualTo(RegistryResponse.Success));
        Assert.That(await _registry.VersionsAsync(entry.Id), Has.Count.EqualTo(2));
        Assert.That((await _registry.UpdateAsync(update)).Errors.Select(e => e.Code), Is.EquivalentTo(new[] { XdsErrorCode.DuplicateUniqueIdInRegistry, XdsErrorCode.MetadataVersionError }));

        Task<RegistryResponse> SendAsync() => _registry.Registry.Actor.UpdateDocumentSet(update, exchange, CancellationToken.None);
    }

    [Test, Spec("ITI TF-2 3.57.4.1.2")]
    public async Task An_on_demand_entry_is_updated_under_the_rules_of_on_demand_entries()
    {
        var onDemand = A.DocumentEntry() with { ObjectType = Vocabulary.OnDemandDocument, CreationTime = null, Hash = null, Size = null };
        await _registry.Registry.Actor.RegisterOnDemandDocumentEntry(A.Submission(onDemand), A.Exchange(), CancellationToken.None);
        var registered = (await _registry.AllAsync()).DocumentEntries.Single();
        var withHash = Next(registered) with { Hash = "da39a3ee5e6b4b0d3255bfef95601890afd80709" };
        await _registry.FailAsync(new UpdateMessage().Version(withHash), (XdsErrorCode.RegistryMetadataError, withHash));
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(registered) with { Title = [new("訂正版")] }));
        Assert.That((await _registry.NewestAsync(registered)).Title, Is.EqualTo((ValueList<LocalizedString>)[new("訂正版")]));
    }

    [Test, Spec("ITI TF-3 4.2.2.1")]
    public async Task The_set_of_an_update_may_refer_to_a_registered_entry()
    {
        var (entry, other) = (await _registry.RegisteredAsync(), await _registry.RegisteredAsync());
        var update = new UpdateMessage();
        var reference = update.Trigger(Vocabulary.HasMember, other.Id) with { SubmissionSetStatus = Vocabulary.Reference };
        await _registry.SucceedAsync(update.Deprecate(entry.Id).With(reference));
        var found = await _registry.Registry.QueryAsync("GetSubmissionSetAndContents", ("$XDSSubmissionSetUniqueId", [update.Set.UniqueId!]));
        Assert.That(found.Objects.DocumentEntries, Is.EqualTo(new[] { other }));
        var unknown = update.Trigger(Vocabulary.HasMember, EntryUuid.From(Guid.NewGuid())) with { SubmissionSetStatus = Vocabulary.Reference };
        await _registry.FailAsync(
            new UpdateMessage { Set = update.Set with { UniqueId = A.UniqueId() } }.Approve(entry.Id).With(unknown), (XdsErrorCode.UnresolvedReference, unknown));
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.5")]
    public async Task A_replacement_leaves_an_addendum_that_an_update_cut_off()
    {
        var original = await _registry.RegisteredAsync();
        var addendum = A.DocumentEntry();
        var all = await _registry.RegisterAsync(addendum, A.Relationship(Vocabulary.Append, addendum, original.Id));
        await _registry.SucceedAsync(new UpdateMessage().Deprecate(all.Associations.Single(a => a.Type == Vocabulary.Append).Id));
        var replacement = A.DocumentEntry();
        all = await _registry.RegisterAsync(replacement, A.Relationship(Vocabulary.Replace, replacement, original.Id));
        Assert.That(all.DocumentEntries.Where(e => e.AvailabilityStatus == Vocabulary.Approved).Select(e => e.UniqueId), Is.EquivalentTo(new[] { addendum.UniqueId, replacement.UniqueId }));
    }

    [Test, Spec("ITI TF-3 4.1.5")]
    public async Task Updates_moves_status_and_replacements_at_once_leave_one_newest_version_and_nothing_else_approved()
    {
        var entry = await _registry.RegisteredAsync();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            var replacement = A.DocumentEntry();
            return (i % 4) switch
            {
                0 => await _registry.UpdateAsync(new UpdateMessage().Version(Next(entry))),
                1 => await _registry.UpdateAsync(new UpdateMessage(Other).Version(Next(entry) with { PatientId = Other })),
                2 => await _registry.UpdateAsync(new UpdateMessage().Deprecate(entry.Id)),
                _ => await _registry.Registry.RegisterAsync(replacement, A.Relationship(Vocabulary.Replace, replacement, entry.Id)),
            };
        })));
        var versions = (await _registry.VersionsAsync(entry.Id)).Concat(await _registry.VersionsAsync(entry.Id, Other)).OrderBy(v => v.Version).ToList();
        var breaks = new List<RegistryBreak>();
        await new RegistryCheck(_registry.Registry.Database, _registry.Registry.Clock).RunAsync(repair: false, breaks.Add, _ => { }, CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That(versions.Select(v => v.Version), Is.EqualTo(Enumerable.Range(1, versions.Count).Select(n => $"{n}")));
            Assert.That(versions.SkipLast(1).Select(v => v.AvailabilityStatus), Is.All.EqualTo(Vocabulary.Deprecated));
            Assert.That(breaks, Is.Empty);
        });
    }
}
