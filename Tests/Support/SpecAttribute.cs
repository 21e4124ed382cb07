namespace IheNode.Tests;

/// <summary>The rule of the Technical Framework that a test proves; <c>docs/CONFORMANCE.md</c> is written from these.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class SpecAttribute(string section) : NUnit.Framework.PropertyAttribute("Spec", section)
{
    /// <summary>Volume and section, such as <c>ITI TF-2 3.18.4.1.2.3.5</c>.</summary>
    public string Section { get; } = section;
}
