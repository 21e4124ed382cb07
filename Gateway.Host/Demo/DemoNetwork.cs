using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using IheNode.Platform;

namespace IheNode.Gateway;

/// <summary>One of the two networks: its profile, its data folder, its node, and the facilities that send to it.</summary>
internal sealed class DemoNetwork(string profileFile, string dataFolder, IReadOnlyList<string> settings)
{
    /// <summary>The profile with the demonstration's settings.</summary>
    public NodeProfile Profile { get; } = ProfileReader.Read(profileFile, new Dictionary<string, string>(), settings);

    /// <summary>Where the node keeps its data.</summary>
    public string DataFolder => dataFolder;

    /// <summary>The node; set by <see cref="Start"/>.</summary>
    public DemoNode Node { get; private set; } = null!;

    /// <summary>The network's short name for the terminal.</summary>
    public string Name => Profile.Network.NameEn;

    /// <summary>The facility of one kind.</summary>
    public FacilityProfile Facility(string kind) => Profile.Facilities.First(f => f.Kind == kind);

    /// <summary>Starts the node's process with these further settings.</summary>
    public void Start(IEnumerable<string> furtherSettings) => Node = DemoNode.Start(
        Name, ["serve", "--profile", profileFile, "--data", dataFolder, .. settings.Concat(furtherSettings).SelectMany(s => (string[])["--set", s])]);

    /// <summary>A client of a facility, with a certificate that the network's CA issued to it.</summary>
    public NodeClient Client(FacilityProfile facility, string scheme)
    {
        using var certificates = NodeCertificates.Open(dataFolder, Profile);
        var authorities = new X509Certificate2Collection(X509CertificateLoader.LoadCertificateFromFile(AuthorityFile(dataFolder)));
        return new NodeClient(Node.Address(scheme), certificates.Issue(facility.NameEn), authorities, TimeSpan.FromSeconds(30), TimeProvider.System);
    }

    /// <summary>The certificate of the network's own CA.</summary>
    public static string AuthorityFile(string dataFolder) => Path.Combine(dataFolder, "tls", "ca.pem");

    /// <summary>The wanted port if it is free, else one that is.</summary>
    public static int FreePort(int wanted)
    {
        foreach (var port in (int[])[wanted, 0])
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return ((IPEndPoint)probe.LocalEndPoint!).Port;
            }
            catch (SocketException) when (port != 0)
            {
                // Taken: the next round takes any free port.
            }
        }

        throw new CommandException("No free port on this machine.");
    }
}
