using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>The values of stored queries: read with forgiveness, written strictly.</summary>
public sealed class QuerySyntaxSpecs
{
    private const string FindDocuments = Vocabulary.StoredQueryIds.FindDocuments;

    [TestCase("200412252300", "200412252300")]
    [TestCase("'200412252300'", "200412252300")]
    [TestCase("'urn:uuid:1'", "urn:uuid:1")]
    [TestCase("\"urn:uuid:1\"", "urn:uuid:1")]
    [TestCase("1000^^^&1.2.3&ISO", "1000^^^&1.2.3&ISO")]
    [TestCase("('a')", "a")]
    [TestCase("('a','b')", "a|b")]
    [TestCase(" ( 'a' , \n 'b' ) ", "a|b")]
    [TestCase("(\"a\",\"b\")", "a|b")]
    [TestCase("'a','b'", "a|b")]
    [TestCase("(a,b)", "a|b")]
    [TestCase("(1,2)", "1|2")]
    [TestCase("'O''Brien%'", "O'Brien%")]
    [TestCase("('O''Brien','''')", "O'Brien|'")]
    [TestCase("('a,b','(c)')", "a,b|(c)")]
    [TestCase("('say \"x\"')", "say \"x\"")]
    [TestCase("''", "")]
    [TestCase("'  '", "  ")]
    [TestCase("山田,太郎", "山田,太郎")]
    [Spec("ITI TF-2 3.18.4.1.2.3.5")]
    public void Reads(string text, string expected)
    {
        var values = new List<string>();
        Assert.That(QuerySyntax.Decode(text, values), Is.Null);
        Assert.That(string.Join('|', values), Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("  ")]
    [TestCase("()")]
    [TestCase("( )")]
    public void Reads_no_value(string text)
    {
        var values = new List<string>();
        Assert.That(QuerySyntax.Decode(text, values), Is.Null);
        Assert.That(values, Is.Empty);
    }

    [TestCase("'a")]
    [TestCase("('a'")]
    [TestCase("('a)")]
    [TestCase("('a','b)")]
    [TestCase("'O'Brien'")]
    [TestCase("('a' 'b')")]
    [TestCase("('a',)")]
    [TestCase("(,'a')")]
    [TestCase("('a',,'b')")]
    [TestCase("(a'b)")]
    [TestCase("'a',")]
    public void Says_what_is_wrong_with(string text) => Assert.That(QuerySyntax.Decode(text, new List<string>()), Is.Not.Null);

    [Test]
    [Spec("ITI TF-2 3.18.4.1.2.3.5")]
    public void Values_of_one_slot_are_joined_and_repeated_slots_stay_apart()
    {
        var request = Iti18.Contract.Soap!.ReadRequest(Query("""
            <Slot name="$XDSDocumentEntryEventCodeList"><ValueList><Value>('a^^1')</Value><Value>('b^^1','c^^1')</Value></ValueList></Slot>
            <Slot name="$XDSDocumentEntryEventCodeList"><ValueList><Value>('d^^1')</Value></ValueList></Slot>
            """), new SentAttachments(new()));
        Assert.That(request.Parameters, Is.EqualTo(new QueryParameter[]
        {
            new("$XDSDocumentEntryEventCodeList", ["a^^1", "b^^1", "c^^1"]),
            new("$XDSDocumentEntryEventCodeList", ["d^^1"]),
        }));
    }

    [Test]
    public void A_malformed_value_is_reported_by_the_name_of_its_parameter_and_without_its_text()
    {
        var request = Iti18.Contract.Soap!.ReadRequest(
            Query("<Slot name='$XDSDocumentEntryPatientId'><ValueList><Value>'secret</Value></ValueList></Slot>"), new SentAttachments(new()));
        Assert.That(request.Errors, Has.Count.EqualTo(1));
        Assert.That(request.Errors[0].Code, Is.EqualTo(XdsErrorCode.RegistryError));
        Assert.That(request.Errors[0].CodeContext, Does.Contain("$XDSDocumentEntryPatientId").And.Not.Contain("secret"));
    }

    [TestCase("RegistryObject")]
    [TestCase("LeafClassWithRepositoryItem")]
    public void Another_return_type_is_reported(string type)
    {
        var request = Iti18.Contract.Soap!.ReadRequest(Query("", type), new SentAttachments(new()));
        Assert.That(request.Errors.Select(e => e.CodeContext), Has.One.Contains("returnType"));
    }

    [TestCase(FindDocuments, "$XDSDocumentEntryPatientId", "1^^^&1.2&ISO", "'1^^^&1.2&ISO'")]
    [TestCase(FindDocuments, "$XDSDocumentEntryStatus", Vocabulary.Approved, "('" + Vocabulary.Approved + "')")]
    [TestCase(FindDocuments, "$XDSDocumentEntryCreationTimeFrom", "2004", "2004")]
    [TestCase(FindDocuments, "$XDSDocumentEntryCreationTimeFrom", "someday", "'someday'")]
    [TestCase(FindDocuments, "$XDSDocumentEntryAuthorPerson", "O'Brien%", "('O''Brien%')")]
    [TestCase(Vocabulary.StoredQueryIds.FindSubmissionSets, "$XDSSubmissionSetAuthorPerson", "山田%", "'山田%'")]
    [TestCase(Vocabulary.StoredQueryIds.GetAll, "$patientId", "1^^^&1.2&ISO", "'1^^^&1.2&ISO'")]
    [TestCase(Vocabulary.StoredQueryIds.GetDocuments, "$XDSDocumentEntryUniqueId", "1.2", "('1.2')")]
    [TestCase(Vocabulary.StoredQueryIds.GetRelatedDocuments, "$XDSDocumentEntryUniqueId", "1.2", "'1.2'")]
    [TestCase(Vocabulary.StoredQueryIds.GetAssociations, "$uuid", "urn:uuid:1", "('urn:uuid:1')")]
    [TestCase(FindDocuments, "$MetadataLevel", "2", "2")]
    [Spec("ITI TF-2 3.18.4.1.2.3.5")]
    public void Writes(string query, string name, string value, string expected) =>
        Assert.That(QueryParameterForm.Encode(query, new(name, [value])), Is.EqualTo(new[] { expected }));

    [Test]
    [Spec("ITI TF-2 3.18.4.1.2.3.5")]
    public void A_long_list_goes_on_in_a_further_value_and_breaks_between_items()
    {
        var ids = Enumerable.Range(0, 40).Select(n => $"urn:uuid:00000000-0000-0000-0000-0000000000{n:00}").ToValueList();
        var texts = QueryParameterForm.Encode(FindDocuments, new("$XDSDocumentEntryEntryUUID", ids)).ToList();
        var values = new List<string>();
        Assert.Multiple(() =>
        {
            Assert.That(texts.Select(t => t.Length), Is.All.LessThanOrEqualTo(256));
            Assert.That(texts.Select(t => QuerySyntax.Decode(t, values)), Is.All.Null);
            Assert.That(values, Is.EqualTo(ids));
        });
    }

    private static XElement Query(string slots, string returnType = "LeafClass") => XElement.Parse($"""
        <q:AdhocQueryRequest xmlns:q="{EbrimNames.Query}" xmlns="{EbrimNames.Rim}">
          <q:ResponseOption returnType="{returnType}" returnComposedObjects="true"/>
          <AdhocQuery id="{FindDocuments}">{slots}</AdhocQuery>
        </q:AdhocQueryRequest>
        """);
}
