using FsCheck;
using FsCheck.Fluent;
using IheNode.Registry;

namespace IheNode.Tests;

/// <summary>The body in which the registry stores an object loses nothing of it.</summary>
public sealed class StoredBodySpecs
{
    [Test]
    [Spec("ITI TF-3 4.2.3.1.6")]
    public void What_is_stored_of_an_object_is_all_of_it() => Prop.ForAll(ObjectGenerators.Any.ToArbitrary(), value =>
        Assert.That(ObjectBody.Decode(ObjectBody.Encode(value)), Is.EqualTo(value))).QuickCheckThrowOnFailure();
}
