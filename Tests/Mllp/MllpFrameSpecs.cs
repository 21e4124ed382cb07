using System.IO.Pipelines;
using System.Text;
using IheNode.Platform;

namespace IheNode.Tests;

public sealed class MllpFrameSpecs
{
    private static readonly TimeSpan Patient = TimeSpan.FromMinutes(1);

    [Test]
    [Spec("HL7 MLLP Release 1")]
    public async Task However_TCP_cuts_the_stream_the_messages_come_out_whole([Range(1, 9)] int size)
    {
        var pipe = new Pipe();
        var reader = new MllpFrameReader(pipe.Reader, 100, Patient, TimeProvider.System);
        byte[] stream = [.. MllpFrame.Framed("MSH|one"u8), .. "\r\n"u8, .. MllpFrame.Framed("two\x1C\rx"u8[..4]), .. MllpFrame.Framed("three"u8)];
        var writing = Task.Run(async () =>
        {
            foreach (var piece in stream.Chunk(size)) await pipe.Writer.WriteAsync(piece);
            await pipe.Writer.CompleteAsync();
        });

        var read = new List<string>();
        MllpRead next;
        while ((next = await reader.ReadAsync(default, default)).End == MllpEnd.Message) read.Add(Encoding.ASCII.GetString(next.Octets));
        await writing;

        // 1C that is not followed by 0D belongs to the message.
        Assert.That(read, Is.EqualTo(["MSH|one", "two\x1C", "three"]));
        Assert.That(next.End, Is.EqualTo(MllpEnd.Closed));
    }

    [TestCase("MSH|", MllpEnd.OutsideFrame)]
    [TestCase("\r\n \tGET / HTTP/1.1", MllpEnd.OutsideFrame)]
    [TestCase("\vMSH|", MllpEnd.Truncated)]
    [TestCase("\vMSH|\x1C", MllpEnd.Truncated)]
    [TestCase("\r\n", MllpEnd.Closed)]
    [TestCase("\v12345678901", MllpEnd.TooLarge)]
    [TestCase("\v1234567890\x1C\r", MllpEnd.Message)]
    public async Task What_is_no_frame_is_told_apart(string octets, MllpEnd end)
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes(octets));
        await pipe.Writer.CompleteAsync();
        Assert.That((await new MllpFrameReader(pipe.Reader, 10, Patient, TimeProvider.System).ReadAsync(default, default)).End, Is.EqualTo(end));
    }

    [Test]
    public async Task Stopping_ends_the_wait_between_messages_but_not_within_one()
    {
        using var stopping = new CancellationTokenSource();
        var pipe = new Pipe();
        var reader = new MllpFrameReader(pipe.Reader, 100, Patient, TimeProvider.System);
        await pipe.Writer.WriteAsync("\vhalf"u8.ToArray());
        var reading = reader.ReadAsync(stopping.Token, default).AsTask();
        await stopping.CancelAsync();
        await pipe.Writer.WriteAsync(" whole\x1C\r"u8.ToArray());

        Assert.That(Encoding.ASCII.GetString((await reading).Octets), Is.EqualTo("half whole"));
        Assert.That((await reader.ReadAsync(stopping.Token, default)).End, Is.EqualTo(MllpEnd.Closed));
    }
}
