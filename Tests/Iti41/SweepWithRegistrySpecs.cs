using IheNode.Core;
using IheNode.Repository;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>The repository with the real registry behind it: the sweeper's question is one that the registry answers.</summary>
public sealed class SweepWithRegistrySpecs
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task A_submission_cut_off_after_or_before_its_registration_is_kept_or_discarded(bool registered)
    {
        using var registry = await TestRegistry.WithPatientAsync();
        using var room = new RepositoryRoom(TestDatabase.Sqlite);
        var (reached, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        room.Query = request => registry.Actor.StoredQuery(request, A.Exchange(), default);
        room.Register = async (request, cancellation) =>
        {
            if (registered)
            {
                var answer = await registry.Actor.RegisterDocumentSet(request, A.Exchange(), cancellation);
                Assert.That(answer, Is.EqualTo(RegistryResponse.Success));
            }

            reached.SetResult();
            await never.Task;
            return RegistryResponse.Success;
        };
        var entry = Entry() with { UniqueId = "2.25.1^it's odd" };
        var provided = room.Provide((entry, Bytes("bytes")));
        await await Task.WhenAny(reached.Task, provided);
        room.Restart();
        room.Pass(TimeSpan.FromHours(1));
        Assert.That(await room.Actor.SweepAsync(default), Is.EqualTo(registered ? new SweepResult(1, 0, 0, 0) : new SweepResult(0, 1, 0, 0)));
    }
}
