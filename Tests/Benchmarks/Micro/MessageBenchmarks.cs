using System.Xml;
using System.Xml.Linq;
using BenchmarkDotNet.Attributes;
using IheNode.Core;

namespace IheNode.Benchmarks;

/// <summary>Reading and writing the messages of the frequent transactions, without a wire and without a database.</summary>
[MemoryDiagnoser]
public class MessageBenchmarks
{
    private readonly AdhocQueryResponse _response = new(
        ResponseStatus.Success,
        new(Enumerable.Range(1, 20).Select(n => (RegistryObject)Sample.Entry(Sample.Patient(0), n, SoapMessage.NextSerial()) with { Id = EntryUuid.From(Guid.NewGuid()) })
            .ToValueList()));

    private readonly XElement _ebrim;
    private readonly byte[] _feed;

    public MessageBenchmarks()
    {
        var document = new XDocument();
        using (var writer = document.CreateWriter()) AdhocQueryResponseXml.Write(writer, _response);
        _ebrim = document.Root!;
        var exchange = new Exchange { MessageId = "MICRO1", Time = DateTimeOffset.UnixEpoch, Endpoint = "IHENODE|IHENODE", ReplyTo = "LOAD|LOAD" };
        _feed = Er7Writer.Write(Iti8.Contract.Er7!.WriteRequest(Sample.Feed(1), exchange));
    }

    [Benchmark]
    public void WriteTwentyEntries()
    {
        using var writer = XmlWriter.Create(Stream.Null);
        AdhocQueryResponseXml.Write(writer, _response);
    }

    [Benchmark]
    public object ReadTwentyEntries() => AdhocQueryResponseXml.Read(_ebrim);

    [Benchmark]
    public object ReadFeed() => Iti8.Contract.Er7!.ReadRequest(Er7Reader.Read(_feed));
}
