using System.Security.Cryptography;
using IheNode.Repository;
using static IheNode.Tests.SealedBytes;

namespace IheNode.Tests;

/// <summary>Whatever is changed in an encrypted content, no octet is given that is not the document's at this place.</summary>
public sealed class SealedDamageSpecs
{
    private const int Frame = 4 + 65_536 + 16;
    private readonly KeyRing _keys = Ring("k1");
    private Sealer _sealer = null!;

    [SetUp]
    public void Open() => _sealer = new(_keys, compresses: false);

    [Test]
    public async Task Every_changed_octet_is_found_out([Values(0, 1, 40)] int size, [Values] bool text)
    {
        var plain = text ? Text(size) : RandomNumberGenerator.GetBytes(size);
        var stored = _sealer.Seal(plain, SHA256.HashData(plain))!;
        for (var bit = 0; bit < stored.Length * 8; bit++)
        {
            stored[bit / 8] ^= (byte)(1 << (bit % 8));
            await NothingIsGiven(stored, plain, $"bit {bit}");
            stored[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Test]
    public async Task Every_shortening_and_lengthening_is_found_out()
    {
        var plain = Text(100);
        var stored = _sealer.Seal(plain, SHA256.HashData(plain))!;
        for (var length = 0; length < stored.Length; length++) await NothingIsGiven(stored[..length], plain, $"{length} octets");
        await NothingIsGiven([.. stored, 0], plain, "one more");
    }

    [TestCase("swapped")]
    [TestCase("left out")]
    [TestCase("repeated")]
    [TestCase("last cut off")]
    [TestCase("of another content")]
    public async Task Frames_cannot_be_moved_left_out_or_exchanged(string what)
    {
        var plain = RandomNumberGenerator.GetBytes((3 * 65_536) + 10);
        var stored = SealStreamed(_sealer, plain, 65_536)!;
        var other = SealStreamed(_sealer, plain, 65_536)!;
        var start = stored.Length - (3 * Frame) - 30;
        byte[] Of(byte[] source, int frame) => source[(start + (frame * Frame))..Math.Min(source.Length, start + ((frame + 1) * Frame))];
        byte[] damaged = what switch
        {
            "swapped" => [.. stored[..start], .. Of(stored, 0), .. Of(stored, 2), .. Of(stored, 1), .. Of(stored, 3)],
            "left out" => [.. stored[..start], .. Of(stored, 0), .. Of(stored, 2), .. Of(stored, 3)],
            "repeated" => [.. stored[..start], .. Of(stored, 0), .. Of(stored, 0), .. Of(stored, 1), .. Of(stored, 2), .. Of(stored, 3)],
            "last cut off" => stored[..(start + (3 * Frame))],
            _ => [.. stored[..start], .. Of(stored, 0), .. Of(other, 1), .. Of(stored, 2), .. Of(stored, 3)],
        };
        var (given, failure) = await GivenAsync(damaged, Address(plain), plain.Length, _keys);
        Assert.That(failure, Is.TypeOf<DamagedDocumentException>());
        Assert.That(given, Has.Length.LessThan(plain.Length));
        Assert.That(plain.AsSpan(0, given.Length).SequenceEqual(given), Is.True, "what was given was right");
    }

    [Test]
    public async Task A_whole_content_at_the_address_of_another_gives_nothing()
    {
        var (one, other) = (RandomNumberGenerator.GetBytes(200_000), RandomNumberGenerator.GetBytes(200_000));
        await NothingIsGiven(SealStreamed(_sealer, other, 65_536)!, one, "another patient's document");
    }

    [Test]
    public async Task A_compressed_content_that_was_changed_never_passes_for_the_document()
    {
        var plain = Text(3000);
        var stored = new Sealer(Ring(), compresses: true).Seal(plain, SHA256.HashData(plain))!;
        var checksum = System.IO.Hashing.XxHash128.Hash(plain);
        for (var octet = 0; octet < stored.Length; octet++)
        {
            stored[octet] ^= 4;
            using var given = new MemoryStream();
            var changed = stored.ToArray();
            Assert.That(async () =>
            {
                await using var stream = new VerifiedStream(
                    await UnsealedStream.OpenAsync(new MemoryStream(changed), Address(plain), plain.Length, Ring(), default), Address(plain), plain.Length, checksum);
                await stream.CopyToAsync(given);
            }, Throws.InstanceOf<IOException>(), $"octet {octet}");
            Assert.That(given.Length, Is.LessThan(plain.Length));
            stored[octet] ^= 4;
        }

        Assert.That(await OpenAsync(stored, Address(plain), plain.Length, Ring()), Is.EqualTo(plain));
    }

    private async Task NothingIsGiven(byte[] stored, byte[] plain, string damage)
    {
        var (given, failure) = await GivenAsync(stored, Address(plain), plain.Length, _keys);
        Assert.That(failure, Is.InstanceOf<DamagedDocumentException>(), damage);
        Assert.That(given, Is.Empty, damage);
    }
}
