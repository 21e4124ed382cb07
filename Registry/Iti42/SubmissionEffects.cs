using IheNode.Core;

namespace IheNode.Registry;

/// <summary>What an accepted submission changes (<c>ITI TF-2 3.42.4.1.3.5, 3.42.4.1.3.6</c>): new objects, entries that become deprecated, folders that were touched.</summary>
internal sealed class SubmissionEffects
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly Func<string> _newId;

    internal SubmissionEffects(Func<string> newId) => _newId = newId;

    /// <summary>The objects to store, symbolic ids replaced; the set and other members before the associations that join them. What has no status becomes approved.</summary>
    public List<RegistryObject> Objects { get; } = [];

    /// <summary>Numbers of the registered objects to which new associations lead, by entryUUID.</summary>
    public Dictionary<string, long> Registered { get; } = new(StringComparer.Ordinal);

    /// <summary>Numbers of the entries that become deprecated.</summary>
    public HashSet<long> Deprecated { get; } = [];

    /// <summary>Numbers of the registered folders whose lastUpdateTime becomes now.</summary>
    public HashSet<long> TouchedFolders { get; } = [];

    /// <summary>What an update changes of registered objects.</summary>
    public List<RowChange> Changes { get; } = [];

    /// <summary>What the submission set remembers of its message; null when it came in none that could be repeated.</summary>
    public Receipt? Receipt { get; init; }

    /// <summary>Derives the effects of a submission that broke no rule; <paramref name="newId"/> gives entryUUIDs for symbolic ids.</summary>
    public static async Task<SubmissionEffects> OfAsync(
        Submission submission, RegisteredState registered, RegistryStore store, Func<string> newId, Receipt? receipt = null)
    {
        var effects = new SubmissionEffects(newId) { Receipt = receipt };
        foreach (var item in submission.Objects)
            effects._ids[item.Id] = EntryUuid.IsSymbolic(item.Id) ? newId() : item.Id;
        // An answer shall not say that metadata are limited (ITI TF-3 Table 4.3.2.1-3).
        effects.Objects.AddRange(submission.PatientObjects
            .Select(o => o with { Id = effects._ids[o.Id], AvailabilityStatus = null, LogicalId = null, Version = null, LimitedMetadata = false }));
        effects.Objects.AddRange(submission.Associations.Select(effects.WithoutSymbols));
        foreach (var association in submission.Associations) effects.Note(association, registered);
        foreach (var replacement in submission.Relationships.Where(r => AssociationTypes.Replaces(r.Type)))
            await effects.ReplaceAsync(submission, replacement, registered.Find(replacement.TargetId)!.Row.Number, store).ConfigureAwait(false);
        return effects;
    }

    private Association WithoutSymbols(Association association) => association with
    {
        Id = _ids[association.Id],
        AvailabilityStatus = null,
        SourceId = _ids.GetValueOrDefault(association.SourceId, association.SourceId),
        TargetId = _ids.GetValueOrDefault(association.TargetId, association.TargetId),
    };

    private void Note(Association association, RegisteredState registered)
    {
        foreach (var id in new[] { association.SourceId, association.TargetId })
        {
            if (!_ids.ContainsKey(id) && registered.Find(id) is { } end) Registered[id] = end.Row.Number;
        }

        if (association.Type == Vocabulary.HasMember && Registered.TryGetValue(association.SourceId, out var folder)) TouchedFolders.Add(folder);
    }

    // The addenda and transformations of what is replaced go with it, one level, as the standard words it.
    // The replacement takes its place in the folders.
    private async Task ReplaceAsync(Submission submission, Association replacement, long replaced, RegistryStore store)
    {
        Deprecated.Add(replaced);
        Deprecated.UnionWith(await store.DerivedFromAsync(replaced).ConfigureAwait(false));
        foreach (var row in await store.FoldersOfAsync(replaced).ConfigureAwait(false))
        {
            TouchedFolders.Add(row.Number);
            var folder = ObjectBody.Decode(row.Body).Id;
            var entry = _ids[replacement.SourceId];
            Registered[folder] = row.Number;
            if (Objects.OfType<Association>().Any(a => a.Type == Vocabulary.HasMember && a.SourceId == folder && a.TargetId == entry)) continue;
            var membership = Membership(folder, entry);
            Objects.Add(membership);
            Objects.Add(Membership(_ids[submission.Set!.Id], membership.Id));
        }
    }

    private Association Membership(string source, string target) =>
        new() { Id = _newId(), Type = Vocabulary.HasMember, SourceId = source, TargetId = target };
}

/// <summary>What an update changes of a registered object (<c>ITI TF-2 3.57.4.1.3.1</c>).</summary>
/// <param name="Kind">Entry, folder or association.</param>
/// <param name="Number">Its number.</param>
/// <param name="Status">Its status from now on.</param>
/// <param name="HasNewerVersion">Whether it is the newest version no longer.</param>
internal sealed record RowChange(ObjectKind Kind, long Number, long Status, bool HasNewerVersion = false);

/// <summary>What a submission set remembers of the message that brought it, so that a repetition gets the same answer (<c>ITI TF-2 3.42.4.1.3</c>).</summary>
/// <param name="Message">By what the message is known (<see cref="MessageDigest"/>).</param>
/// <param name="Warnings">The warnings with which it was answered.</param>
internal sealed record Receipt(byte[] Message, ValueList<XdsError> Warnings);
