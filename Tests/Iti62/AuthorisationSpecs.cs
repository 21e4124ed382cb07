using IheNode.Core;
using IheNode.Gateway;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>Which facility may use a transaction, by its roles.</summary>
public sealed class AuthorisationSpecs
{
    private static readonly Answer<RemoveObjectsRequest, RemoveObjectsResponse> Yes = (_, _, _) => Task.FromResult(new RemoveObjectsResponse(RegistryResponse.Success));

    private static IEnumerable<Transaction> Transactions => Catalogue.All;

    [TestCaseSource(nameof(Transactions))]
    public void Every_transaction_has_its_users(Transaction transaction) => Assert.That(Authorisation.Names(transaction), "it has no line in Gateway.Host/Authorisation.cs");

    [Test, Spec("ITI TF-2 3.57.7")]
    public void Only_an_administrator_updates_what_he_likes_and_a_source_what_the_policy_allows()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Refuses(Iti57.Contract, "source"));
            Assert.That(Refuses(Iti57.Contract, "administrator"), Is.False);
            Assert.That(Refuses(Iti92.Contract, "consumer"));
            Assert.That(Refuses(Iti92.Contract, "source"), Is.False);
        });

        static bool Refuses(Transaction<SubmitObjectsRequest, RegistryResponse> contract, string role)
        {
            var profile = Networks.YamatoSeiwa();
            var facility = profile.Facilities[0] with { Roles = [role] };
            var guarded = new Authorisation(profile with { Facilities = [facility] }).Guard(contract, (_, _, _) => Task.FromResult(RegistryResponse.Success));
            var exchange = A.Exchange() with { Requester = new("127.0.0.1", "CN=x", "00", facility.Code) };
            try
            {
                return guarded(A.Submission(), exchange, CancellationToken.None).IsFaulted;
            }
            catch (SoapFaultException)
            {
                return true;
            }
        }
    }

    [TestCase("administrator", true)]
    [TestCase("source", false)]
    [TestCase("consumer", false)]
    [Spec("ITI TF-2 3.62.2")]
    public async Task Only_an_administrator_removes_metadata(string role, bool may)
    {
        var profile = Networks.YamatoSeiwa();
        var facility = profile.Facilities[0] with { Roles = [role] };
        var guarded = new Authorisation(profile with { Facilities = [facility] }).Guard(Iti62.Contract, Yes);
        var exchange = A.Exchange() with { Requester = new("127.0.0.1", "CN=x", "00", facility.Code) };
        if (may) Assert.That((await guarded(new([]), exchange, CancellationToken.None)).Registry, Is.EqualTo(RegistryResponse.Success));
        else Assert.That(async () => await guarded(new([]), exchange, CancellationToken.None), Throws.InstanceOf<SoapFaultException>().With.Message.Contains("administrator"));
    }
}
