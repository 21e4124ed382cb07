using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IheNode.Platform;

namespace IheNode.Tests;

public sealed class NodeCertificatesSpecs
{
    private static readonly string[] Files = ["ca.key", "ca.pem", "facility.key", "facility.pem", "node.pem"];
    private string _folder = null!;

    private string Yamato => Path.Combine(_folder, "yamato");

    private string Mirai => Path.Combine(_folder, "mirai");

    [SetUp]
    public void Make_a_folder() => _folder = Directory.CreateTempSubdirectory("ihenode-tls-").FullName;

    [TearDown]
    public void Delete_the_folder() => Directory.Delete(_folder, recursive: true);

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    [Test]
    public void First_start_makes_certificates_whose_keys_only_their_owner_reads()
    {
        using var certificates = NodeCertificates.Open(Yamato, Networks.YamatoSeiwa());

        var tls = Path.Combine(Yamato, "tls");
        Assert.That(Directory.GetFiles(tls).Select(Path.GetFileName).Order(), Is.EqualTo(Files));
        Assert.That(Directory.GetFileSystemEntries(Yamato), Is.EqualTo([tls]));
        if (OperatingSystem.IsWindows()) return;
        foreach (var secret in new[] { "ca.key", "facility.key", "node.pem" })
            Assert.That(File.GetUnixFileMode(Path.Combine(tls, secret)), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite), secret);
    }

    [Test]
    [Spec("ITI TF-2 3.19.6.1.3")]
    public void The_nodes_certificate_serves_and_asks_under_its_names_for_less_than_two_years()
    {
        using var certificates = NodeCertificates.Open(Yamato, Networks.YamatoSeiwa("tls.developmentNames=[\"node.example\",\"192.0.2.1\"]"));
        var node = certificates.ServerCertificate;

        Assert.That(node.HasPrivateKey, Is.True);
        Assert.That(node.MatchesHostname("node.example") && node.MatchesHostname("192.0.2.1") && !node.MatchesHostname("localhost"), Is.True);
        Assert.That(node.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>().Select(use => use.Value),
            Is.EquivalentTo(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]));
        Assert.That(node.NotAfter - node.NotBefore, Is.LessThan(TimeSpan.FromDays(731)));
    }

    [Test]
    public void Later_starts_keep_the_certificates()
    {
        using var first = NodeCertificates.Open(Yamato, Networks.YamatoSeiwa());
        using var second = NodeCertificates.Open(Yamato, Networks.YamatoSeiwa());
        Assert.That(second.ServerCertificate.Thumbprint, Is.EqualTo(first.ServerCertificate.Thumbprint));
    }

    [Test]
    public void Starts_at_the_same_time_agree_on_one_authority()
    {
        var opened = Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(8).Select(_ => NodeCertificates.Open(Yamato, Networks.YamatoSeiwa())).ToList();

        Assert.That(opened.Select(certificates => certificates.Authorities[0].Thumbprint).Distinct().Count(), Is.EqualTo(1));
        Assert.That(opened.Select(certificates => certificates.ServerCertificate.Thumbprint).Distinct().Count(), Is.EqualTo(1));
        Assert.That(Directory.GetFileSystemEntries(Yamato), Has.Length.EqualTo(1));
        opened.ForEach(certificates => certificates.Dispose());
    }

    [Test]
    public void The_nodes_certificate_is_renewed_when_its_names_change_or_its_end_is_near()
    {
        using var first = NodeCertificates.Open(Yamato, Networks.YamatoSeiwa());
        using var renamed = NodeCertificates.Open(Yamato, Networks.YamatoSeiwa("tls.developmentNames=[\"node.example\"]"));
        using var later = NodeCertificates.Open(
            Yamato, Networks.YamatoSeiwa("tls.developmentNames=[\"node.example\"]"), new StandingClock(DateTimeOffset.UtcNow.AddDays(710)));

        Assert.That(renamed.ServerCertificate.MatchesHostname("node.example"), Is.True);
        Assert.That(later.ServerCertificate.NotAfter, Is.GreaterThan(renamed.ServerCertificate.NotAfter));
        Assert.That(later.Authorities[0].Thumbprint, Is.EqualTo(first.Authorities[0].Thumbprint));
    }

    [TestCase("2919990021")]
    [TestCase("Yamato-Seiwa Sample Medical Clinic")]
    [TestCase("やまと西和サンプル内科医院")]
    public void A_certificate_of_the_networks_authority_tells_its_facility(string name)
    {
        using var certificates = NodeCertificates.Open(Yamato, Networks.YamatoSeiwa());
        using var facility = certificates.Issue(name);

        Assert.That(certificates.Judge(facility), Is.EqualTo(new PeerVerdict(null, "2919990021")));
        var requester = certificates.RequesterOf("192.0.2.7", facility);
        Assert.That(requester.Facility, Is.EqualTo("2919990021"));
        Assert.That(requester.CertificateThumbprint, Is.EqualTo(facility.GetCertHashString(HashAlgorithmName.SHA256)));
    }

    [Test]
    public void A_facility_that_a_certificate_is_tied_to_is_known_by_that_one_only()
    {
        using var tied = SelfSigned("clinic");
        using var certificates = NodeCertificates.Open(
            Yamato, Networks.YamatoSeiwa($"facilities[1].certificateThumbprint={tied.GetCertHashString(HashAlgorithmName.SHA256)}"));
        using var other = certificates.Issue("2919990021");

        Assert.That(certificates.Judge(tied), Is.EqualTo(new PeerVerdict(null, "2919990021")));
        Assert.That(certificates.Judge(other), Is.EqualTo(new PeerVerdict(null, null)));
    }

    [Test]
    [Spec("ITI TF-2 3.19.6.1")]
    public void Strangers_are_refused_with_the_reason()
    {
        using var certificates = NodeCertificates.Open(Yamato, Networks.YamatoSeiwa());
        using var others = NodeCertificates.Open(Mirai, Networks.MiraiKanae());
        using var stranger = others.Issue("2919990021");
        using var self = SelfSigned("2919990021");

        Assert.That(certificates.Judge(null).Refusal, Does.Contain("no client certificate"));
        Assert.That(certificates.Judge(stranger, others.Authorities).Refusal, Does.Contain("no accepted authority"));
        Assert.That(certificates.Judge(self).Refusal, Does.Contain("no accepted authority"));
        Assert.That(certificates.Judge(others.ServerCertificate, others.Authorities).Refusal, Does.Contain("no accepted authority"));
    }

    [TestCase(-2, "not valid before")]
    [TestCase(730, "ended on")]
    public void A_certificate_counts_only_within_its_time(int days, string reason)
    {
        using var today = NodeCertificates.Open(Yamato, Networks.YamatoSeiwa());
        using var facility = today.Issue("2919990021");
        using var certificates = NodeCertificates.Open(Yamato, Networks.YamatoSeiwa(), new StandingClock(DateTimeOffset.UtcNow.AddDays(days)));

        Assert.That(certificates.Judge(facility).Refusal, Does.Contain(reason));
    }

    [Test]
    public void Of_a_neighbours_certificates_only_that_of_its_node_is_accepted()
    {
        using var mirai = NodeCertificates.Open(Mirai, Networks.MiraiKanae());
        using var yamato = NodeCertificates.Open(
            Yamato, Networks.YamatoSeiwa($"neighbours[0].certificateAuthority={Path.Combine(Mirai, "tls", "ca.pem")}"));
        using var clinic = mirai.Issue("0319990021");

        Assert.That(yamato.Judge(mirai.ServerCertificate), Is.EqualTo(new PeerVerdict(null, "urn:oid:2.999.3.1")));
        Assert.That(yamato.Judge(clinic).Refusal, Is.Not.Null);
        Assert.That(yamato.AuthoritiesOf(Networks.YamatoSeiwa().Neighbours[0]).Single().Thumbprint, Is.EqualTo(mirai.Authorities[0].Thumbprint));
    }

    [Test]
    public void A_node_may_bring_its_own_certificate_and_trusts_the_authorities_it_is_told()
    {
        using (NodeCertificates.Open(Mirai, Networks.MiraiKanae())) { }
        var tls = Path.Combine(Mirai, "tls");
        using var certificates = NodeCertificates.Open(Yamato, Networks.YamatoSeiwa(
            $"tls.certificateFile={Path.Combine(tls, "facility.pem")}", $"tls.keyFile={Path.Combine(tls, "facility.key")}", $"tls.trustedAuthorities[0]={Path.Combine(tls, "ca.pem")}"));

        Assert.That(Directory.Exists(Path.Combine(Yamato, "tls")), Is.False);
        Assert.That(certificates.Judge(certificates.ServerCertificate).Refusal, Is.Null);
        Assert.That(() => certificates.Issue("x"), Throws.InvalidOperationException);
    }

    [Test]
    public void A_spoiled_key_is_named()
    {
        using (NodeCertificates.Open(Yamato, Networks.YamatoSeiwa())) { }
        File.WriteAllText(Path.Combine(Yamato, "tls", "node.pem"), "nothing");
        Assert.That(() => NodeCertificates.Open(Yamato, Networks.YamatoSeiwa()), Throws.InstanceOf<IOException>().With.Message.Contains("node.pem"));
    }
}
