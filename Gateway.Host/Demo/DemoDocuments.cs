using IheNode.Core;

namespace IheNode.Gateway;

/// <summary>The sample documents as the demonstration submits them.</summary>
internal static class DemoDocuments
{
    private static readonly Code Normal = new("N", "2.16.840.1.113883.5.25", "通常");
    private static readonly Code Medical = new("1", "1.2.392.100495.20.3.22", "医科");

    /// <summary>The sample of a kind.</summary>
    public static DocumentToSubmit Of(string kind)
    {
        var sample = SampleDocuments.OfKind(kind) ?? throw new InvalidOperationException($"There is no sample document '{kind}'.");
        var codes = new DocumentCodes(
            sample.ClassCode, sample.TypeCode, sample.FormatCode, Normal, Medical, sample.PracticeSettingCode, sample.ContentTypeCode);
        return new DocumentToSubmit(sample.Title, sample.MimeType, sample.Content, codes);
    }
}
