using System.Net;
using Dapper;
using Microsoft.Data.Sqlite;

namespace IheNode.Tests;

/// <summary>What load balancers and operators are told of a node.</summary>
public sealed class ReadinessSpecs
{
    [Test]
    public async Task A_node_whose_rows_cannot_be_read_is_alive_but_not_ready()
    {
        await using var node = await TestNode.StartAsync();
        using var http = new HttpClient();
        Assert.That(await http.GetStringAsync(new Uri(node.Http, "/health/ready")), Is.EqualTo("ready"));
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(node.DataFolder, "node.db")};Pooling=false"))
            await connection.ExecuteAsync("DROP TABLE SchemaVersions");
        using var ready = await http.GetAsync(new Uri(node.Http, "/health/ready"));
        using var live = await http.GetAsync(new Uri(node.Http, "/health/live"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(await ready.Content.ReadAsStringAsync(), Is.EqualTo("the database cannot be read"));
            Assert.That(live.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }
    }

    [Test]
    public async Task Metrics_count_the_transactions()
    {
        await using var node = await TestNode.StartAsync();
        await node.AskAsync(Core.Iti18.Contract, Connectathon.FindDocuments(Core.PatientId.Of("X", "1.3.6.1.4.1.21367.13.20.1000")), "/xds/registry");
        using var http = new HttpClient();
        Assert.That(await http.GetStringAsync(new Uri(node.Http, "/metrics")), Does.Match("ihenode_transaction_seconds_count\\{transaction=\"ITI-18\",side=\"served\"\\} [1-9]"));
    }
}
