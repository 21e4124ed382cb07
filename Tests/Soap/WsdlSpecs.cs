using System.Xml.Linq;
using CliWrap;
using CliWrap.Buffered;
using IheNode.Core;
using IheNode.Gateway;
using IheNode.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace IheNode.Tests;

/// <summary>The WSDL is one that strangers can load and call by, with IHE's names.</summary>
public class WsdlSpecs
{
    private const string Python = "/usr/bin/python3";
    private WebApplication _app = null!;
    private string _root = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        Map("/xds/registry", Answering("ITI-18", "urn:ihe:iti:2007:RegistryStoredQuery"), Answering("ITI-42", "urn:ihe:iti:2007:RegisterDocumentSet-b"));
        Map("/xds/repository", Answering("ITI-41", "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b"), Answering("ITI-43", "urn:ihe:iti:2007:RetrieveDocumentSet"));
        Map("/pdq/supplier", Answering("ITI-47", "urn:hl7-org:v3:PRPA_IN201305UV02", "urn:hl7-org:v3:PRPA_IN201306UV02"), Answering("ITI-47", "urn:hl7-org:v3:QUQI_IN000003UV01_Continue", "urn:hl7-org:v3:PRPA_IN201306UV02"));
        await _app.StartAsync();
        _root = _app.Urls.Single();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _app.DisposeAsync();

    [Test]
    [Spec("ITI TF-2 Appendix V.2.4")]
    public async Task Names_are_those_of_the_standard()
    {
        using var http = new HttpClient();
        var wsdl = XElement.Parse(await http.GetStringAsync(new Uri(_root + "/xds/repository?wsdl")));
        XNamespace w = "http://schemas.xmlsoap.org/wsdl/";
        string Name(string element) => (string)wsdl.Element(w + element)!.Attribute("name")!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((string?)wsdl.Attribute("name"), Is.EqualTo("DocumentRepository"));
            Assert.That((string?)wsdl.Attribute("targetNamespace"), Is.EqualTo("urn:ihe:iti:xds-b:2007"));
            Assert.That(Name("portType"), Is.EqualTo("DocumentRepository_PortType"));
            Assert.That(Name("binding"), Is.EqualTo("DocumentRepository_Binding_Soap12"));
            Assert.That((string?)wsdl.Descendants(w + "port").Single().Attribute("name"), Is.EqualTo("DocumentRepository_Port_Soap12"));
            Assert.That(
                wsdl.Element(w + "portType")!.Elements(w + "operation").Select(o => (string)o.Attribute("name")!),
                Is.EqualTo(new[] { "DocumentRepository_ProvideAndRegisterDocumentSet-b", "DocumentRepository_RetrieveDocumentSet" }));
            Assert.That(wsdl.Descendants("{http://schemas.xmlsoap.org/wsdl/soap12/}operation").Select(o => (string)o.Attribute("soapActionRequired")!), Is.All.EqualTo("false"));
        }
    }

    [Test]
    [Spec("ITI TF-2 Appendix V.2.4")]
    public async Task Zeep_loads_it_and_calls_by_it()
    {
        var found = await Cli.Wrap(Python).WithArguments(["-c", "import zeep"]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        if (found.ExitCode != 0) Assert.Ignore("python3-zeep is not installed for /usr/bin/python3 (apt-get install python3-zeep): the WSDL was not tried with it.");
        const string script = """
            import sys, zeep
            from lxml import etree
            root = sys.argv[1]
            for path in ('/xds/registry', '/xds/repository', '/pdq/supplier'):
                client = zeep.Client(root + path + '?wsdl')
                port = list(list(client.wsdl.services.values())[0].ports.values())[0]
                print(path, sorted(port.binding._operations))
            client = zeep.Client(root + '/xds/registry?wsdl')
            answer = client.service['DocumentRegistry_RegistryStoredQuery'](_value_1=[etree.fromstring('<a xmlns="urn:a">zeep</a>')])
            print('answer', etree.tostring(answer._value_1[0]).decode() if hasattr(answer, '_value_1') else answer)
            """;
        var run = await Cli.Wrap(Python).WithArguments(["-c", script, _root]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.Zero, run.StandardError);
            Assert.That(run.StandardOutput, Does.Contain("DocumentRegistry_RegistryStoredQuery"));
            Assert.That(run.StandardOutput, Does.Contain("PDSupplier_QUQI_IN000003UV01_Continue"));
            Assert.That(run.StandardOutput, Does.Contain("zeep</"));
        }
    }

    [Test]
    public async Task Without_the_question_an_address_only_takes_posts()
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(_root + "/xds/registry"));
        Assert.That((int)response.StatusCode, Is.EqualTo(405));
    }

    private void Map(string path, params Served[] served) =>
        SoapEndpoint.Map(_app, path, served, new LimitsProfile(), TimeProvider.System, http => new Requester(http.Connection.RemoteIpAddress!.ToString()));

    // Answers with what stood in the request, inside the element that the WSDL announces.
    private static Served Answering(string id, string action, string? responseAction = null) => Served.Of(
        new Transaction<XElement, XElement>
        {
            Id = id,
            Name = id,
            Encoding = WireEncoding.SimpleSoap,
            Action = action,
            ResponseAction = responseAction ?? action + "Response",
            AuditEvent = AuditEventShape.Query,
            Audit = (_, _) => new AuditSubject(),
            Soap = new((body, _) => body, (writer, body, _, _) => body.WriteTo(writer), (body, _) => body, (writer, body, _, _, _) => body.WriteTo(writer)),
        },
        (body, _, _) => Task.FromResult(new XElement(body.Name.Namespace + body.Name.LocalName.Replace("Request", "Response", StringComparison.Ordinal), body.Elements())));
}
