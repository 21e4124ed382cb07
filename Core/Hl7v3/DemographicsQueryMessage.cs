using System.Xml;
using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>PRPA_IN201305UV02: who matches these demographics (<c>ITI TF-2 3.47.4.1, 3.55.4.1</c>).</summary>
public static class DemographicsQueryMessage
{
    private const string Request = "PRPA_IN201305UV02";

    /// <summary>Reads the query of a demographics consumer, which gives one address and one telephone number at most.</summary>
    /// <exception cref="MalformedMessageException">It is not that message, or a value in it cannot be read.</exception>
    public static PatientDemographicsQuery Read(XElement body)
    {
        var query = ReadOfGateway(body);
        if (query.OtherAddresses.Count > 0) throw Several("patientAddress");
        return query.OtherTelecoms.Count > 0 ? throw Several("patientTelecom") : query;
    }

    /// <summary>Reads the query of a gateway, which may give alternatives.</summary>
    /// <exception cref="MalformedMessageException">It is not that message, or a value in it cannot be read.</exception>
    public static PatientDemographicsQuery ReadOfGateway(XElement body)
    {
        var transmission = Transmission.Read(body, Request);
        var (query, queryId, v3) = QueryAnswer.ReadRequest(transmission);
        var parameters = query.Only("parameterList");
        var names = Values(parameters, "livingSubjectName").ToList();
        var addresses = Values(parameters, "patientAddress").Select(PersonAddresses.Read).ToList();
        var telecoms = Values(parameters, "patientTelecom").Select(SimpleValues.ReadTelecom).OfType<string>().ToList();
        var (from, to) = ReadBirthTime(Single(parameters, "livingSubjectBirthTime"));
        return new()
        {
            QueryId = queryId,
            V3 = v3,
            Text = v3.Parameters,
            Names = names.Select(PersonNames.Read).ToValueList(),
            FuzzyNames = names.Any(PersonNames.IsFuzzy),
            BirthTimeFrom = from,
            BirthTimeTo = to,
            Gender = SimpleValues.ReadGender(Single(parameters, "livingSubjectAdministrativeGender")),
            Address = addresses.Count > 0 ? addresses[0] : null,
            OtherAddresses = addresses.Skip(1).ToValueList(),
            Telecom = telecoms.Count > 0 ? telecoms[0] : null,
            OtherTelecoms = telecoms.Skip(1).ToValueList(),
            MothersMaidenName = Single(parameters, "mothersMaidenName") is { } mother ? PersonNames.Read(mother) : null,
            Ids = Values(parameters, "livingSubjectId").Select(v => InstanceIdentifier.Read(v).ToPatientId()).ToValueList(),
            Domains = Values(parameters, "otherIDsScopingOrganization").Select(v => InstanceIdentifier.Read(v).Root).ToValueList(),
            Quantity = SimpleValues.ReadNumber(query.Child("initialQuantity")),
            Deferred = V3Xml.Attribute(query.Child("responsePriorityCode"), "code") == "D",
            HomeCommunity = transmission.SenderOrganization,
            ReverseQueryAuthority = V3Xml.Attribute(
                transmission.ControlAct.Children("authorOrPerformer").Select(a => a.Child("assignedDevice").Child("id")).FirstOrDefault(id => id is not null), "root"),
        };
    }

    /// <summary>Writes the query; <see cref="PatientDemographicsQuery.V3"/> says from which device to which.</summary>
    public static void Write(XmlWriter writer, PatientDemographicsQuery query, Exchange exchange) => Transmission.Write(
        Request, "AL", Transmission.IdOf(query.V3, exchange), exchange.Time, query.V3?.SenderDevice ?? "", query.V3?.ReceiverDevice ?? "", acknowledgement: null,
        QueryAnswer.ControlAct("PRPA_TE201305UV02", QueryByParameter(query, Transmission.IdOf(query.V3, exchange)), query.ReverseQueryAuthority),
        query.HomeCommunity).WriteTo(writer);

    /// <summary>The query as XML: as it came, or as it is sent.</summary>
    public static string Text(PatientDemographicsQuery query) =>
        query.V3 is { Parameters.Length: > 0 } v3 ? v3.Parameters : V3Xml.Text(QueryByParameter(query, default));

    internal static XElement QueryByParameter(PatientDemographicsQuery query, InstanceIdentifier message) => V3Xml.Element(
        "queryByParameter",
        new XAttribute("xmlns", V3Xml.Namespace.NamespaceName),
        InstanceIdentifier.Of(query.QueryId, message).Write("queryId"), V3Xml.Coded("statusCode", "new"),
        V3Xml.Coded("responseModalityCode", "R"), V3Xml.Coded("responsePriorityCode", query.Deferred ? "D" : "I"),
        query.Quantity is { } quantity ? new[] { SimpleValues.WriteNumber("initialQuantity", quantity), V3Xml.Coded("initialQuantityCode", "RD") } : null,
        V3Xml.Element(
            "parameterList",
            query.Gender is { Length: > 0 } gender
                ? Parameter("livingSubjectAdministrativeGender", "LivingSubject.administrativeGender", SimpleValues.WriteGender("value", gender)) : null,
            query.BirthTimeFrom is null && query.BirthTimeTo is null ? null : Parameter("livingSubjectBirthTime", "LivingSubject.birthTime", BirthTime(query)),
            query.Ids.Select(id => Parameter("livingSubjectId", "LivingSubject.id", InstanceIdentifier.Of(id).Write("value"))),
            query.Names.Select(name => Parameter("livingSubjectName", "LivingSubject.name", PersonNames.Write("value", name, query.FuzzyNames))),
            query.MothersMaidenName is { } mother
                ? Parameter("mothersMaidenName", "Person.MothersMaidenName", PersonNames.Write("value", mother)) : null,
            query.Domains.Select(domain =>
                Parameter("otherIDsScopingOrganization", "OtherIDs.scopingOrganization.id", new InstanceIdentifier(domain).Write("value"))),
            Alternatives(query.Address, query.OtherAddresses)
                .Select(address => Parameter("patientAddress", "Patient.addr", PersonAddresses.Write("value", address))),
            Alternatives(query.Telecom, query.OtherTelecoms)
                .Select(telecom => Parameter("patientTelecom", "Patient.telecom", SimpleValues.WriteTelecom("value", telecom)))));

    private static IEnumerable<T> Alternatives<T>(T? first, ValueList<T> others) where T : class => first is null ? others : others.Prepend(first);

    private static XElement BirthTime(PatientDemographicsQuery query) => query.BirthTimeFrom == query.BirthTimeTo
        ? SimpleValues.WriteTime("value", query.BirthTimeFrom!.Value)
        : V3Xml.Element(
            "value",
            query.BirthTimeFrom is { } from ? SimpleValues.WriteTime("low", from) : null,
            query.BirthTimeTo is { } to ? SimpleValues.WriteTime("high", to) : null);

    private static (Hl7Time? From, Hl7Time? To) ReadBirthTime(XElement? value)
    {
        if (value is null || value.IsNull()) return (null, null);
        if (SimpleValues.ReadTime(value) is { } time) return (time, time);
        var (low, high) = (SimpleValues.ReadTime(value.Child("low")), SimpleValues.ReadTime(value.Child("high")));
        return low is null && high is null
            ? throw new MalformedMessageException("The value of livingSubjectBirthTime has neither value nor low nor high.")
            : (low, high);
    }

    private static XElement Parameter(string name, string semantics, XElement value) => V3Xml.Element(name, value, V3Xml.Element("semanticsText", semantics));

    private static IEnumerable<XElement> Values(XElement parameters, string name) =>
        parameters.Children(name).SelectMany(p => p.Children("value")).Where(v => !v.IsNull());

    // A second value would be an alternative that the query's record cannot hold; to leave it out would be to answer another question.
    private static XElement? Single(XElement parameters, string name)
    {
        var values = parameters.Children(name).SelectMany(p => p.Children("value")).ToList();
        return values.Count <= 1
            ? values.FirstOrDefault()
            : throw Several(name);
    }

    private static MalformedMessageException Several(string name) => new($"parameterList has several values of {name}; one is supported.");
}
