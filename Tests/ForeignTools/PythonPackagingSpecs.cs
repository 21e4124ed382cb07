using System.Text.Json;

namespace IheNode.Tests;

/// <summary>
/// <c>provide_variants.py</c> writes ITI-41 octet by octet in every way in which peers pack MTOM (<c>ITI TF-2 Appendix V.8</c>) and reads back by ITI-43 what was
/// stored: whatever is right is stored as it was sent, and whatever is wrong leaves nothing.
/// </summary>
public sealed class PythonPackagingSpecs
{
    private const string Python = "/usr/bin/python3";
    private List<Variant> _variants = null!;

    [OneTimeSetUp]
    public async Task Run_the_script()
    {
        if (!File.Exists(Python)) Assert.Ignore($"There is no {Python} on this machine.");
        await using var node = await ScannedNode.OfAsync(null);
        var ran = await Tool.RunAsync(Python,
            [Tree.InTree("Tests", "ForeignTools", "provide_variants.py"), node.Node.Http.ToString(), Tree.InTree("docs", "examples", "iti41-submit-text.xml"), Tree.InTree("profiles", "connectathon.json")]);
        Assert.That((ran.ExitCode, ran.Complaints), Is.EqualTo((0, "")));
        _variants = [.. ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Variant>(line, JsonSerializerOptions.Web)!)];
    }

    [Test]
    [Spec("ITI TF-2 Appendix V.8")]
    [Spec("ITI TF-2 3.41.4.1.2")]
    public void However_a_message_is_packed_its_document_is_stored_octet_by_octet()
    {
        var right = _variants.Where(variant => !variant.Name.StartsWith("wrong", StringComparison.Ordinal)).ToList();
        Assert.That(right, Has.Count.GreaterThanOrEqualTo(40));
        Assert.That(right.Where(variant => (variant.Outcome, variant.Http, variant.Same) != ("Success", 200, true)), Is.Empty);
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.2")]
    public void Answers_are_packed_as_requests_were() =>
        Assert.That(_variants.Where(variant => variant.Multipart == (variant.Name.StartsWith("simple", StringComparison.Ordinal) || variant.Name.Contains("no base64", StringComparison.Ordinal))), Is.Empty);

    [Test]
    [Spec("ITI TF-2 Appendix V.3.2")]
    public void What_is_wrongly_packed_is_refused_with_a_reason_and_leaves_nothing()
    {
        var wrong = _variants.Where(variant => variant.Name.StartsWith("wrong", StringComparison.Ordinal)).ToList();
        Assert.That(wrong, Has.Count.EqualTo(7));
        Assert.That(wrong.Where(variant => variant.Kept || variant.Outcome is not ("Fault" or "Failure") || variant.Reason.Trim().Length == 0), Is.Empty);
    }

    internal sealed record Variant(
        [property: System.Text.Json.Serialization.JsonPropertyName("variant")] string Name, int Http, bool Multipart, string Outcome, string Reason, bool Same, bool Kept);
}
