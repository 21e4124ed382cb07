using FsCheck;
using FsCheck.Fluent;
using IheNode.Core;
using IheNode.Registry;
using NUnit.Framework;

namespace IheNode.Tests;

public sealed class ObjectBodySpecs
{
    [Test, Spec("ITI TF-3 4.2.3.1.6")]
    public void Gives_back_every_object_that_it_was_given() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(ObjectGenerators.Any), value => ObjectBody.Decode(ObjectBody.Encode(value)) == value));

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

            Assert.That(() => ObjectBody.Decode([3, .. body[1..]]), Throws.InstanceOf<InvalidDataException>());
            Assert.That(() => ObjectBody.Decode([.. body, 0]), Throws.InstanceOf<InvalidDataException>());
        });
    }

    [Test]
    public void Refuses_text_that_it_could_not_give_back() =>
        Assert.That(() => ObjectBody.Encode(A.DocumentEntry() with { Uri = "\ud800" }), Throws.InstanceOf<System.Text.EncoderFallbackException>());

    // The model may grow: a new attribute that the body forgot would be lost without a word.
    [TestCase(typeof(DocumentEntry)), TestCase(typeof(SubmissionSet)), TestCase(typeof(Folder)), TestCase(typeof(Association))]
    public void Keeps_every_attribute_that_the_model_has(Type kind)
    {
        var value = (RegistryObject)Filled(kind, "x");
        Assert.That(ObjectBody.Decode(ObjectBody.Encode(value)), Is.EqualTo(value));
    }

    private static object Filled(Type type, string name)
    {
        if (type == typeof(string)) return name;
        if (type == typeof(bool)) return true;
        if (Nullable.GetUnderlyingType(type) is { } inner) return Filled(inner, name);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueList<>))
        {
            var item = type.GetGenericArguments()[0];
            var items = Array.CreateInstance(item, 2);
            for (var i = 0; i < 2; i++) items.SetValue(Filled(item, $"{name}{i}"), i);
            return typeof(ValueList).GetMethod(nameof(ValueList.ToValueList))!.MakeGenericMethod(item).Invoke(null, [items])!;
        }

        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var value = constructor.Invoke([.. constructor.GetParameters().Select(p => Filled(p.ParameterType, $"{name}.{p.Name}"))]);
        foreach (var property in type.GetProperties().Where(p => p.SetMethod is { IsPublic: true }))
            property.SetValue(value, Filled(property.PropertyType, $"{name}.{property.Name}"));
        return value;
    }
}
