using FsCheck;
using FsCheck.Fluent;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>Generated registry objects: any attribute present or absent, texts of every kind, and things that the standard does not name.</summary>
internal static class Generators
{
    private static readonly string[] Characters =
        [.. "aZ09 .-_/:^&~\\|'\"<>()%,#".Select(c => c.ToString()), "山", "田", "ﾔ", "ァ", "é", "𠮷", "👪", "\t", "\n", "\r", "\u00A0", "\u0301"];

    public static Gen<string> Text { get; } = Gen.Elements(Characters).ListOf().Select(parts => string.Concat(parts.Take(40)));

    public static Gen<string> Filled { get; } = Text.Select(text => text.Length == 0 ? "退院時サマリー" : text);

    public static Gen<string> Uuid { get; } = Gen.Choose(int.MinValue, int.MaxValue).Four()
        .Select(t => EntryUuid.From(new Guid([.. new[] { t.Item1, t.Item2, t.Item3, t.Item4 }.SelectMany(BitConverter.GetBytes)])));

    public static Gen<string> Id { get; } = Gen.OneOf(Uuid, Gen.Choose(0, 1_000_000).Select(n => $"symbol{n}"));

    public static Gen<string> Oids { get; } = Gen.Choose(0, 99_999).Three().Select(t => $"1.2.392.{t.Item1}.{t.Item2}.{t.Item3}");

    public static Gen<PatientId> PatientIds { get; } = Filled.Zip(Oids, Core.PatientId.Of);

    public static Gen<Hl7Time> Time { get; } = Gen.OneOf(Gen.Elements("2004", "200412", "20041225", "200412252300", "20041225235959"), Filled).Select(t => new Hl7Time(t));

    public static Gen<LocalizedString> LocalizedStrings { get; } =
        from value in Text
        from language in Gen.Elements(null, "ja-JP", "en-US")
        from charset in Gen.Elements(null, "UTF-8")
        select new LocalizedString(value, language, charset);

    public static Gen<Slot> ForeignSlot { get; } =
        from number in Gen.Choose(0, 1_000_000)
        from values in Many(Text)
        select new Slot($"urn:example:slot:{number}", values);

    public static Gen<ValueList<Slot>> ForeignSlots { get; } = Many(ForeignSlot).Select(slots => slots.DistinctBy(s => s.Name).ToValueList());

    public static Gen<Code> Codes { get; } =
        from value in Filled
        from scheme in Filled
        from name in Gen.OneOf(Gen.Constant<string?>(null), Filled.Select(n => (string?)n))
        from language in Gen.Elements(null, "ja-JP")
        from slots in ForeignSlots
        select new Code(value, scheme, name) { Language = name is null ? null : language, ExtraSlots = slots };

    public static Gen<Author> Authors { get; } = Vary(new Author(),
        Maybe(Text, (Author a, string v) => a with { Person = v }),
        Maybe(Many(Text), (Author a, ValueList<string> v) => a with { Institutions = v }),
        Maybe(Many(Text), (Author a, ValueList<string> v) => a with { Roles = v }),
        Maybe(Many(Text), (Author a, ValueList<string> v) => a with { Specialties = v }),
        Maybe(Many(Text), (Author a, ValueList<string> v) => a with { Telecommunications = v }),
        Maybe(ForeignSlots, (Author a, ValueList<Slot> v) => a with { ExtraSlots = v }));

    public static Gen<Classification> ForeignClassification { get; } =
        from scheme in Uuid
        from isNode in Gen.Elements(true, false)
        from representation in Gen.OneOf(Gen.Constant<string?>(null), Text.Select(t => (string?)t))
        from name in Gen.OneOf(Gen.Constant<string?>(null), Text.Select(t => (string?)t))
        from slots in ForeignSlots
        select new Classification(isNode ? null : scheme, isNode ? scheme : null, representation, name, slots);

    public static Gen<ExternalIdentifier> ForeignIdentifier { get; } =
        from scheme in Uuid
        from value in Filled
        from name in Gen.OneOf(Gen.Constant<string?>(null), Text.Select(t => (string?)t))
        select new ExternalIdentifier(scheme, value, name);

    public static Gen<ValueList<T>> Many<T>(Gen<T> item) =>
        from count in Gen.Choose(0, 3)
        from items in item.ListOf(count)
        select items.ToValueList();

    /// <summary>A change that is made in half of the cases.</summary>
    public static Gen<Func<TObject, TObject>> Maybe<TObject, TValue>(Gen<TValue> value, Func<TObject, TValue, TObject> set) =>
        Gen.OneOf(Gen.Constant<Func<TObject, TObject>>(o => o), value.Select<TValue, Func<TObject, TObject>>(v => o => set(o, v)));

    /// <summary>All of the changes made to one object.</summary>
    public static Gen<T> Vary<T>(T start, params Gen<Func<T, T>>[] changes) => Vary(Gen.Constant(start), changes);

    /// <summary>All of the changes made to a generated object.</summary>
    public static Gen<T> Vary<T>(Gen<T> start, params Gen<Func<T, T>>[] changes) =>
        changes.Aggregate(start, (all, change) => from value in all from apply in change select apply(value));
}
