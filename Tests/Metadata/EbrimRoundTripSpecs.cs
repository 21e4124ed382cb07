using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>Nothing is lost between the model and ebRIM.</summary>
public sealed class EbrimRoundTripSpecs
{
    [Test]
    [Spec("ITI TF-3 4.2.3.2")]
    public void A_DocumentEntry_that_is_written_and_read_is_the_same() => Holds(ObjectGenerators.DocumentEntry);

    [Test]
    [Spec("ITI TF-3 4.2.3.3")]
    public void A_SubmissionSet_that_is_written_and_read_is_the_same() => Holds(ObjectGenerators.SubmissionSet);

    [Test]
    [Spec("ITI TF-3 4.2.3.4")]
    public void A_Folder_that_is_written_and_read_is_the_same() => Holds(ObjectGenerators.Folder);

    [Test]
    [Spec("ITI TF-3 4.2.2")]
    public void An_Association_that_is_written_and_read_is_the_same() => Holds(ObjectGenerators.Association);

    [Test]
    [Spec("ITI TF-3 4.2.3.1.6")]
    public void A_list_with_unknown_slots_classifications_and_identifiers_that_is_written_and_read_is_the_same() =>
        Holds(ObjectGenerators.List, list => list);

    [Test]
    public void Ids_of_classifications_and_identifiers_are_unique_and_the_same_each_time() => Prop.ForAll(ObjectGenerators.List.ToArbitrary(), list =>
    {
        var written = EbrimXml.Written(list);
        var ids = written.Descendants().Where(e => e.Name.LocalName is not "ObjectRef").Attributes("id").Select(a => a.Value).ToList();
        var owners = written.Elements().Where(e => e.Name.LocalName is not "ObjectRef").ToList();
        Assert.Multiple(() =>
        {
            Assert.That(ids, Is.Unique);
            Assert.That(EbrimXml.Written(list).ToString(), Is.EqualTo(written.ToString()));
            foreach (var owner in owners)
            {
                var id = owner.Attribute("id")!.Value;
                Assert.That(owner.Elements().Attributes().Where(a => a.Name.LocalName is "classifiedObject" or "registryObject").Select(a => a.Value), Is.All.EqualTo(id));
                Assert.That(owner.Elements().Attributes("id").Select(a => a.Value), Is.All.Matches<string>(part => EntryUuid.IsSymbolic(id) || EntryUuid.IsValid(part)));
            }
        });
    }).QuickCheckThrowOnFailure();

    private static void Holds<T>(Gen<T> objects) where T : RegistryObject => Holds(objects, o => new RegistryObjectList([o]));

    private static void Holds<T>(Gen<T> values, Func<T, RegistryObjectList> list) => Prop.ForAll(values.ToArbitrary(), value =>
    {
        var (read, errors) = EbrimReader.Read(EbrimXml.Written(list(value)));
        Assert.Multiple(() =>
        {
            Assert.That(errors, Is.Empty);
            Assert.That(read, Is.EqualTo(list(value)));
        });
    }).QuickCheckThrowOnFailure();
}
