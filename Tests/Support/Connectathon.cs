using IheNode.Core;
using IheNode.Gateway;

namespace IheNode.Tests;

/// <summary>Requests that a node of <c>profiles/connectathon.json</c> accepts.</summary>
public static class Connectathon
{
    /// <summary>One document with its metadata, ready for ITI-41.</summary>
    public static ProvideAndRegisterDocumentSetRequest Submission(TestNode node, PatientId patient, byte[] document, string mimeType = "text/plain")
    {
        ArgumentNullException.ThrowIfNull(node);
        var sets = node.Profile.Codes.Codes;
        var codes = new DocumentCodes(sets["classCode"][0], sets["typeCode"][0], sets["formatCode"][0], sets["confidentialityCode"][0],
            sets["healthcareFacilityTypeCode"][0], sets["practiceSettingCode"][0], sets["contentTypeCode"][0]);
        var submitter = new Submitter(patient, PatientId.Of("L-1", "2.999.1.9"), "2.999.1.1", "Sample Hospital");
        return Gateway.Submission.Of(submitter, [new DocumentToSubmit("Sample", mimeType, Content.Of(document), codes)], DateTimeOffset.UtcNow);
    }

    /// <summary>FindDocuments for all approved documents of a patient.</summary>
    public static AdhocQueryRequest FindDocuments(PatientId patient) => new("urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d", ReturnType.LeafClass,
        [new("$XDSDocumentEntryPatientId", [patient.Text]), new("$XDSDocumentEntryStatus", [Vocabulary.Approved])]);
}
