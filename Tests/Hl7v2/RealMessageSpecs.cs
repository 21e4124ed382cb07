using IheNode.Core;

namespace IheNode.Tests;

public sealed class RealMessageSpecs
{
    private static IEnumerable<TestCaseData> StandardizedStorage() => V2.Shared("*_1", "ssmix2");

    private static IEnumerable<TestCaseData> Pairs() => V2.Shared("*.hl7", "ipf", "messages", "hl7v2-v3-pairs");

    [TestCaseSource(nameof(StandardizedStorage))]
    [Spec("SS-MIX2 1.2, HL7 v2.5 in ISO-2022-JP")]
    public void A_file_of_standardized_storage_comes_back_octet_by_octet(string? file)
    {
        if (file is null) return;
        var octets = File.ReadAllBytes(file);

        var message = Er7Reader.Read(octets);

        // The corpus was stored with LF at the end of lines and none at the end of the file; the wire has CR everywhere.
        byte[] expected = [.. octets.Select(octet => octet == '\n' ? (byte)'\r' : octet), .. octets[^1] == '\n' ? (byte[])[] : [(byte)'\r']];
        Assert.That(Er7Writer.Write(message), Is.EqualTo(expected));
        var errors = new List<Er7Error>();
        var patient = Er7Patient.Read(message.Segment("PID")!, errors);
        Assert.That(errors, Is.Empty);
        Assert.That(patient.Names.Select(name => name.Representation), Is.EqualTo([NameRepresentation.Ideographic, NameRepresentation.Phonetic]));
        Assert.That(patient.Addresses[0].Street, Does.Contain("丁目"));
        Assert.That(patient.Telecoms, Is.Not.Empty.And.All.Match("^0[0-9-]+$"));
    }

    [TestCaseSource(nameof(Pairs))]
    public void A_message_of_the_pairs_is_read_whole(string? file)
    {
        if (file is null) return;
        var octets = File.ReadAllBytes(file);
        var message = Er7Reader.Read(octets);
        var lines = System.Text.Encoding.ASCII.GetString(octets).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(line => line.Trim().Length > 0);
        Assert.That(V2.Lines(message), Is.EqualTo(lines));
    }

    [TestCaseSource(nameof(Pairs))]
    public void A_feed_or_answer_of_the_pairs_gives_its_patients(string? file)
    {
        if (file is null) return;
        var message = Er7Reader.Read(File.ReadAllBytes(file));
        if (Iti8.Contract.Triggers.Contains(message.Trigger))
            Assert.That(Iti8.Contract.Er7!.ReadRequest(message).Patient.Ids, Is.Not.Empty);
        else if (message.Trigger == "RSP^K22")
            Assert.That(Iti21.Contract.Er7!.ReadResponse(message).Matches, Has.Count.EqualTo(message.All("PID").Count()).And.All.Matches<PatientMatch>(m => m.Patient.Ids.Count > 0));
        else if (message.Trigger == "RSP^K23")
            Assert.That(Iti9.Contract.Er7!.ReadResponse(message).Ids.Count > 0, Is.EqualTo(message.Segment("PID") is not null));
    }
}
