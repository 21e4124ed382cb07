using System.Xml.Linq;
using IheNode.Core;
using static IheNode.Core.Vocabulary;

namespace IheNode.Tests;

/// <summary>What the reader forgives, and what it reports: every fault of structure, by object and attribute.</summary>
public sealed class EbrimReaderSpecs
{
    private const string Set = "<RegistryPackage id='set'><Classification id='c' classifiedObject='set' classificationNode='" + SubmissionSetSchemes.Node + "'/></RegistryPackage>";

    [Test]
    [Spec("ITI TF-3 4.2.1.2")]
    public void A_package_may_be_marked_from_beside_it()
    {
        var (list, errors) = Read($"""
            <RegistryPackage id="folder"/><RegistryPackage id="set"/>
            <Classification id="c1" classifiedObject="set" classificationNode="{SubmissionSetSchemes.Node}"/>
            <Classification id="c2" classifiedObject="folder" classificationNode="{FolderSchemes.Node.ToUpperInvariant().Replace("URN:UUID", "urn:uuid", StringComparison.Ordinal)}"/>
            """);
        Assert.Multiple(() =>
        {
            Assert.That(errors, Is.Empty);
            Assert.That(list.SubmissionSets.Single().Id, Is.EqualTo("set"));
            Assert.That(list.Folders.Single().Id, Is.EqualTo("folder"));
            Assert.That(list.Objects.Select(o => o.ExtraClassifications.Count), Is.All.Zero);
        });
    }

    [Test]
    public void References_are_tolerated_and_the_letter_case_of_object_types_does_not_matter()
    {
        var (list, errors) = Read($"""
            <ObjectRef id="{SubmissionSetSchemes.Node}"/>
            <ExtrinsicObject id="d" objectType="{StableDocument.ToUpperInvariant()}" mimeType="text/plain"/>
            <Association id="a" objectType="urn:oasis:names:tc:ebXML-regrep:ObjectType:RegistryObject:Association" associationType="{HasMember}" sourceObject="s" targetObject="d"/>
            """);
        Assert.Multiple(() =>
        {
            Assert.That(errors, Is.Empty);
            Assert.That(list.ObjectRefs, Is.EqualTo(new[] { new ObjectRef(SubmissionSetSchemes.Node) }));
            Assert.That(list.DocumentEntries.Single().ObjectType, Is.EqualTo(StableDocument));
            Assert.That(list.Associations.Single().Type, Is.EqualTo(HasMember));
        });
    }

    [Test]
    public void Malformed_values_stay_as_they_came()
    {
        var (list, errors) = Read(Entry($"""
            <Slot name="creationTime"><ValueList><Value>yesterday</Value></ValueList></Slot>
            <Slot name="sourcePatientId"><ValueList><Value>just a name</Value></ValueList></Slot>
            <Slot name="size"><ValueList><Value>-1</Value></ValueList></Slot>
            """));
        var entry = list.DocumentEntries.Single();
        Assert.Multiple(() =>
        {
            Assert.That(errors, Is.Empty);
            Assert.That(entry.CreationTime, Is.EqualTo(new Hl7Time("yesterday")));
            Assert.That(entry.SourcePatientId, Is.EqualTo(new PatientId("just a name")));
            Assert.That(entry.Size, Is.EqualTo("-1"));
        });
    }

    [TestCase("<RegistryPackage id='p'/>", "RegistryPackage p, Classification: it is marked neither")]
    [TestCase("<RegistryPackage/>", "RegistryPackage without id, id: it is missing")]
    [TestCase("<Organization id='o'/>", "Organization o, element:")]
    [TestCase("<x:Thing xmlns:x='urn:example' id='o'/>", "{urn:example}Thing o, element:")]
    [TestCase("<ExtrinsicObject id='d'/>", "DocumentEntry d, objectType: it is missing")]
    [TestCase("<Association id='a'/>", "Association a, associationType: it is missing")]
    [TestCase("<Association id='a'/>", "Association a, sourceObject: it is missing")]
    [TestCase("<Association id='a'/>", "Association a, targetObject: it is missing")]
    [TestCase("<Association id='a' objectType='other' associationType='t' sourceObject='s' targetObject='t'/>", "Association a, objectType: it is not")]
    [TestCase("<Classification id='c' classifiedObject='nobody' classificationNode='n'/>", "Classification nobody, classifiedObject: the message has no such object")]
    [TestCase("<Classification id='c' classificationNode='n'/>", "Classification without id, classifiedObject: the message has no such object")]
    [TestCase(Set + Set, "RegistryPackage set, id: another object of the message has it too")]
    [Spec("ITI TF-3 4.2.1")]
    public void Reports_an_object_that_is_none(string objects, string expected) =>
        Assert.That(Read(objects).Errors.Select(e => e.CodeContext), Has.Some.StartsWith(expected));

    [TestCase("<Slot name='hash'><ValueList><Value>a</Value><Value>b</Value></ValueList></Slot>", "hash: it has more than one value")]
    [TestCase("<Slot name='urn:x'><ValueList/></Slot><Slot name='urn:x'><ValueList/></Slot>", "urn:x: the slot stands more than once")]
    [TestCase("<Slot><ValueList/></Slot>", "Slot: its name is missing")]
    [TestCase("<Name><LocalizedString/></Name>", "title: a LocalizedString has no value")]
    [TestCase("<Classification classificationScheme='" + DocumentEntrySchemes.ClassCode + "' nodeRepresentation='v'/>", "classCode: its Classification has no codingScheme")]
    [TestCase("<Classification classificationScheme='" + DocumentEntrySchemes.ClassCode + "'/>", "classCode: its Classification has no nodeRepresentation")]
    [TestCase("<Classification classificationScheme='" + DocumentEntrySchemes.TypeCode + "'/><Classification classificationScheme='" + DocumentEntrySchemes.TypeCode + "'/>",
        "typeCode: it has more than one code")]
    [TestCase("<Classification classificationScheme='" + DocumentEntrySchemes.TypeCode + "' classifiedObject='other'/>", "Classification: its classifiedObject names another object")]
    [TestCase("<Classification classificationScheme='" + DocumentEntrySchemes.Author + "'><Slot name='authorPerson'><ValueList><Value>a</Value><Value>b</Value></ValueList></Slot></Classification>",
        "author.authorPerson: it has more than one value")]
    [TestCase("<Classification/>", "Classification: it has neither classificationScheme nor classificationNode")]
    [TestCase("<ExternalIdentifier identificationScheme='" + DocumentEntrySchemes.UniqueId + "'/>", "uniqueId: its ExternalIdentifier has no value")]
    [TestCase("<ExternalIdentifier value='v'/>", "ExternalIdentifier: it has no identificationScheme")]
    [TestCase("<ExternalIdentifier registryObject='other' identificationScheme='urn:x' value='v'/>", "ExternalIdentifier: its registryObject names another object")]
    [TestCase("<ExternalIdentifier identificationScheme='" + DocumentEntrySchemes.UniqueId + "' value='1'/><ExternalIdentifier identificationScheme='" + DocumentEntrySchemes.UniqueId + "' value='2'/>",
        "uniqueId: it has more than one ExternalIdentifier")]
    [Spec("ITI TF-3 4.2.3.1")]
    public void Reports_a_fault_by_object_and_attribute(string content, string expected)
    {
        var (list, errors) = Read(Entry(content));
        Assert.Multiple(() =>
        {
            Assert.That(errors.Select(e => e.CodeContext), Has.Some.StartsWith("DocumentEntry d, " + expected));
            Assert.That(errors.Select(e => (e.Code, e.Location, e.IsWarning)), Is.All.EqualTo((XdsErrorCode.RegistryMetadataError, "d", false)));
            Assert.That(list.DocumentEntries.Count(), Is.EqualTo(1), "what can be read is read");
        });
    }

    [Test]
    public void Reports_every_fault_and_reads_the_rest()
    {
        var (list, errors) = Read("<RegistryPackage id='p'/><Association id='a'/><ExtrinsicObject id='d'/>" + Set);
        Assert.Multiple(() =>
        {
            Assert.That(errors, Has.Count.EqualTo(5));
            Assert.That(list.Objects.Select(o => o.Id), Is.EqualTo(new[] { "d", "set" }));
        });
    }

    [Test]
    public void Reports_a_submission_without_a_list() =>
        Assert.That(SubmitObjectsRequestXml.Read(new(EbrimNames.Lcm + "SubmitObjectsRequest")).Errors, Has.Count.EqualTo(1));

    [Test]
    [Spec("ITI TF-2 3.18.4.1.3")]
    public void An_answer_of_which_a_part_cannot_be_read_is_not_taken_for_complete()
    {
        var answer = AdhocQueryResponseXml.Read(XElement.Parse($"""
            <q:AdhocQueryResponse xmlns:q="{EbrimNames.Query}" status="{ResponseStatuses.Success}">
              <RegistryObjectList xmlns="{EbrimNames.Rim}">{Set}<RegistryPackage id="p"/></RegistryObjectList>
            </q:AdhocQueryResponse>
            """));
        Assert.That((answer.Status, answer.Objects.Objects.Count, answer.Errors.Count), Is.EqualTo((ResponseStatus.PartialSuccess, 1, 1)));
    }

    private static string Entry(string content) => $"<ExtrinsicObject id='d' objectType='{StableDocument}'>{content}</ExtrinsicObject>";

    private static (RegistryObjectList Objects, ValueList<XdsError> Errors) Read(string objects) =>
        EbrimReader.Read(XElement.Parse($"<RegistryObjectList xmlns='{EbrimNames.Rim}'>{objects}</RegistryObjectList>"));
}
