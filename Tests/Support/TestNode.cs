using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml.Linq;
using IheNode.Core;
using IheNode.Gateway;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>The real node, on real ports, with a data folder of its own, driven over real sockets.</summary>
public sealed class TestNode : IAsyncDisposable
{
    private readonly Node _node;
    private readonly bool _keepFolder;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };

    private TestNode(Node node, NodeProfile profile, string dataFolder, bool keepFolder, OwnDatabase database) =>
        (_node, Profile, DataFolder, _keepFolder, Database) = (node, profile, dataFolder, keepFolder, database);

    /// <summary>What the node was told.</summary>
    public NodeProfile Profile { get; }

    /// <summary>Where it keeps its data.</summary>
    public string DataFolder { get; }

    /// <summary>Where it keeps its rows.</summary>
    public OwnDatabase Database { get; }

    /// <summary>Its plain SOAP listener.</summary>
    public Uri Http => Address("http");

    /// <summary>Its plain MLLP listener.</summary>
    public Uri Mllp => Address("mllp");

    /// <summary>Starts a node of a sample profile on free ports, with the embedded database.</summary>
    public static Task<TestNode> StartAsync(string profile = "connectathon", string? dataFolder = null, params string[] settings) =>
        StartAsync(TestDatabase.Sqlite, profile, dataFolder, settings);

    /// <summary>Starts a node of a sample profile on free ports.</summary>
    /// <param name="database">Where it keeps its rows.</param>
    /// <param name="profile">Name of the profile, without its ending.</param>
    /// <param name="dataFolder">An existing data folder, for restarts; otherwise a new one that goes with the node.</param>
    /// <param name="settings">Further settings, as <c>path=value</c>.</param>
    public static async Task<TestNode> StartAsync(TestDatabase database, string profile = "connectathon", string? dataFolder = null, params string[] settings)
    {
        var folder = dataFolder ?? Directory.CreateTempSubdirectory("ihenode-").FullName;
        var own = database.Of(folder);
        var read = ProfileReader.Read(Path.Combine(Tree.Root, "profiles", profile + ".json"), new Dictionary<string, string>(),
        [
            "listen.address=127.0.0.1", "listen.https=0", "listen.http=0", "listen.mllps=0", "listen.mllp=0", .. own.Settings, .. settings,
        ]);
        var node = await Node.StartAsync(read, folder, TimeProvider.System, CancellationToken.None);
        return new TestNode(node, read, folder, dataFolder is not null, own);
    }

    /// <summary>The address of the listener with this scheme.</summary>
    public Uri Address(string scheme) => _node.Addresses.Single(a => a.Scheme == scheme);

    /// <summary>Asks over SOAP on plain loopback.</summary>
    public Task<TResponse> AskAsync<TRequest, TResponse>(Transaction<TRequest, TResponse> contract, TRequest request, string path) =>
        Client("http").AskAsync(contract, request, path, CancellationToken.None);

    /// <summary>Asks over HL7 v2 on plain loopback.</summary>
    public Task<TResponse> AskEr7Async<TRequest, TResponse>(Transaction<TRequest, TResponse> contract, TRequest request) =>
        Client("mllp").AskAsync(contract, request, "", CancellationToken.None);

    /// <summary>Feeds one patient and fails the test unless it is accepted.</summary>
    public async Task FeedAsync(Patient patient, PatientFeedEvent @event = PatientFeedEvent.Add, string trigger = "A04")
    {
        var response = await AskEr7Async(Iti8.Contract, new PatientFeed(@event, patient) { Trigger = trigger });
        Assert.That(response.Errors, Is.Empty, "the feed was not accepted");
    }

    /// <summary>Posts bytes as they are, to try what no well-behaved client sends.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string contentType, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return _http.PostAsync(new Uri(Http, path), content);
    }

    /// <summary>Posts an envelope as simple SOAP.</summary>
    public Task<HttpResponseMessage> PostEnvelopeAsync(string path, string envelope) =>
        PostAsync(path, "application/soap+xml; charset=UTF-8", Encoding.UTF8.GetBytes(envelope));

    /// <summary>The audit messages of a transaction, oldest first.</summary>
    public async Task<IReadOnlyList<XElement>> RecordsAsync(string transaction)
    {
        var records = new List<XElement>();
        await foreach (var entry in AuditTrail.ReadFolderAsync(DataFolder, CancellationToken.None))
        {
            var record = XElement.Parse(entry.Message);
            if (record.Descendants("EventTypeCode").Any(c => c.Attribute("csd-code")!.Value == transaction)) records.Add(record);
        }

        return records;
    }

    /// <summary>A client of this node.</summary>
    internal NodeClient Client(string scheme, X509Certificate2? certificate = null)
    {
        var authorities = new X509Certificate2Collection();
        if (scheme is "https" or "mllps") authorities.ImportFromPemFile(Path.Combine(DataFolder, "tls", "ca.pem"));
        return new NodeClient(Address(scheme), certificate, authorities, TimeSpan.FromSeconds(60), TimeProvider.System);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _node.DisposeAsync();
        if (_keepFolder) return;
        Database.Drop();
        DeleteFolder();
    }

    // A process has one log, in the folder of the node that started last: another fixture's node may write into it while it is being deleted.
    private void DeleteFolder()
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                Directory.Delete(DataFolder, recursive: true);
                return;
            }
            catch (IOException) when (tries < 10)
            {
                // What was written meanwhile is deleted with the next try.
            }
        }
    }
}
