namespace IheNode.Xca;

/// <summary>What a responding gateway may ask for to tell persons apart (code system <c>1.3.6.1.4.1.19376.1.2.27.1</c>, <c>ITI TF-2 3.55.4.2.2.6</c>).</summary>
internal static class WantedAttribute
{
    public const string Gender = "LivingSubjectAdministrativeGenderRequested";
    public const string Address = "PatientAddressRequested";
    public const string Telecom = "PatientTelecomRequested";
    public const string MothersMaidenName = "MothersMaidenNameRequested";
}
