using System.Text.Json.Nodes;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

public sealed class ProfileReaderSpecs
{
    private ProfileFolder _folder = null!;

    [SetUp]
    public void Copy_the_profile() => _folder = new();

    [TearDown]
    public void Delete_the_copy() => _folder.Dispose();

    [TestCase("yamato-seiwa")]
    [TestCase("mirai-kanae")]
    [TestCase("connectathon")]
    public void Reads_the_profile_of_each_network(string network)
    {
        var profile = ProfileReader.Read(Tree.InTree("profiles", $"{network}.json"), new Dictionary<string, string>(), []);

        Assert.That(profile.Network.Id, Is.EqualTo(network));
        Assert.That(profile.Listen.AllowPlainLoopback, Is.True);
        Assert.That(profile.AffinityDomain.ClosedAttributes.Where(name => name != "mimeType"), Is.SubsetOf(profile.Codes.Codes.Keys));
        Assert.That(profile.Codes.MimeTypes, Does.Contain("text/xml"));
    }

    [Test]
    public void Settings_that_are_absent_keep_their_defaults()
    {
        var profile = _folder.Read();

        Assert.That(profile.Limits, Is.EqualTo(new LimitsProfile()));
        Assert.That(profile.Facilities[0].Roles, Is.EqualTo((ValueList<string>)["source", "consumer"]));
        Assert.That(profile.Tls, Is.EqualTo(new TlsProfile()));
    }

    [Test]
    public void Sources_of_documents_are_asked_where_the_profile_says_and_nowhere_else()
    {
        const string source = """{ "name": "A", "assigningAuthority": "2.999.1", "address": "https://emr.example/d/{documentUniqueId}" }""";
        Assert.That(_folder.Read($"documents.onDemandSources=[{source}]", "documents.retentionYears=5").Documents.OnDemandSources.Single().TimeLimitSeconds, Is.EqualTo(30));
        Assert.That(_folder.Faults(
            $"documents.onDemandSources=[{source}, {source}, {source}, {source}, {source}]",
            "documents.onDemandSources[1].address=https://{documentUniqueId}.example/",
            "documents.onDemandSources[2].assigningAuthority=2.999.2", "documents.onDemandSources[2].address=http://emr.example/{documentUniqueId}",
            "documents.onDemandSources[3].assigningAuthority=2.999.3", "documents.onDemandSources[3].address=https://emr.example/{documentUniqueId}/{birthday}",
            "documents.onDemandSources[4].assigningAuthority=2.999.4", "documents.onDemandSources[4].address=https://emr.example/all",
            "documents.onDemandSources[4].certificateAuthority=none.pem",
            "documents.retentionYears=0", "documents.snapshotContentType=x").Select(fault => fault.Split(": ")[0]), Is.EquivalentTo(new[]
        {
            "$.documents.retentionYears", "$.documents.snapshotContentType", "$.documents.onDemandSources[1].assigningAuthority",
            "$.documents.onDemandSources[1].address", "$.documents.onDemandSources[2].address", "$.documents.onDemandSources[3].address",
            "$.documents.onDemandSources[4].address", "$.documents.onDemandSources[4].certificateAuthority",
        }));
    }

    [Test]
    public void Codes_carry_Japanese_names()
    {
        var codes = _folder.Read().Codes;

        Assert.That(codes.NameJa(new Code("57133-1", "2.16.840.1.113883.6.1")), Is.EqualTo("診療情報提供書"));
        Assert.That(codes.Codes["confidentialityCode"].Select(code => code.Value), Is.EqualTo(["N", "R", "V"]));
        Assert.That(codes.NameJa(new Code("x", "y", "Something")), Is.EqualTo("Something"));
    }

    [Test]
    public void Names_all_faults_at_once_each_with_its_path()
    {
        _folder.Change(profile =>
        {
            profile["listen"]!["https"] = 70000;
            profile["listen"]!["htpp"] = 1;
            profile["listen"]!["mllp"] = "2575";
            profile["network"]!.AsObject().Remove("nameJa");
            profile["network"]!["homeCommunityId"] = "2.999.29.1";
            profile["facilities"]![0]!["code"] = "12";
            profile["facilities"]![1]!["kind"] = "hospitol";
            profile["affinityDomain"]!["closedAttributes"]![0] = "clasCode";
            profile["neighbours"]![0]!["query"] = "http://elsewhere.example/xca";
            profile["policy"] = new JsonObject { ["restrictedUpdateForbids"] = new JsonArray("hashh") };
            profile["tls"] = null;
        });

        Assert.That(_folder.Faults(), Is.EquivalentTo(new[]
        {
            "$.listen.https: 70000 is not a port (-1 to 65535)",
            "$.listen.htpp: is unknown; did you mean \"http\"?",
            "$.listen.mllp: \"2575\" is not a whole number (-2147483648 to 2147483647)",
            "$.network.nameJa: is missing",
            "$.network.homeCommunityId: \"2.999.29.1\" is not an OID written as urn:oid:…",
            "$.facilities[0].code: \"12\" is not a facility code (prefecture 01 to 47, fee table, 7 digits; or 9 and 9 digits)",
            "$.facilities[0].assigningAuthority: \"1.2.392.100495.20.3.51.12919990011\" is not 1.2.392.100495.20.3.51.112, the OID of this facility's patient ids",
            "$.facilities[1].kind: \"hospitol\" is not one of hospital, medical_clinic, dental_clinic, pharmacy, care_facility, other; did you mean \"hospital\"?",
            "$.affinityDomain.closedAttributes[0]: \"clasCode\" is not a coded attribute; did you mean \"classCode\"?",
            "$.neighbours[0].query: \"http://elsewhere.example/xca\" is not https; http is for loopback only",
            "$.policy.restrictedUpdateForbids[0]: \"hashh\" is not an attribute of entries; did you mean \"hash\"?",
            "$.tls: is null",
        }));
    }

    [TestCase("facilities[1].code", "2919990011", "$.facilities[1].code", TestName = "A facility code is used once")]
    [TestCase("facilities[1].assigningAuthority", "2.999.29.1.2", "$.facilities[1].assigningAuthority", TestName = "An assigning authority is used once")]
    [TestCase("neighbours[0].homeCommunityId", "urn:oid:2.999.29.1", "$.neighbours[0].homeCommunityId", TestName = "A neighbour is not the network itself")]
    [TestCase("listen.http", "8443", "$.listen.http", TestName = "A port is used once")]
    [TestCase("repositoryUniqueId", "1.02", "$.repositoryUniqueId", TestName = "An OID has no leading zeros")]
    [TestCase("audit.recordRepository", "http://example.org", "$.audit.recordRepository", TestName = "An audit record repository speaks syslog")]
    [TestCase("database.kind", "oracle", "$.database.kind", TestName = "A database that is not built is refused")]
    [TestCase("database.kind", "postgresql", "$.database.connectionStringFrom", TestName = "A database server needs a connection string")]
    [TestCase("database.connectionStringFrom", "DB", "$.database.connectionStringFrom", TestName = "SQLite has no connection string")]
    [TestCase("neighbours[0].query", "https://user:secret@localhost/", "$.neighbours[0].query", TestName = "A password does not stand in a profile")]
    [TestCase("affinityDomain.codes", "codes/none.json", "$.affinityDomain.codes", TestName = "The code file exists")]
    [TestCase("affinityDomain.namespace", "A^B", "$.affinityDomain.namespace", TestName = "A namespace id has no delimiter")]
    [TestCase("tls.certificateFile", "yamato-seiwa.json", "$.tls.certificateFile", TestName = "A certificate comes with its key")]
    [TestCase("documents.sweepAfterMinutes", "0", "$.documents.sweepAfterMinutes", TestName = "A sweep waits at least for a moment")]
    [TestCase("registry.address", "http://registry.example/xds", "$.registry.address", TestName = "A registry is asked over TLS")]
    [TestCase("registry.address", "https://user:secret@registry.example/", "$.registry.address", TestName = "No password of a registry stands in a profile")]
    [TestCase("registry.query", "https://registry.example/", "$.registry.query", TestName = "A registry that is queried is one that is registered with")]
    [TestCase("registry.certificateAuthority", "none.pem", "$.registry.certificateAuthority", TestName = "The file of a registry's authority exists")]
    [TestCase("registry.timeLimitSeconds", "0", "$.registry.timeLimitSeconds", TestName = "A registry has some time to answer")]
    [TestCase("limits.submissions", "0", "$.limits.submissions", TestName = "At least one submission is received at a time")]
    [TestCase("limits.requests", "-1", "$.limits.requests", TestName = "At least one request is answered at a time")]
    [TestCase("facilities[0].sourceIds", "[\"1.02\"]", "$.facilities[0].sourceIds[0]", TestName = "A sourceId is an OID")]
    [TestCase("documents.kind", "tape", "$.documents.kind", TestName = "A place of documents that is not built is refused")]
    [TestCase("documents.kind", "s3", "$.documents.s3", TestName = "Documents in an object store need one")]
    [TestCase("limits.parts", "0", "$.limits.parts", TestName = "A limit is above zero")]
    [TestCase("limits.parts", "3000000000", "$.limits.parts", TestName = "A number fits its type")]
    [TestCase("facilities[0].certificateThumbprint", "12:34", "$.facilities[0].certificateThumbprint", TestName = "A thumbprint is SHA-256 in hexadecimal")]
    public void Refuses_what_breaks_a_rule(string setting, string value, string path) =>
        Assert.That(_folder.Faults($"{setting}={value}"), Has.Some.StartsWith($"{path}: "));

    [Test]
    public void An_object_store_has_its_keys_from_variables_or_files_and_never_shows_them()
    {
        _folder.Change(profile => profile["documents"] = JsonNode.Parse(
            """{ "kind": "s3", "s3": { "address": "https://s3.example.jp", "bucket": "yamato", "accessKeyFrom": "YAMATO_S3", "secretKeyFrom": "./s3.secret" } }"""));
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(_folder.Profile)!, "s3.secret"), "hidden\n");
        var store = _folder.ReadWith("YAMATO_S3", "AKIA").Documents.S3!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((store.AccessKey, store.SecretKey, store.ToString()), Is.EqualTo(("AKIA", "hidden", "https://s3.example.jp/yamato/")));
            Assert.That(_folder.Faults("documents.s3.secretKeyFrom=./none"), Has.Exactly(2).Items.And.All.StartsWith("$.documents.s3."));
            foreach (var (setting, value) in new[]
            {
                ("address", "http://s3.example.jp"), ("bucket", "Yamato"), ("prefix", "/a/"), ("prefix", "a"), ("partBytes", "1000"), ("partsAtOnce", "0"),
                ("attempts", "0"), ("idleSeconds", "0"), ("region", " "), ("certificateAuthority", "none.pem"),
            })
                Assert.That(_folder.Faults($"documents.s3.{setting}={value}"), Has.Some.StartsWith($"$.documents.s3.{setting}: "), setting);
        }
    }

    [Test]
    public void The_connection_string_of_a_database_comes_from_a_variable_or_a_file_and_is_never_shown()
    {
        const string text = "Host=db;Database=yamato;Password=secret";
        _folder.Change(profile => profile["database"] = JsonNode.Parse("""{ "kind": "postgresql", "connectionStringFrom": "YAMATO_DATABASE" }"""));
        var fromVariable = _folder.ReadWith("YAMATO_DATABASE", text);
        var file = Path.Combine(Path.GetDirectoryName(_folder.Profile)!, "database.connection");
        File.WriteAllText(file, text + "\n");
        var fromFile = _folder.Read("database.connectionStringFrom=./database.connection");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fromVariable.Database.ConnectionString, Is.EqualTo(text));
            Assert.That(fromFile.Database.ConnectionString, Is.EqualTo(text));
            Assert.That(fromFile.ToString(), Does.Not.Contain("secret"));
            Assert.That(_folder.Faults(), Is.EqualTo(new[] { "$.database.connectionStringFrom: there is no environment variable YAMATO_DATABASE" }));
            Assert.That(_folder.Faults("database.connectionStringFrom=IHENODE_DB"), Has.Some.Contains("begins like a setting"));
            Assert.That(_folder.Faults("database.connectionStringFrom=./none"), Has.Some.Contains("cannot be read"));
            Assert.That(_folder.Faults($"database.connectionStringFrom={text}"), Has.Some.Contains("is a connection string").And.None.Contains("secret"));
        }
    }

    [Test]
    public void Faults_of_the_code_file_carry_their_path_in_it()
    {
        ProfileFolder.Change(_folder.Codes, codes =>
        {
            codes["codes"]!["classCode"]![1] = codes["codes"]!["classCode"]![0]!.DeepClone();
            codes["codes"]!["typeCode"]![0]!.AsObject().Remove("scheme");
            codes["codes"]!["clasCode"] = 1;
        });

        Assert.That(_folder.Faults(), Is.EquivalentTo(new[]
        {
            "yamato-seiwa.json$.codes.classCode[1]: REPORTS of 1.3.6.1.4.1.19376.1.2.6.1 stands here twice",
            "yamato-seiwa.json$.codes.typeCode[0].scheme: is missing",
            "yamato-seiwa.json$.codes.clasCode: is unknown; did you mean \"classCode\"?",
        }));
    }

    [TestCase("{")]
    [TestCase("[]")]
    [TestCase("{ \"deviceId\": \"1.2\", \"deviceId\": \"1.3\" }")]
    [TestCase("{ } // comment")]
    public void Refuses_what_is_not_one_strict_JSON_object(string text)
    {
        File.WriteAllText(_folder.Profile, text);
        Assert.That(_folder.Faults(), Has.Count.EqualTo(1).And.Some.StartsWith("$: "));
    }
}
