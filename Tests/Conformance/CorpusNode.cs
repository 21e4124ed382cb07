using System.Text;

namespace IheNode.Tests;

/// <summary>A node of the connectathon profile that also knows the assigning authorities of the corpus.</summary>
internal static class CorpusNode
{
    private static readonly string[] Authorities =
    [
        """{"oid": "1.3.6.1.4.1.21367.2005.1.1", "namespace": "HIMSS2005"}""",
        """{"oid": "1.3.6.1.4.1.21367.2005.1.2", "namespace": "XREF2005"}""",
        """{"oid": "1.2.3.4.5.1000", "namespace": "LOCAL1000"}""",
        """{"oid": "1.2.3.4.666", "namespace": "domain1"}""",
        """{"oid": "1.2.3.4.667", "namespace": "domain2"}""",
        """{"oid": "2.16.840.1.113883.3.37.4.1.1.2.1.1", "namespace": "MPI"}""",
        """{"oid": "2.16.840.1.113883.3.37.4.1.1.2.611.1", "namespace": "KHKN"}""",
        """{"oid": "2.16.840.1.113883.3.37.4.1.1.2.411.1", "namespace": "HZLN"}""",
        """{"oid": "1.2.840.114350.1.13.99997.2.3412", "namespace": "XCPD"}""",
        """{"oid": "2.16.840.1.113883.4.1", "namespace": "SSN"}""",
        """{"oid": "1.2.840.114350.1.13.99998.8734", "namespace": "XCPD2"}""",
        """{"oid": "2.999.51.77", "namespace": "HIS123", "feedSources": ["SEND|HIS123"]}""",
    ];

    public static Task<TestNode> StartAsync(TestDatabase? database = null) =>
        TestNode.StartAsync(database ?? TestDatabase.Sqlite, "connectathon", null, [.. Authorities.Select((authority, index) => $"assigningAuthorities[{index + 6}]={authority}")]);

    /// <summary>Feeds a patient by a PID segment and fails the test unless it is accepted.</summary>
    public static void Feed(RawMllp mllp, string pid)
    {
        var answer = Encoding.ASCII.GetString(mllp.Send(V2.Octets(Encoding.ASCII, V2.Header("ADT^A04^ADT_A01", "2.3.1"), "EVN||20260401093000", pid, "PV1||O")));
        Assert.That(answer, Does.Contain("\rMSA|AA|"));
    }
}
