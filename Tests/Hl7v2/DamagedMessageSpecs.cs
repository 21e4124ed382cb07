using System.Text;
using IheNode.Core;
using IheNode.Gateway;
using IheNode.Platform;
using NLog;

namespace IheNode.Tests;

public sealed class DamagedMessageSpecs
{
    private static readonly string[][] Messages =
    [
        [V2.Header("ADT^A01^ADT_A01", "2.3.1", "~ISO IR87"), "EVN||2026", "PID|||1^^^HOSP&1.2&ISO||髙橋^涎次^^^^^L^I||1980|M", "PV1||O"],
        [V2.Header("ADT^A40^ADT_A39", "2.3.1"), "EVN||2026", "PID|||1^^^HOSP", "MRG|2^^^HOSP"],
        [V2.Header("QBP^Q23^QBP_Q21"), "QPD|IHE PIX Query|T1|1^^^HOSP|^^^NID", "RCP|I"],
        [V2.Header("QBP^Q22^QBP_Q21", characterSet: "UNICODE UTF-8"), "QPD|IHE PDQ Query|T1|@PID.3.1^1~@PID.3.4.1^A~@PID.5.1.1^山*~@PID.7^1980|||||^^^NID", "RCP|I|10^RD", "DSC|x|I"],
    ];

    [Test]
    public async Task However_a_message_is_damaged_it_is_answered_by_a_message([Range(1, 4)] int seed)
    {
        using var logs = new LogFactory();
        var target = new NLog.Targets.MemoryTarget { Layout = "${exception:format=tostring}" };
        logs.Setup().LoadConfiguration(configuration => configuration.ForLogger().WriteTo(target));
        var dispatch = new Er7Dispatch(
            [
                Served.Of(Iti8.Contract, MllpBed.AcceptFeed),
                Served.Of(Iti9.Contract, (query, _, _) => Task.FromResult(new PixQueryResponse([query.Id]))),
                Served.Of(Iti21.Contract, (query, _, _) => Task.FromResult(new PatientDemographicsQueryResponse(
                    [new(new Patient { Ids = query.Ids, Names = query.Names, BirthTime = query.BirthTimeFrom })]))),
            ],
            TimeProvider.System, logs.GetLogger("er7"));
        var random = new Random(seed);
        for (var i = 0; i < 2000; i++)
        {
            var lines = Messages[random.Next(Messages.Length)];
            var octets = lines[0].Contains("IR87", StringComparison.Ordinal) ? V2.Octets(V2.Japanese, lines) : V2.Octets(Encoding.UTF8, lines);
            octets = Damage(octets, random);

            var answer = Er7Reader.Read(await dispatch.AnswerAsync(octets, Requester.Node, default));

            Assert.That(answer.Segment("MSA")?.Text(1), Is.AnyOf("AA", "AE", "AR"), Convert.ToHexString(octets));
            Assert.That(answer.Segments.Select(segment => segment.Name), Is.All.AnyOf("MSH", "MSA", "ERR", "QAK", "QPD", "PID", "DSC"), Convert.ToHexString(octets));
        }

        Assert.That(target.Logs, Is.Empty, "no damage is an unexpected error");
    }

    [Test]
    public void An_id_from_elsewhere_cannot_end_a_field_or_a_segment()
    {
        var answer = Iti9.Contract.Er7!.WriteResponse(new([new("1|2~3\rZZZ|4^^^A&1.2&ISO")]), V2.Message(V2.Header("QBP^Q23"), "QPD|IHE PIX Query|T1|9^^^C"), V2.Exchange);
        var read = Er7Reader.Read(Er7Writer.Write(answer));
        Assert.That(read.Segments.Select(segment => segment.Name), Is.EqualTo(["MSH", "MSA", "QAK", "QPD", "PID"]));
        Assert.That((read.Segment("PID")!.Text(3), read.Segment("PID")!.Text(3, 4, 2)), Is.EqualTo(("1|2~3\rZZZ|4", "1.2")));
    }

    private static byte[] Damage(byte[] octets, Random random)
    {
        var damaged = octets.ToList();
        for (var n = random.Next(1, 6); n > 0 && damaged.Count > 0; n--)
        {
            var at = random.Next(damaged.Count);
            switch (random.Next(5))
            {
                case 0: damaged[at] = (byte)random.Next(256); break;
                case 1: damaged.RemoveAt(at); break;
                case 2: damaged.Insert(at, "|^~\\&\r\n\x1B\0@\"*"u8.ToArray()[random.Next(12)]); break;
                case 3: damaged.RemoveRange(at, random.Next(damaged.Count - at)); break;
                default: damaged.InsertRange(at, damaged.Skip(random.Next(damaged.Count)).Take(20).ToList()); break;
            }
        }

        return [.. damaged];
    }
}
