using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

public sealed class AuditedAnswersSpecs
{
    private static readonly Transaction<string, string> Contract = new()
    {
        Id = "ITI-18",
        Name = "Registry Stored Query",
        Encoding = WireEncoding.SimpleSoap,
        AuditEvent = AuditEventShape.Query,
        Audit = (request, response) => new()
        {
            Records = [new() { Outcome = response == "refused" ? 4 : 0, Objects = [new(AuditObjectKind.Patient, request)] }],
        },
    };

    private string _folder = null!;
    private AuditTrail _trail = null!;
    private AuditedAnswers _audit = null!;

    [SetUp]
    public async Task Open_a_trail()
    {
        _folder = Directory.CreateTempSubdirectory("ihenode-audit-").FullName;
        _trail = await AuditTrail.OpenAsync(_folder, TimeProvider.System, CancellationToken.None);
        _audit = new(_trail, Networks.YamatoSeiwa(), TimeProvider.System);
    }

    [TearDown]
    public async Task Delete_the_trail()
    {
        await _trail.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<List<XElement>> RecordsAsync()
    {
        var records = new List<XElement>();
        await foreach (var entry in _trail.ReadAllAsync()) records.Add(XElement.Parse(entry.Message));
        return records;
    }

    private static string Outcome(XElement record) => record.Element("EventIdentification")!.Attribute("EventOutcomeIndicator")!.Value;

    [TestCase("found", "0")]
    [TestCase("refused", "4")]
    public async Task The_record_stands_before_the_response_is_given(string response, string outcome)
    {
        var answer = _audit.Audited(Contract, (_, _, _) => Task.FromResult(response), AuditSide.Receiver);

        Assert.That(await answer("patient", A.Exchange(), CancellationToken.None), Is.EqualTo(response));
        var record = (await RecordsAsync()).Single();
        Assert.That(Outcome(record), Is.EqualTo(outcome));
        Assert.That(record.Element("ParticipantObjectIdentification")!.Attribute("ParticipantObjectID")!.Value, Is.EqualTo("patient"));
    }

    [Test]
    public async Task A_failure_is_recorded_without_its_message_and_goes_on()
    {
        var answer = _audit.Audited(Contract, (_, _, _) => throw new InvalidDataException("山田花子"), AuditSide.Receiver);

        Assert.That(async () => await answer("patient", A.Exchange(), CancellationToken.None), Throws.InstanceOf<InvalidDataException>());
        var record = (await RecordsAsync()).Single();
        Assert.That(Outcome(record), Is.EqualTo("8"));
        Assert.That(record.ToString(), Does.Contain("InvalidDataException").And.Not.Contain("山田花子"));
    }

    [Test]
    public async Task What_was_cancelled_is_recorded_too()
    {
        using var cancelled = new CancellationTokenSource();
        var answer = _audit.Audited(Contract, async (_, _, cancellation) =>
        {
            await cancelled.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            return "";
        }, AuditSide.Sender);

        Assert.That(async () => await answer("patient", A.Exchange(), cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Outcome((await RecordsAsync()).Single()), Is.EqualTo("8"));
    }

    [Test]
    public async Task Nothing_is_answered_when_the_trail_cannot_be_written()
    {
        await _trail.DisposeAsync();
        var answer = _audit.Audited(Contract, (_, _, _) => Task.FromResult("found"), AuditSide.Receiver);

        Assert.That(async () => await answer("patient", A.Exchange(), CancellationToken.None), Throws.InstanceOf<AuditTrailException>());
    }

    [Test]
    public async Task A_request_whose_subject_cannot_be_told_is_recorded_all_the_same()
    {
        var contract = Contract with { Audit = (_, response) => new() { Records = [new() { OutcomeDescription = response!.Trim() }] } };
        var answer = _audit.Audited(contract, (_, _, _) => throw new IOException(), AuditSide.Receiver);

        Assert.That(async () => await answer("patient", A.Exchange(), CancellationToken.None), Throws.InstanceOf<IOException>());
        Assert.That(Outcome((await RecordsAsync()).Single()), Is.EqualTo("8"));
    }

    [Test]
    [Spec("ITI TF-2 3.20.4.1.1.1")]
    public async Task Start_and_stop_of_the_node_are_recorded()
    {
        await _audit.RecordStartAsync(CancellationToken.None);
        await _audit.RecordStopAsync(CancellationToken.None);

        var records = await RecordsAsync();
        Assert.That(records.Select(r => r.Descendants("EventTypeCode").Single().Attribute("csd-code")!.Value), Is.EqualTo(["110120", "110121"]));
        Assert.That(records.SelectMany(r => r.Descendants("EventID")).Select(id => id.Attribute("csd-code")!.Value), Is.All.EqualTo("110100"));
    }
}
