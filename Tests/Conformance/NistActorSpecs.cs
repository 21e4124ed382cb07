using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;
using IheNode.Repository;

namespace IheNode.Tests;

/// <summary>The NIST testkit against registry and repository themselves, through the codecs and real databases but without a wire.</summary>
public sealed class NistActorSpecs
{
    private static readonly string Connectathon = Tree.InTree("profiles", "connectathon.json");

    [Test]
    [Spec("ITI TF-2 3.18")]
    [Spec("ITI TF-2 3.41")]
    [Spec("ITI TF-2 3.42")]
    [Spec("ITI TF-2 3.43")]
    public async Task Registry_and_repository_answer_every_step_of_the_testkit_as_it_expects()
    {
        if (Tree.Shared("corpus", "nist-toolkit2") is not { } corpus) return;
        var profile = ProfileReader.Read(Connectathon, new Dictionary<string, string>(), []);
        using var registry = new TestRegistry(profile);
        var folder = Directory.CreateTempSubdirectory("ihenode-nist-");
        using (var database = Database.Open(new Sqlite(Path.Combine(folder.FullName, "repository.db")), typeof(RepositoryActor).Assembly))
        {
            var repository = new RepositoryActor(profile, database, folder.FullName, registry.Actor.RegisterDocumentSet, registry.Actor.StoredQuery, TimeProvider.System);
            var run = new NistRun(new(
                (transaction, body) => transaction switch
                {
                    "ITI-18" => PostAsync(Iti18.Contract, registry.Actor.StoredQuery, body),
                    "ITI-41" => PostAsync(Iti41.Contract, repository.ProvideAndRegisterDocumentSet, body),
                    "ITI-42" => PostAsync(Iti42.Contract, registry.Actor.RegisterDocumentSet, body),
                    _ => PostAsync(Iti43.Contract, repository.RetrieveDocumentSet, body),
                },
                registry.AddPatientAsync,
                profile.RepositoryUniqueId));
            var outcomes = new List<NistOutcome>();
            foreach (var test in NistPlan.Tests(corpus)) outcomes.AddRange(await run.RunAsync(test));
            Assert.That(outcomes, Has.Count.GreaterThan(110));
            Assert.That(from outcome in outcomes from fault in outcome.Faults select $"{outcome.Step}: {fault}", Is.Empty);
        }
        folder.Delete(recursive: true);
    }

    private static async Task<XElement> PostAsync<TRequest, TResponse>(Transaction<TRequest, TResponse> transaction, Answer<TRequest, TResponse> answer, XElement body)
    {
        var request = transaction.Soap!.ReadRequest(body, new SentAttachments(new()));
        var response = await answer(request, A.Exchange(), CancellationToken.None);
        var sink = new AttachmentSink();
        var written = EbrimXml.Written(writer => transaction.Soap.WriteResponse(writer, response, request, A.Exchange(), sink));
        EbrimXml.Inline(written, sink);
        return written;
    }
}
