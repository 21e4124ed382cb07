namespace IheNode.Core;

public static partial class Vocabulary
{
    /// <summary>The status URNs of responses (<c>ITI TF-3 4.2.4.2</c>).</summary>
    public static class ResponseStatuses
    {
        /// <summary>All was done.</summary>
        public const string Success = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success";

        /// <summary>A part was done.</summary>
        public const string PartialSuccess = "urn:ihe:iti:2007:ResponseStatusType:PartialSuccess";

        /// <summary>Nothing was done.</summary>
        public const string Failure = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure";
    }

    /// <summary>The severity URNs of registry errors (<c>ITI TF-3 4.2.4.1</c>).</summary>
    public static class Severities
    {
        /// <summary>What was asked is not done.</summary>
        public const string Error = "urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Error";

        /// <summary>It is done all the same.</summary>
        public const string Warning = "urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Warning";
    }
}
