using System.Net;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>What a node does while its database server is away, and afterwards.</summary>
public sealed class DatabaseOutageSpecs
{
    private TestNode _node = null!;

    private static PatientId Patient => PatientId.Of("OUTAGE", "1.3.6.1.4.1.21367.13.20.1000");

    [SetUp]
    public async Task Start()
    {
        if (PostgreSqlCluster.Binaries is null) Assert.Ignore("There is no PostgreSQL server on this machine; test.sh installs it where it can.");
        _node = await TestNode.StartAsync(TestDatabase.PostgreSql);
    }

    [TearDown]
    public async Task Stop()
    {
        Bring(_node, true);
        await _node.DisposeAsync();
    }

    [Test]
    public async Task Says_so_while_it_lasts_and_works_on_when_it_is_over()
    {
        using var http = new HttpClient();
        Assert.That((await AskAsync()).Status, Is.EqualTo(ResponseStatus.Success));

        Bring(_node, false);
        using var away = await http.GetAsync(new Uri(_node.Http, "/health/ready"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(async () => await AskAsync(), Throws.TypeOf<SoapFaultException>().With.Property("Fault").Property("Code").EqualTo(SoapFaultCode.Receiver));
            Assert.That(away.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(await away.Content.ReadAsStringAsync(), Is.EqualTo("the database cannot be read"));
        }

        Bring(_node, true);
        Assert.That((await AskAsync()).Status, Is.EqualTo(ResponseStatus.Success));
        Assert.That(await http.GetStringAsync(new Uri(_node.Http, "/health/ready")), Is.EqualTo("ready"));
    }

    [Test]
    public async Task Writes_again_what_was_lost_with_its_connection_before_it_was_committed()
    {
        await _node.FeedAsync(new() { Ids = [Patient] });
        Cut(_node);
        await _node.FeedAsync(new() { Ids = [PatientId.Of("OUTAGE-2", "1.3.6.1.4.1.21367.13.20.1000")] });
    }

    private Task<AdhocQueryResponse> AskAsync() => _node.AskAsync(Iti18.Contract, Connectathon.FindDocuments(Patient), "/xds/registry");

    private static void Bring(TestNode node, bool back)
    {
        PostgreSqlCluster.Started.Execute($"alter database {node.Database.Name} with allow_connections {back}");
        if (!back) Cut(node);
    }

    private static void Cut(TestNode node) =>
        PostgreSqlCluster.Started.Execute($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{node.Database.Name}'");
}
