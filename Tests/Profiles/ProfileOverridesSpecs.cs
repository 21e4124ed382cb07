using IheNode.Platform;

namespace IheNode.Tests;

public sealed class ProfileOverridesSpecs
{
    private ProfileFolder _folder = null!;

    [SetUp]
    public void Copy_the_profile() => _folder = new();

    [TearDown]
    public void Delete_the_copy() => _folder.Dispose();

    [Test]
    public void The_environment_overrides_the_file() => Assert.That(_folder.ReadWith("IHENODE_LISTEN__HTTP", "18080").Listen.Http, Is.EqualTo(18080));

    [Test]
    public void A_set_overrides_the_environment()
    {
        var environment = new Dictionary<string, string> { ["IHENODE_LISTEN__HTTP"] = "18080", ["PATH"] = "/bin" };
        Assert.That(ProfileReader.Read(_folder.Profile, environment, ["listen.http=18081"]).Listen.Http, Is.EqualTo(18081));
    }

    [TestCase("neighbours[0].query=https://localhost:1/a")]
    [TestCase("neighbours.0.query=https://localhost:1/a")]
    [TestCase("$.neighbours[0].query=https://localhost:1/a")]
    public void Items_are_named_by_index(string set) => Assert.That(_folder.Read(set).Neighbours[0].Query, Is.EqualTo("https://localhost:1/a"));

    [Test]
    public void What_is_absent_from_the_file_can_be_set()
    {
        var profile = _folder.Read("policy.unknownPatientIsError=true", "neighbours[0].timeLimitSeconds=2.5", "tls.developmentNames=[\"node.example\"]",
            "facilities[0].feedSources[0]=HOSPITAL|HIS", "audit.sourceId=007");

        Assert.That(profile.Policy.UnknownPatientIsError, Is.True);
        Assert.That(profile.Neighbours[0].TimeLimitSeconds, Is.EqualTo(2.5));
        Assert.That(profile.Tls.DevelopmentNames, Is.EqualTo(["node.example"]));
        Assert.That(profile.Facilities[0].FeedSources, Is.EqualTo(["HOSPITAL|HIS"]));
        Assert.That(profile.Audit.SourceId, Is.EqualTo("007"));
    }

    [Test]
    public void An_empty_value_takes_a_setting_back_to_its_default() => Assert.That(_folder.Read("listen.https=9443", "listen.https=").Listen.Https, Is.EqualTo(8443));

    [Test]
    public void Unknown_settings_are_faults_wherever_they_come_from()
    {
        Assert.That(_folder.Faults("listen.htpps=1", "nonsense", "neighbours[7].query=x", "listen.http.port=1", "codes.mimeTypes=[]"), Is.EqualTo(new[]
        {
            "--set listen.htpps: there is no setting \"listen.htpps\"; did you mean \"https\"?",
            "--set nonsense: is not path=value",
            "--set neighbours[7].query: there is no setting \"neighbours.7\" (items are numbered from 0, without gaps)",
            "--set listen.http.port: there is no setting \"listen.http.port\"",
            "--set codes.mimeTypes: there is no setting \"codes\"",
        }));
        var fault = Assert.Throws<ProfileException>(() => _folder.ReadWith("IHENODE_LISTEN_HTTP", "1"))!;
        Assert.That(fault.Faults.Single().ToString(), Does.StartWith("IHENODE_LISTEN_HTTP: there is no setting \"LISTEN_HTTP\""));
    }

    [Test]
    public void A_value_of_the_wrong_type_is_a_fault_of_its_place() =>
        Assert.That(_folder.Faults("listen.http=plenty"), Is.EqualTo(["$.listen.http: \"plenty\" is not a whole number (-2147483648 to 2147483647)"]));
}
