using System.Security.Cryptography;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Gateway;

/// <summary>The main job, step by step: feed, submit, find, cross-reference, query both networks, read both networks' documents.</summary>
internal sealed class DemoJourney(DemoNetwork yamato, DemoNetwork mirai, CancellationToken cancellation)
{
    private readonly DemoSteps _steps = new([yamato, mirai]);

    /// <summary>Runs every step; the first that fails ends the run.</summary>
    /// <returns>The person's id in the affinity domain of Yamato-Seiwa.</returns>
    /// <exception cref="CommandException">A step failed or a node died.</exception>
    public async Task<PatientId> RunAsync()
    {
        DemoSteps.Header();
        foreach (var network in (DemoNetwork[])[yamato, mirai])
        {
            await _steps.RunAsync("-", async () =>
            {
                await network.Node.ReadyAsync(cancellation).ConfigureAwait(false);
                return $"{network.Profile.Network.NameJa} ({network.Name}) is up as process {network.Node.ProcessId}";
            }).ConfigureAwait(false);
        }

        var hospital = yamato.Facility("hospital");
        var clinic = yamato.Facility("medical_clinic");
        var hospitalPatient = await FeedAsync(yamato, hospital, "H-0004711", DemoPerson.Sakura).ConfigureAwait(false);
        var clinicPatient = await FeedAsync(yamato, clinic, "C-815", DemoPerson.Sakura).ConfigureAwait(false);
        await FeedAsync(yamato, clinic, "C-816", DemoPerson.Namesake).ConfigureAwait(false);
        var miraiHospital = mirai.Facility("hospital");
        var miraiPatient = await FeedAsync(mirai, miraiHospital, "K-90210", DemoPerson.Sakura).ConfigureAwait(false);

        var atYamato = await SubmitAsync(yamato, hospital, hospitalPatient, "referral", "laboratory").ConfigureAwait(false);
        var atMirai = await SubmitAsync(mirai, miraiHospital, miraiPatient, "discharge", "prescription", "scan").ConfigureAwait(false);

        var reader = yamato.Client(clinic, "https");
        await FindPersonAsync(reader, clinicPatient).ConfigureAwait(false);
        var networkId = await CrossReferenceAsync(yamato, reader, clinicPatient).ConfigureAwait(false);
        var entries = await QueryAsync(reader, networkId, atYamato, atMirai).ConfigureAwait(false);
        await RetrieveAsync(reader, entries).ConfigureAwait(false);
        foreach (var (network, expected) in ((DemoNetwork, string[])[])
            [
                (yamato, ["ITI-8", "ITI-18", "ITI-38", "ITI-39", "ITI-41", "ITI-43", "ITI-45", "ITI-47", "ITI-55"]),
                (mirai, ["ITI-8", "ITI-38", "ITI-39", "ITI-41", "ITI-45", "ITI-55"]),
            ])
        {
            await _steps.RunAsync("ITI-20", () => DemoAudit.CountAsync(network, expected, cancellation)).ConfigureAwait(false);
        }

        return networkId;
    }

    private async Task<PatientId> FeedAsync(DemoNetwork network, FacilityProfile facility, string id, Patient person)
    {
        var patient = PatientId.Of(id, facility.AssigningAuthority);
        await _steps.RunAsync("ITI-8", async () =>
        {
            var feed = new PatientFeed(PatientFeedEvent.Add, person with { Ids = [patient] }) { Trigger = "A04" };
            var response = await network.Client(facility, "mllps").AskAsync(Iti8.Contract, feed, "", cancellation).ConfigureAwait(false);
            Require(response.Accepted, string.Join("; ", response.Errors.Select(e => e.Text)));
            return $"{facility.NameJa} registers {Terminal.NameOf(person)}, born {person.BirthTime}, as {id} (MLLP over TLS, ISO-2022-JP)";
        }).ConfigureAwait(false);
        return patient;
    }

    private async Task<List<DocumentEntry>> SubmitAsync(DemoNetwork network, FacilityProfile facility, PatientId local, params string[] kinds)
    {
        var client = network.Client(facility, "https");
        var networkId = await CrossReferenceAsync(network, client, local).ConfigureAwait(false);
        List<DocumentEntry> submitted = [];
        await _steps.RunAsync("ITI-41", async () =>
        {
            var submitter = new Submitter(networkId, local, "2.999.1.1", $"{facility.NameJa}^^^^^&1.2.392.100495.20.3.23&ISO^^^^{facility.Code}");
            var request = Submission.Of(submitter, [.. kinds.Select(kind => DemoDocuments.Of(kind))], DateTimeOffset.UtcNow);
            var response = await client.AskAsync(Iti41.Contract, request, "/xds/repository", cancellation).ConfigureAwait(false);
            Require(response.Status == ResponseStatus.Success, Sentences(response.Errors));
            submitted.AddRange(request.Submission.Objects.DocumentEntries);
            return $"{facility.NameJa} submits {string.Join(", ", submitted.Select(Terminal.TitleOf))}";
        }).ConfigureAwait(false);
        return submitted;
    }

    private Task FindPersonAsync(NodeClient reader, PatientId expected) => _steps.RunAsync("ITI-47", async () =>
    {
        var query = new PatientDemographicsQuery
        {
            QueryId = Guid.NewGuid().ToString("N"),
            Names = [new PersonName("ヨシノ", "サクラ", NameRepresentation.Phonetic)],
            BirthTimeFrom = DemoPerson.Sakura.BirthTime,
            BirthTimeTo = DemoPerson.Sakura.BirthTime,
        };
        var response = await reader.AskAsync(Iti47.Contract, query, "/pdq/supplier", cancellation).ConfigureAwait(false);
        Require(response.Matches.Count == 1 && response.Matches[0].Patient.Ids.Contains(expected), $"{response.Matches.Count} people match, expected one");
        return $"the clinic searches ヨシノ サクラ, born {query.BirthTimeFrom}: one person, {response.Matches[0].Patient.Ids.Count} ids";
    });

    private async Task<PatientId> CrossReferenceAsync(DemoNetwork network, NodeClient client, PatientId local)
    {
        var domain = network.Profile.AffinityDomain.AssigningAuthority;
        PatientId found = default;
        await _steps.RunAsync("ITI-45", async () =>
        {
            var query = new PixQuery(local, [domain]) { QueryId = Guid.NewGuid().ToString("N") };
            var response = await client.AskAsync(Iti45.Contract, query, "/pix/manager", cancellation).ConfigureAwait(false);
            Require(response.Ids.Count == 1, $"{response.Ids.Count} ids in the affinity domain, expected one");
            found = response.Ids[0];
            return $"{local.Id} is {found.Id} in {network.Name}";
        }).ConfigureAwait(false);
        return found;
    }

    private async Task<List<DocumentEntry>> QueryAsync(
        NodeClient reader, PatientId patient, List<DocumentEntry> atYamato, List<DocumentEntry> atMirai)
    {
        List<DocumentEntry> found = [];
        await _steps.RunAsync("ITI-18", async () =>
        {
            var request = new AdhocQueryRequest(Vocabulary.StoredQueryIds.FindDocuments, ReturnType.LeafClass,
            [
                new(Vocabulary.QueryParameterNames.DocumentEntryPatientId, [patient.Text]),
                    new(Vocabulary.QueryParameterNames.DocumentEntryStatus, [Vocabulary.Approved]),
            ]);
            var response = await reader.AskAsync(Iti18.Contract, request, "/xca/initiating", cancellation).ConfigureAwait(false);
            Require(response.Status == ResponseStatus.Success, Sentences(response.Errors));
            found.AddRange(response.Objects.DocumentEntries);
            var expected = atYamato.Concat(atMirai).Select(e => e.UniqueId).Order();
            Require(found.Select(e => e.UniqueId).Order().SequenceEqual(expected), "the documents found are not those submitted");
            return $"fanned out by ITI-55 and ITI-38: {atYamato.Count} documents of {yamato.Name}, {atMirai.Count} of {mirai.Name}";
        }).ConfigureAwait(false);
        return found;
    }

    private Task RetrieveAsync(NodeClient reader, List<DocumentEntry> entries) => _steps.RunAsync("ITI-43", async () =>
    {
        var wanted = entries.Select(e => new DocumentRequest(e.RepositoryUniqueId!, e.UniqueId!, e.HomeCommunityId)).ToValueList();
        var response = await reader.AskAsync(Iti43.Contract, new RetrieveDocumentSetRequest(wanted), "/xca/initiating", cancellation)
            .ConfigureAwait(false);
        var table = Terminal.Table("Document", "Network", "MIME type", "Octets", "SHA-1");
        foreach (var document in response.Documents)
        {
            var entry = entries.Single(e => e.UniqueId == document.Request.DocumentUniqueId);
            using var sha1 = SHA1.Create();
            await using var stream = await document.Content.Open(cancellation).ConfigureAwait(false);
            var hash = Convert.ToHexStringLower(await sha1.ComputeHashAsync(stream, cancellation).ConfigureAwait(false));
            Require(hash.Equals(entry.Hash, StringComparison.OrdinalIgnoreCase), $"SHA-1 of {entry.UniqueId} is {hash}, registered is {entry.Hash}");
            var network = entry.HomeCommunityId == yamato.Profile.Network.HomeCommunityId ? yamato.Name : mirai.Name;
            Terminal.Row(table, Terminal.TitleOf(entry), network, document.MimeType, entry.Size, hash);
        }

        Require(response.Registry.Status == ResponseStatus.Success && response.Documents.Count == entries.Count, Sentences(response.Registry.Errors));
        Terminal.Out.Write(table);
        return $"{entries.Count} documents read, through ITI-39 where they are {mirai.Name}'s; every SHA-1 agrees";
    });

    private static string Sentences(ValueList<XdsError> errors) => string.Join("; ", errors.Select(e => $"{e.Code}: {e.CodeContext}"));

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new CommandException(otherwise);
    }
}
