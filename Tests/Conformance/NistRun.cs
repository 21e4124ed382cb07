using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>How a run reaches the system under test.</summary>
/// <param name="Post">
/// Sends the body of a transaction (<c>ITI-18</c>, 41, 42, 43) and gives the body of the answer; documents stand inline as base64 in both directions.
/// </param>
/// <param name="Feed">Makes a patient id of the affinity domain known (ITI-8).</param>
/// <param name="RepositoryUniqueId">The repository's OID.</param>
internal sealed record NistTarget(Func<string, XElement, Task<XElement>> Post, Func<PatientId, Task> Feed, string RepositoryUniqueId);

/// <summary>What a step came to.</summary>
/// <param name="Step">The step.</param>
/// <param name="Request">The body that was sent; null where nothing was.</param>
/// <param name="Response">The body of the answer.</param>
/// <param name="Faults">How the answer differs from what the testkit expects; empty when it passes.</param>
internal sealed record NistOutcome(NistStep Step, XElement? Request, XElement? Response, IReadOnlyList<string> Faults);

/// <summary>Runs tests of the NIST testkit against a system: prepares each body as the testkit does, sends it, and judges the answer.</summary>
internal sealed class NistRun(NistTarget target)
{
    private const string AffinityDomain = "1.3.6.1.4.1.21367.13.20.1000";

    private readonly NistReports _reports = new(target.RepositoryUniqueId);
    private XElement? _lastResponse;

    /// <summary>Runs the steps of one test for a new patient. Tests that rest on another (most queries on 12346) need that one run before by the same run.</summary>
    public async Task<List<NistOutcome>> RunAsync(string test)
    {
        var patient = await NewPatientAsync();
        // The second patient of the testkit, for what must not be mixed.
        var other = await NewPatientAsync();
        var outcomes = new List<NistOutcome>();
        foreach (var step in NistPlan.Steps(test))
        {
            if (step.Has("NewPatientId") || step.Has("CreateNewPatientId") || step.Number == "ITI-8") patient = await NewPatientAsync();
            var own = step.Has("AltPatientId") ? PatientId.Of("NEVERFED" + NistIdentifiers.NewOid(), AffinityDomain) : patient;
            if (step.Number is "ITI-18" or "ITI-41" or "ITI-42" or "ITI-43") outcomes.Add(await SendAsync(step, own, other));
            else if (step.Has("Assertions")) outcomes.Add(new(step, null, _lastResponse, NistJudge.Assertions(step, _lastResponse)));
        }
        return outcomes;
    }

    private async Task<NistOutcome> SendAsync(NistStep step, PatientId patient, PatientId other)
    {
        var body = NistEbrim.Convert(XElement.Load(Path.Combine(step.Folder, step.Parts("MetadataFile").Single().Value.Trim())));
        _reports.Fill(body, step, patient, other);
        var identifiers = new NistIdentifiers();
        identifiers.Assign(body, step, patient.Text, target.RepositoryUniqueId);
        if (step.Number == "ITI-41") body = WithDocuments(body, step, identifiers);
        _reports.Keep(step, identifiers, "InputMetadata", body);
        var response = _lastResponse = await target.Post(step.Number, body);
        _reports.Keep(step, identifiers, "Result", response);
        return new(step, body, response, NistJudge.Faults(step, response, _reports));
    }

    private static XElement WithDocuments(XElement submission, NistStep step, NistIdentifiers identifiers) => new(
        EbrimNames.Xds + "ProvideAndRegisterDocumentSetRequest",
        submission,
        step.Parts("Document").Select(document => new XElement(EbrimNames.Xds + "Document",
            new XAttribute("id", identifiers.Uuids.GetValueOrDefault(document.Attribute("id")!.Value, document.Attribute("id")!.Value)),
            Convert.ToBase64String(File.ReadAllBytes(Path.Combine(step.Folder, document.Value.Trim()))))));

    private async Task<PatientId> NewPatientAsync()
    {
        var patient = PatientId.Of($"N{NistIdentifiers.NewOid().Replace('.', '-')}", AffinityDomain);
        await target.Feed(patient);
        return patient;
    }
}
