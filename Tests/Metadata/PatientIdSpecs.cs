using IheNode.Core;

namespace IheNode.Tests;

/// <summary>A patient's id within its domain and its written form (CX).</summary>
public sealed class PatientIdSpecs
{
    [TestCase("4711")]
    [TestCase("a^b&c~d|e\\f")]
    [TestCase(@"\S\")]
    [TestCase(@"\E\T\")]
    [TestCase("two\rlines")]
    [Spec("ITI TF-3 4.2.3.1.7")]
    public void An_id_comes_out_of_its_written_form_as_it_went_in(string id)
    {
        var written = PatientId.Of(id, "1.2.3");
        Assert.Multiple(() =>
        {
            Assert.That(written.Id, Is.EqualTo(id));
            Assert.That(written.AssigningAuthority, Is.EqualTo("1.2.3"));
            Assert.That(written.IsValid, Is.True);
            Assert.That(written.Text, Has.No.Member('\r').And.No.Member('|').And.No.Member('~'));
        });
    }
}
