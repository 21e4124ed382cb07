using System.Buffers;
using System.Text;
using System.Xml;
using FsCheck;
using FsCheck.Fluent;
using IheNode.Core;
using NUnit.Framework;

namespace IheNode.Tests;

/// <summary>An answer rendered from stored bodies has the octets that it would have had if its objects had been written.</summary>
public sealed class RenderedBodySpecs
{
    private static readonly CurrentValues Changed = new(Vocabulary.Deprecated)
    {
        LogicalId = "urn:uuid:5d8a2f10-30b1-4f04-93a4-0f6f6b2f6a11",
        Version = "3",
        DocumentAvailability = Vocabulary.Offline,
        LastUpdateTime = "20250401123000",
        PatientId = "merged<&\"^^^&2.999.1&ISO",
    };

    [Test, Spec("ITI TF-3 4.2")]
    public void A_rendered_body_is_what_the_writer_writes() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(ObjectGenerators.Any), value => Assert.That(Rendered(value, null), Is.EqualTo(Written(value)))));

    [Test, Spec("ITI TF-3 4.2")]
    public void What_can_change_is_written_over_the_body() => Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(ObjectGenerators.Any), value =>
    {
        Assert.That(Rendered(value, Changed), Is.EqualTo(Written(Changed.Over(value))));
        Assert.That(Rendered(value, new(Vocabulary.Approved)), Is.EqualTo(Written(new CurrentValues(Vocabulary.Approved).Over(value))));
    }));

    [Test]
    public void Bodies_of_the_first_version_are_read_and_rendered_still()
    {
        foreach (var body in new[] { FirstVersionEntry, FirstVersionAssociation }.Select(Convert.FromBase64String))
        {
            var value = ObjectBody.Decode(body);
            Assert.Multiple(() =>
            {
                Assert.That(body[0], Is.EqualTo(1));
                Assert.That(ObjectBody.IdOf(body.AsSpan(0, ObjectBody.HeadLength)), Is.EqualTo(value.Id));
                Assert.That(Rendered(body, Changed), Is.EqualTo(Written(Changed.Over(value))));
                Assert.That(ObjectBody.Decode(ObjectBody.Encode(value)), Is.EqualTo(value));
            });
        }
    }

    internal static string Rendered(RegistryObject value, CurrentValues? current) => Rendered(ObjectBody.Encode(value), current);

    private static string Rendered(byte[] body, CurrentValues? current)
    {
        var output = new ArrayBufferWriter<byte>();
        ObjectBody.Render(body, current, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    // As an envelope is written; the list around the object declares the prefix.
    internal static string Written(RegistryObject value)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new() { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize, OmitXmlDeclaration = true }))
            EbrimWriter.Write(writer, new RegistryObjectList([value]));
        var text = Encoding.UTF8.GetString(stream.ToArray());
        return text[(text.IndexOf('>', StringComparison.Ordinal) + 1)..text.LastIndexOf('<')];
    }

    // Written by the release that knew no other version.
    private const string FirstVersionEntry =
        "AQEBDyyrXp8ETRyKPlsfanyNkAAAARbpgIDpmaLmmYLjgrXjg57jg6rjg7wGamEtSlAAAAAAARF1cm46ZXhhbXBsZTptb3JlAgJhAmIAABJwMV5eXiYyLjk5OS4xJklTTw"
        + "oyLjk5OS43LjEALnVybjp1dWlkOjdlZGNhODJmLTA1NGQtNDdmMi1hMDMyLTliMmE1YjUxODZjMQEPXuWxseeUsF7lpKrpg44AAQfljLvluKsAAAADQzEIMi45OTkuMgZD"
        + "bGFzcwAAAAkyMDI1MDQwMQACA0UxCDIuOTk5LjMAAAADRTIIMi45OTkuMwAAAAAAAAAACXRleHQveG1sAAEhcjFeXl5edXJuOmloZTppdGk6eGRzOjIwMTM6b3JkZXIAAA"
        + "AAAAAAAA==";

    private const string FirstVersionAssociation =
        "AQQBHyyrXp8ETRyKPlsfanyNkAAAAAAAAAAAADp1cm46b2FzaXM6bmFtZXM6dGM6ZWJ4bWwtcmVncmVwOkFzc29jaWF0aW9uVHlwZTpIYXNNZW1iZXIBLyyrXp8ETRyKPl"
        + "sfanyNkAEPLKtenwRNHIo+Wx9qfI2QCU9yaWdpbmFsAA==";
}
