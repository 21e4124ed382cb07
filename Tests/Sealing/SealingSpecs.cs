using System.Security.Cryptography;
using IheNode.Repository;
using static IheNode.Tests.SealedBytes;

namespace IheNode.Tests;

/// <summary>What is sealed opens to the same octets, and says for itself what was done to them.</summary>
public sealed class SealingSpecs
{
    [Test]
    public async Task What_was_sealed_opens_to_the_same_octets(
        [Values(0, 1, 1000, 65_535, 65_536, 65_537, 131_072, 300_001)] int size, [Values] bool text, [Values] bool encrypts)
    {
        var plain = text ? Text(size) : RandomNumberGenerator.GetBytes(size);
        var sealer = new Sealer(encrypts ? Ring("k1") : Ring(), compresses: true);
        foreach (var stored in new[] { sealer.Seal(plain, SHA256.HashData(plain)), SealStreamed(sealer, plain, 50_000), SealStreamed(sealer, plain, 200_000) })
        {
            if (stored is null) Assert.That(encrypts || (text && size >= 1000), Is.False, "nothing was to be done");
            else Assert.That((await OpenAsync(stored, Address(plain), size, sealer.Keys)).AsSpan().SequenceEqual(plain), Is.True);
        }
    }

    [Test]
    public void Text_is_stored_smaller_and_what_is_no_text_or_does_not_shrink_stays_as_it_is()
    {
        var sealer = new Sealer(Ring(), compresses: true);
        var (text, noise) = (Text(200_000), RandomNumberGenerator.GetBytes(200_000));
        var base64 = System.Text.Encoding.ASCII.GetBytes(Convert.ToHexString(noise).Replace('0', '\0'));
        Assert.Multiple(() =>
        {
            Assert.That(SealStreamed(sealer, text, 50_000), Has.Length.LessThan(100_000));
            Assert.That(sealer.Seal(text.AsSpan(0, 1500), []), Has.Length.LessThan(1000));
            Assert.That(sealer.Seal(noise, []), Is.Null);
            Assert.That(sealer.Begin(noise), Is.Null);
            Assert.That(sealer.Seal(base64, []), Is.Null, "octets of zero are in no text");
            Assert.That(sealer.Seal("short"u8, []), Is.Null, "the container would cost more than it saves");
            Assert.That(sealer.Seal([], []), Is.Null);
        });
    }

    [Test]
    public void Nothing_is_sealed_when_nothing_was_asked_for()
    {
        var sealer = new Sealer(Ring(), compresses: false);
        Assert.That(sealer.Seal(Text(5000), []), Is.Null);
        Assert.That(sealer.Begin(Text(5000)), Is.Null);
    }

    [Test]
    public async Task An_encrypted_content_that_also_shrinks_shrinks_before_it_is_encrypted()
    {
        var plain = Text(500_000);
        var sealer = new Sealer(Ring("k1"), compresses: true);
        var stored = SealStreamed(sealer, plain, 128 * 1024)!;
        Assert.That(stored, Has.Length.LessThan(250_000));
        Assert.That(await OpenAsync(stored, Address(plain), plain.Length, sealer.Keys), Is.EqualTo(plain));
    }

    [Test]
    public void The_same_content_is_never_encrypted_to_the_same_octets_twice()
    {
        var sealer = new Sealer(Ring("k1"), compresses: false);
        var plain = new byte[200];
        var (one, other) = (sealer.Seal(plain, SHA256.HashData(plain))!, sealer.Seal(plain, SHA256.HashData(plain))!);
        Assert.That(one, Has.Length.EqualTo(other.Length));
        Assert.That(one, Is.Not.EqualTo(other));
    }

    [Test]
    public async Task Old_keys_open_what_they_sealed_and_the_current_one_seals()
    {
        var plain = Text(1000);
        var stored = new Sealer(Ring("old"), compresses: false).Seal(plain, SHA256.HashData(plain))!;
        Assert.That(await OpenAsync(stored, Address(plain), plain.Length, Ring("new", "old")), Is.EqualTo(plain));
        var again = new Sealer(Ring("new", "old"), compresses: false).Seal(plain, SHA256.HashData(plain))!;
        Assert.That(SealHeader.TryRead(again)!.KeyId, Is.EqualTo("new"));
        Assert.That(
            async () => await OpenAsync(stored, Address(plain), plain.Length, Ring("new")),
            Throws.TypeOf<MissingKeyException>().With.Message.Contains("under the key old").And.Message.Contains("documents.encryption.keysFrom"));
    }

    [Test]
    public async Task A_key_of_the_same_name_but_other_octets_opens_nothing()
    {
        var plain = Text(1000);
        var stored = new Sealer(Ring("k1"), compresses: false).Seal(plain, SHA256.HashData(plain))!;
        var wrong = new KeyRing(new() { CurrentKey = "k1", Keys = new Dictionary<string, Platform.ContentKey> { ["k1"] = new("k1", new byte[32]) } });
        var (given, failure) = await GivenAsync(stored, Address(plain), plain.Length, wrong);
        Assert.That((given.Length, failure), Is.EqualTo((0, failure)));
        Assert.That(failure, Is.TypeOf<DamagedDocumentException>());
    }
}
