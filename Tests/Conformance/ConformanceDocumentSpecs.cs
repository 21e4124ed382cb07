using System.Reflection;
using System.Text;

namespace IheNode.Tests;

/// <summary>Writes <c>docs/CONFORMANCE.md</c> from the marks on the tests, so that it cannot claim what no test proves.</summary>
public sealed class ConformanceDocumentSpecs
{
    [Test]
    public void The_conformance_document_lists_exactly_the_rules_that_tests_prove()
    {
        var file = Path.Combine(Tree.Root, "docs", "CONFORMANCE.md");
        var expected = Write();
        if (Environment.GetEnvironmentVariable("IHENODE_TEST_WRITE_DOCS") == "1") File.WriteAllText(file, expected);
        Assert.That(File.Exists(file) ? File.ReadAllText(file) : "", Is.EqualTo(expected),
            "run IHENODE_TEST_WRITE_DOCS=1 ./test.sh --filter ConformanceDocumentSpecs and commit docs/CONFORMANCE.md");
    }

    private static string Write()
    {
        var rows = (from type in Assembly.GetExecutingAssembly().GetTypes()
                    from method in type.GetMethods()
                    from spec in method.GetCustomAttributes<SpecAttribute>()
                    select (spec.Section, Rule: method.Name.Replace('_', ' '), Spec: type.Name)).Distinct()
                   .OrderBy(r => SortKey(r.Section), StringComparer.Ordinal).ThenBy(r => r.Rule, StringComparer.Ordinal);
        var text = new StringBuilder("""
            # Conformance

            Written by a test from the tests themselves: each row is a rule of the IHE Technical Framework and the test that proves it,
            driven against the real code, most of them over real sockets and a real database. What is not listed is not claimed.

            | Section | Rule, as the test states it | Test |
            |---|---|---|

            """);
        foreach (var row in rows) text.Append("| ").Append(row.Section).Append(" | ").Append(row.Rule).Append(" | ").Append(row.Spec).Append(" |\n");
        return text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private static string SortKey(string section) =>
        string.Join('.', section.Split('.').Select(part => part.Length > 0 && part.All(char.IsAsciiDigit) ? part.PadLeft(6, '0') : part));
}
