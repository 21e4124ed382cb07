using IheNode.Core;

namespace IheNode.Gateway;

/// <summary>What the demonstration prints when it stays up: addresses, and three commands to try next.</summary>
internal static class DemoFarewell
{
    public static void Print(DemoNetwork yamato, DemoNetwork mirai, PatientId patient)
    {
        Console.WriteLine();
        foreach (var network in (DemoNetwork[])[yamato, mirai])
        {
            Console.WriteLine($"{network.Profile.Network.NameJa} ({network.Name}), data in {network.DataFolder}");
            foreach (var scheme in (string[])["https", "http", "mllps", "mllp"]) Console.WriteLine($"    {network.Node.Address(scheme)}");
        }

        var http = yamato.Node.Address("http").ToString().TrimEnd('/');
        var mllp = yamato.Node.Address("mllp").ToString().TrimEnd('/');
        const string run = "dotnet run --project Gateway.Host -c Release --";
        Console.WriteLine($"""

            Both nodes stay up until Ctrl+C. Try in another terminal:
              {run} patient find --to {mllp} --kana 'ヨシノ サクラ'
              {run} query --to {http}/xca/initiating --patient '{patient}'
              curl -s {http}/metrics

            """);
    }
}
