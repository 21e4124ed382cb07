using IheNode.Core;

namespace IheNode.Tests;

public sealed class RespondingRetrieveSpecs
{
    private static DocumentRequest Document(string id, string? home) => new(A.Repository, id, home);

    private static Task<RetrieveDocumentSetResponse> Ask(TestGateway gateway, params ValueList<DocumentRequest> documents) =>
        gateway.Actor().RespondingRetrieve(new(documents), A.Exchange(), CancellationToken.None);

    [Test, Spec("ITI TF-2 3.39.4.1.3")]
    public async Task Documents_come_with_the_home_that_was_asked_for()
    {
        var answer = await Ask(new(), Document("1.1", TestGateway.Own), Document("1.2", TestGateway.Own));
        Assert.Multiple(() =>
        {
            Assert.That(answer.Registry, Is.EqualTo(RegistryResponse.Success));
            Assert.That(answer.Documents.Select(d => d.Request), Is.EqualTo([Document("1.1", TestGateway.Own), Document("1.2", TestGateway.Own)]));
        });
    }

    [Test, Spec("ITI TF-2 3.39.4.1.2")]
    public async Task A_missing_or_foreign_home_is_an_error_that_names_document_and_community()
    {
        var answer = await Ask(new(), Document("1.1", null), Document("1.2", TestGateway.Mirai), Document("1.3", TestGateway.Own));
        Assert.Multiple(() =>
        {
            Assert.That(answer.Registry.Status, Is.EqualTo(ResponseStatus.PartialSuccess));
            Assert.That(answer.Registry.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[]
            {
                (XdsErrorCode.MissingHomeCommunityId, $"1.1|{TestGateway.Own}"), (XdsErrorCode.UnknownCommunity, $"1.2|{TestGateway.Own}"),
            }));
            Assert.That(answer.Documents.Single().Request.DocumentUniqueId, Is.EqualTo("1.3"));
        });
    }

    [Test]
    public async Task Nothing_but_errors_is_a_failure_and_the_repository_is_not_asked_for_nothing()
    {
        var gateway = new TestGateway { Repository = (_, _, _) => throw new InvalidOperationException("must not be asked") };
        var answer = await Ask(gateway, Document("1.1", TestGateway.Mirai));
        Assert.That(answer.Registry.Status, Is.EqualTo(ResponseStatus.Failure));
    }

    [Test]
    public async Task Errors_of_the_repository_are_passed_on()
    {
        var gateway = new TestGateway
        {
            Repository = (_, _, _) => Task.FromResult(new RetrieveDocumentSetResponse(
                RegistryResponse.From([new(XdsErrorCode.DocumentUniqueIdError, "Unknown.", "1.1")]), [])),
        };
        var answer = await Ask(gateway, Document("1.1", TestGateway.Own));
        Assert.That(answer.Registry.Errors.Single(), Is.EqualTo(new XdsError(XdsErrorCode.DocumentUniqueIdError, "Unknown.", $"1.1|{TestGateway.Own}")));
    }
}
