using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>A step of the OpenHIE Client Registry suite: a message to send and what its answer must say.</summary>
/// <param name="Name">File name, such as OHIE-CR-02-10.</param>
/// <param name="Description">What the step is about.</param>
/// <param name="Message">The message; null for a step that only asks for configuration.</param>
/// <param name="Assertions">What must hold of the answer.</param>
internal sealed record OpenHieStep(string Name, string Description, string? Message, IReadOnlyList<OpenHieAssertion> Assertions)
{
    /// <summary>All steps in their order; none where the reference material is absent.</summary>
    public static IReadOnlyList<OpenHieStep> All()
    {
        if (Tree.Shared("corpus", "ohie-cr") is not { } folder) return [];
        return [.. Directory.EnumerateFiles(folder, "OHIE-CR-*.xml").Order(StringComparer.Ordinal).Select(Read)];
    }

    /// <summary>Sends the message as octets and gives, for each assertion that does not hold, its path and a sentence.</summary>
    public IReadOnlyList<(string Path, string Fault)> Run(Func<byte[], byte[]> send)
    {
        var lines = (Message ?? throw new InvalidOperationException($"{Name} has nothing to send.")).Split('\n')
            .Select(line => line.Trim('\r', '\t')).Where(line => line.Trim().Length > 0);
        var answer = Er7Reader.Read(send(System.Text.Encoding.ASCII.GetBytes(string.Join('\r', lines) + "\r")));
        return [.. from assertion in Assertions let fault = assertion.Check(answer) where fault is not null select (assertion.Path, fault)];
    }

    private static OpenHieStep Read(string file)
    {
        var step = SafeRead(file);
        return new(
            Path.GetFileNameWithoutExtension(file), step.Element("description")?.Value.Trim() ?? "", step.Element("message")?.Value,
            [.. step.Descendants("assert").Select(OpenHieAssertion.Read)]);
    }

    private static XElement SafeRead(string file) => XElement.Load(file);
}

/// <summary>An assertion on an answer by a terser path, such as <c>QUERY_RESPONSE/.PID-3(1)-4-1</c>.</summary>
/// <param name="Path">The path.</param>
/// <param name="Values">Any of which the place must hold; empty = any value at all.</param>
/// <param name="Missing">Whether the place must not exist.</param>
internal sealed record OpenHieAssertion(string Path, IReadOnlyList<string> Values, bool Missing)
{
    public static OpenHieAssertion Read(XElement assert) => new(
        (string)assert.Attribute("terser")!, [.. new[] { assert }.Concat(assert.Elements("alternate")).Select(one => (string?)one.Attribute("value")).OfType<string>()],
        (bool?)assert.Attribute("missing") ?? false);

    /// <summary>Null when it holds.</summary>
    public string? Check(Er7Message answer)
    {
        var found = Find(answer);
        if (Missing) return found.Count == 0 ? null : $"{Path} must be missing";
        // Repetition 1 counted from 0 is the second: where there is only one, the suite's own receiver repeats an id. Either will do.
        return found.Any(value => Values.Count == 0 ? value.Length > 0 : Values.Contains(value))
            ? null
            : $"{Path} is '{string.Join("' or '", found)}' and not '{string.Join("' or '", Values)}'";
    }

    private List<string> Find(Er7Message answer)
    {
        var (group, place) = Path.Split("/.") is [var before, var after] ? (before, after) : ("", Path);
        var parts = place.Split('-');
        var segments = answer.All(parts[0]).Skip(group.EndsWith("(1)", StringComparison.Ordinal) ? 1 : 0).Take(1).ToList();
        if (parts.Length == 1) return [.. segments.Select(segment => segment.Name)];
        var repeated = parts[1].EndsWith(')');
        var field = int.Parse(parts[1].Split('(')[0], System.Globalization.CultureInfo.InvariantCulture);
        int Number(int index) => parts.Length > index ? int.Parse(parts[index], System.Globalization.CultureInfo.InvariantCulture) : 1;
        return [.. segments.SelectMany(segment => Enumerable.Range(1, repeated ? Math.Max(1, segment.Repetitions(field).Count) : 1)
            .Select(repetition => segment.Text(field, Number(2), Number(3), repetition)))];
    }
}
