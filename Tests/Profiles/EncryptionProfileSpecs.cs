using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>Keys come from a file or the environment, and what is wrong with them is told at start without their words.</summary>
public sealed class EncryptionProfileSpecs
{
    private const string One = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=", Two = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAI=";

    [Test]
    public void Keys_come_from_the_environment_or_from_a_file_beside_the_profile()
    {
        var folder = Directory.CreateTempSubdirectory("ihenode-keys-");
        try
        {
            var file = Path.Combine(folder.FullName, "document.keys");
            File.WriteAllText(file, $"# rotated every year\n2025:{One}\r\n2026:{Two} # the current one\n");
            foreach (var (from, variables) in new[] { (file, ""), ("DOCUMENT_KEYS", $"2025:{One},2026:{Two}") })
            {
                var encryption = Read(variables, $"documents.encryption.keysFrom={from}", "documents.encryption.currentKey=2026").Documents.Encryption;
                Assert.That(encryption.Keys.Keys, Is.EquivalentTo(["2025", "2026"]));
                Assert.That(encryption.Keys["2026"].Octets[31], Is.EqualTo(2));
                Assert.That(encryption.Keys["2026"].ToString(), Is.EqualTo("2026"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public void Without_a_current_key_the_keys_only_open() =>
        Assert.That(Read($"2025:{One}", "documents.encryption.keysFrom=DOCUMENT_KEYS").Documents.Encryption.CurrentKey, Is.Null);

    [TestCase("DOCUMENT_KEYS", "2027", $"2026:{One}", "$.documents.encryption.currentKey", "\"2027\" is not among the keys of DOCUMENT_KEYS (2026)")]
    [TestCase("DOCUMENT_KEYS", "2026", $"2026:{One},2026:{Two}", "$.documents.encryption.keysFrom", "two keys are called 2026")]
    [TestCase("DOCUMENT_KEYS", "2026", "2026:AAAA", "$.documents.encryption.keysFrom", "entry 1 is not id:base64 with the base64 of 32 octets")]
    [TestCase("DOCUMENT_KEYS", "2026", "# none", "$.documents.encryption.keysFrom", "holds no key")]
    [TestCase("NO_SUCH_VARIABLE", "2026", $"2026:{One}", "$.documents.encryption.keysFrom", "there is no environment variable NO_SUCH_VARIABLE")]
    [TestCase("./no-such.keys", "2026", $"2026:{One}", "$.documents.encryption.keysFrom", "cannot be read")]
    [TestCase($"2026:{One}", "2026", $"2026:{One}", "$.documents.encryption.keysFrom", "is a key; that does not belong into a profile")]
    [TestCase("IHENODE_KEYS", "2026", $"2026:{One}", "$.documents.encryption.keysFrom", "must not begin with IHENODE_")]
    [TestCase("", "2026", $"2026:{One}", "$.documents.encryption.currentKey", "stands without keysFrom")]
    public void A_fault_of_the_keys_is_told_with_its_place_and_without_a_key(string from, string current, string variable, string path, string sentence)
    {
        var fault = Assert.Throws<ProfileException>(
            () => Read(variable, $"documents.encryption.keysFrom={from}", $"documents.encryption.currentKey={current}"))!;
        Assert.That(fault.Message, Does.Contain(path).And.Contain(sentence));
        Assert.That(fault.Message, Does.Not.Contain(One).And.Not.Contain("AAAA"));
    }

    private static NodeProfile Read(string keys, params string[] sets) => ProfileReader.Read(
        Tree.InTree("profiles", "connectathon.json"), new Dictionary<string, string> { ["DOCUMENT_KEYS"] = keys }, sets);
}
