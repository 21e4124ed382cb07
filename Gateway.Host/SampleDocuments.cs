using IheNode.Core;

namespace IheNode.Gateway;

/// <summary>A sample document with the codes under which it is best submitted.</summary>
/// <param name="Kind">A short English word for it: referral, discharge, prescription, laboratory, scan.</param>
/// <param name="FileName">Its file in <c>Samples/</c>.</param>
/// <param name="Title">title, in Japanese.</param>
/// <param name="MimeType">mimeType.</param>
/// <param name="ClassCode">classCode.</param>
/// <param name="TypeCode">typeCode.</param>
/// <param name="FormatCode">formatCode.</param>
/// <param name="PracticeSettingCode">practiceSettingCode.</param>
/// <param name="ContentTypeCode">contentTypeCode of a submission set around it.</param>
public sealed record SampleDocument(
    string Kind, string FileName, string Title, string MimeType,
    Code ClassCode, Code TypeCode, Code FormatCode, Code PracticeSettingCode, Code ContentTypeCode)
{
    /// <summary>Its bytes.</summary>
    public Content Content => new(_ => ValueTask.FromResult(Open()));

    /// <summary>Opens the bytes, which are embedded in the program.</summary>
    public Stream Open() =>
        typeof(SampleDocument).Assembly.GetManifestResourceStream($"Samples/{FileName}")
        ?? throw new InvalidOperationException($"The sample document {FileName} is not embedded in this program.");
}

/// <summary>Documents as a Japanese network exchanges them, all of one invented person: four as CDA R2 and a scanned page.</summary>
public static class SampleDocuments
{
    private const string Loinc = "2.16.840.1.113883.6.1";
    private const string Classes = "1.3.6.1.4.1.19376.1.2.6.1";
    private const string Formats = "1.3.6.1.4.1.19376.1.2.3";
    private const string Departments = "1.2.392.200250.2.2.2";

    private static readonly Code Cardiology = new("08", Departments, "循環器科");
    private static readonly Code ClinicalLaboratory = new("38", Departments, "臨床検査科");
    private static readonly Code Summaries = new("SUMMARIES", Classes, "要約・サマリー");
    private static readonly Code MedicalSummary = new("urn:ihe:pcc:xds-ms:2007", Formats, "診療要約(CDA)");

    private static readonly Code ReferralNote = new("57133-1", Loinc, "診療情報提供書");
    private static readonly Code DischargeSummary = new("18842-5", Loinc, "退院時サマリー");
    private static readonly Code PrescriptionDocument = new("57833-6", Loinc, "処方箋");
    private static readonly Code LaboratoryReport = new("11502-2", Loinc, "検体検査報告書");

    /// <summary>診療情報提供書: a hospital of Yamato-Seiwa sends the person to a clinic.</summary>
    public static SampleDocument Referral { get; } = new(
        "referral", "referral.xml", "診療情報提供書", "text/xml",
        Summaries, ReferralNote, MedicalSummary, Cardiology, ReferralNote);

    /// <summary>退院時サマリー: a hospital of Mirai-Kanae after a myocardial infarction.</summary>
    public static SampleDocument Discharge { get; } = new(
        "discharge", "discharge-summary.xml", "退院時サマリー", "text/xml",
        Summaries, DischargeSummary, MedicalSummary, Cardiology, DischargeSummary);

    /// <summary>処方箋: six drugs for 28 days, by general names.</summary>
    public static SampleDocument Prescription { get; } = new(
        "prescription", "prescription.xml", "処方箋", "text/xml",
        new("PRESCRIPTIONS", Classes, "処方・治療の指示"), PrescriptionDocument, new("urn:ihe:pharm:pre:2010", Formats, "処方箋(CDA)"),
        Cardiology, PrescriptionDocument);

    /// <summary>検体検査報告書: eleven results in JLAC10 codes.</summary>
    public static SampleDocument Laboratory { get; } = new(
        "laboratory", "laboratory.xml", "検体検査報告書", "text/xml",
        new("REPORTS", Classes, "報告書"), LaboratoryReport, new("urn:ihe:lab:xd-lab:2008", Formats, "検査報告書(CDA)"),
        ClinicalLaboratory, LaboratoryReport);

    /// <summary>心臓超音波検査報告書: one scanned page as PDF.</summary>
    public static SampleDocument Scan { get; } = new(
        "scan", "echocardiography-scan.pdf", "心臓超音波検査報告書(スキャン)", "application/pdf",
        new("REPORTS", Classes, "報告書"), new("18748-4", Loinc, "画像検査報告書"),
        new("urn:ihe:iti:xds:2017:mimeTypeSufficient", Formats, "MIMEタイプのとおり"), Cardiology, new("34112-3", Loinc, "入院診療記録"));

    /// <summary>All of them.</summary>
    public static ValueList<SampleDocument> All { get; } = [Referral, Discharge, Prescription, Laboratory, Scan];

    /// <summary>The document of a kind, or null when there is none.</summary>
    public static SampleDocument? OfKind(string kind) => All.FirstOrDefault(document => document.Kind == kind);
}
