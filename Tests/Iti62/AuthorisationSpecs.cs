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
