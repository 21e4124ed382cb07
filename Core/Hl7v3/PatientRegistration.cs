using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>registrationEvent with its patient (<c>ITI TF-2 3.45.4.2.2, 3.47.4.2.2, 3.55.4.2.2</c>).</summary>
internal static class PatientRegistration
{
    public static IEnumerable<XElement> Patients(XElement controlAct) =>
        controlAct.Children("subject").Select(s => s.Only("registrationEvent").Only("subject1").Only("patient"));

    /// <summary>patient/id and the ids of other scoping organisations; an id with a nullFlavor says that there is none.</summary>
    public static IEnumerable<PatientId> ReadIds(XElement patient) =>
        patient.Children("id").Concat(patient.Child("patientPerson").Children("asOtherIDs").SelectMany(o => o.Children("id")))
            .Where(id => !id.IsNull()).Select(ReadId);

    /// <summary>An id; where it has no root, the name of its assigning authority says in which domain it is.</summary>
    public static PatientId ReadId(XElement id) => InstanceIdentifier.Read(id) switch
    {
        { Root: "", Extension: { } value } when V3Xml.Attribute(id, "assigningAuthorityName") is { Length: > 0 } authority =>
            new($"{Hl7Escape.Write(value)}^^^{Hl7Escape.Write(authority)}"),
        var read => read.ToPatientId(),
    };

    public static IEnumerable<PersonName> ReadNames(XElement patient) =>
        patient.Child("patientPerson").Children("name").Where(n => !n.IsNull()).SelectMany(PersonNames.ReadAll)
            .Where(n => n.Family.Length > 0 || n.Given.Length > 0);

    /// <exception cref="MalformedMessageException">A value is not what its type demands.</exception>
    public static Patient ReadPatient(XElement patient)
    {
        var person = patient.Only("patientPerson");
        var telecoms = person.Children("telecom").ToLookup(SimpleValues.IsAtWork, SimpleValues.ReadTelecom);
        return new()
        {
            Ids = ReadIds(patient).ToValueList(),
            Names = ReadNames(patient).ToValueList(),
            BirthTime = SimpleValues.ReadTime(person.Child("birthTime")),
            Gender = SimpleValues.ReadGender(person.Child("administrativeGenderCode")),
            Addresses = person.Children("addr").Where(a => !a.IsNull()).Select(PersonAddresses.Read).ToValueList(),
            Telecoms = telecoms[false].OfType<string>().ToValueList(),
            BusinessTelecoms = telecoms[true].OfType<string>().ToValueList(),
            MaritalStatus = V3Xml.Attribute(person.Child("maritalStatusCode"), "code"),
            Language = V3Xml.Attribute(person.Child("languageCommunication").Child("languageCode"), "code"),
            MothersMaidenName = person.Children("personalRelationship").Where(r => V3Xml.Attribute(r.Child("code"), "code") == "MTH")
                .SelectMany(r => r.Child("relationshipHolder1").Children("name")).Select(PersonNames.Read).FirstOrDefault(),
        };
    }

    public static PatientMatch ReadMatch(XElement patient)
    {
        var score = patient.Children("subjectOf1").Select(s => SimpleValues.ReadNumber(s.Child("queryMatchObservation").Child("value"))).FirstOrDefault();
        var custodian = patient.Parent?.Parent.Child("custodian").Child("assignedEntity").Child("id");
        return new(ReadPatient(patient), score ?? 100, V3Xml.Attribute(custodian, "root"));
    }

    /// <summary>The ids of the first domain are patient/id, those of each further domain one asOtherIDs.</summary>
    public static XElement WriteIds(ValueList<PatientId> ids, ValueList<PersonName> names, string custodian)
    {
        var domains = ids.GroupBy(id => id.AssigningAuthority).ToList();
        return Event(
            V3Xml.Element(
                "patient", new XAttribute("classCode", "PAT"), domains[0].Select(Id), V3Xml.Coded("statusCode", "active"),
                Person(Names(names), domains.Skip(1).Select(OtherIds)), Provider(domains[0].Key)),
            Custodian(custodian.Length > 0 ? custodian : domains[0].Key));
    }

    /// <param name="match">Who matches.</param>
    /// <param name="domains">The domains whose ids were asked for; one in which the patient has none is said to be empty.</param>
    /// <param name="singleId">Whether exactly one id stands in patient/id, as gateways need it.</param>
    /// <param name="custodian">The custodian's element.</param>
    public static XElement WriteMatch(PatientMatch match, ValueList<string> domains, bool singleId, XElement custodian)
    {
        var patient = match.Patient;
        var ids = patient.Ids.ToList();
        var own = singleId ? ids.Take(1).ToList() : ids.Where(id => id.AssigningAuthority == ids[0].AssigningAuthority).ToList();
        var others = ids.Except(own).GroupBy(id => id.AssigningAuthority).Select(OtherIds)
            .Concat(domains.Except(ids.Select(id => id.AssigningAuthority)).Select(NoId));
        return Event(
            V3Xml.Element(
                "patient", new XAttribute("classCode", "PAT"),
                own.Count > 0 ? own.Select(Id) : [V3Xml.Element("id", new XAttribute("nullFlavor", "NA"))],
                V3Xml.Coded("statusCode", "active"),
                Person(patient, others),
                own.Count > 0 ? Provider(own[0].AssigningAuthority) : null,
                V3Xml.Element("subjectOf1", V3Xml.Element(
                    "queryMatchObservation", new XAttribute("classCode", "COND"), new XAttribute("moodCode", "EVN"), V3Xml.Coded("code", "IHE_PDQ"),
                    V3Xml.Element("value", new XAttribute(V3Xml.SchemaInstance + "type", "INT"), new XAttribute("value", match.Score))))),
            custodian);
    }

    /// <summary>
    /// The subject of a feed: the ids of the first domain are patient/id, those of each further domain one asOtherIDs; with a subsumed id, what the patient replaces.
    /// </summary>
    public static XElement WriteFeed(Patient patient, PatientId? subsumed, string custodian)
    {
        var domains = patient.Ids.GroupBy(id => id.AssigningAuthority).ToList();
        var own = domains.FirstOrDefault();
        return Event(
            V3Xml.Element(
                "patient", new XAttribute("classCode", "PAT"), own?.Select(Id), V3Xml.Coded("statusCode", "active"),
                Person(patient, domains.Skip(1).Select(OtherIds)), own is null ? null : Provider(own.Key)),
            Custodian(custodian),
            subsumed is { } old ? ReplacementOf(old) : null);
    }

    /// <param name="oid">Device or home community.</param>
    /// <param name="code">For home communities: whether they are a health data locator.</param>
    public static XElement Custodian(string oid, XElement? code = null) => V3Xml.Element(
        "custodian", new XAttribute("typeCode", "CST"),
        V3Xml.Element("assignedEntity", new XAttribute("classCode", "ASSIGNED"), new InstanceIdentifier(oid).Write(), code));

    private static XElement Event(XElement patient, XElement custodian, XElement? replacementOf = null) => V3Xml.Element(
        "subject", new XAttribute("typeCode", "SUBJ"), new XAttribute("contextConductionInd", "false"),
        V3Xml.Element(
            "registrationEvent", new XAttribute("classCode", "REG"), new XAttribute("moodCode", "EVN"),
            V3Xml.Coded("statusCode", "active"),
            V3Xml.Element("subject1", new XAttribute("typeCode", "SBJ"), patient),
            custodian, replacementOf));

    private static XElement ReplacementOf(PatientId subsumed) => V3Xml.Element(
        "replacementOf", new XAttribute("typeCode", "RPLC"),
        V3Xml.Element(
            "priorRegistration", new XAttribute("classCode", "REG"), new XAttribute("moodCode", "EVN"),
            V3Xml.Coded("statusCode", "obsolete"),
            V3Xml.Element(
                "subject1", new XAttribute("typeCode", "SBJ"),
                V3Xml.Element("priorRegisteredRole", new XAttribute("classCode", "PAT"), Id(subsumed)))));

    private static XElement Person(Patient patient, IEnumerable<XElement> otherIds) => Person(
        Names(patient.Names),
        patient.Telecoms.Select(t => SimpleValues.WriteTelecom("telecom", t)),
        patient.BusinessTelecoms.Select(t => SimpleValues.WriteTelecom("telecom", t, "WP")),
        patient.Gender is { Length: > 0 } gender ? SimpleValues.WriteGender("administrativeGenderCode", gender) : null,
        patient.BirthTime is { } birth ? SimpleValues.WriteTime("birthTime", birth) : null,
        patient.Addresses.Select(a => PersonAddresses.Write("addr", a)),
        patient.MaritalStatus is { Length: > 0 } marital ? V3Xml.Coded("maritalStatusCode", marital, "2.16.840.1.113883.5.2") : null,
        otherIds,
        patient.MothersMaidenName is { } mother ? Mother(mother) : null,
        patient.Language is { Length: > 0 } language ? V3Xml.Element("languageCommunication", V3Xml.Coded("languageCode", language, "2.16.840.1.113883.6.121")) : null);

    private static XElement Person(params object?[] content) =>
        V3Xml.Element("patientPerson", [new XAttribute("classCode", "PSN"), new XAttribute("determinerCode", "INSTANCE"), .. content]);

    private static IEnumerable<XElement> Names(ValueList<PersonName> names) => names.Count > 0
        ? names.Select(name => PersonNames.Write("name", name))
        : [V3Xml.Element("name", new XAttribute("nullFlavor", "NA"))];

    private static XElement Id(PatientId id) => InstanceIdentifier.Of(id).Write();

    private static XElement OtherIds(IGrouping<string, PatientId> domain) => OtherIds(domain.Key, domain.Select(Id));

    private static XElement NoId(string domain) => OtherIds(domain, [V3Xml.Element("id", new XAttribute("nullFlavor", "NA"))]);

    private static XElement OtherIds(string domain, IEnumerable<XElement> ids) => V3Xml.Element(
        "asOtherIDs", new XAttribute("classCode", "PAT"), ids,
        V3Xml.Element(
            "scopingOrganization", new XAttribute("classCode", "ORG"), new XAttribute("determinerCode", "INSTANCE"),
            new InstanceIdentifier(domain).Write()));

    private static XElement Provider(string domain) => V3Xml.Element(
        "providerOrganization", new XAttribute("classCode", "ORG"), new XAttribute("determinerCode", "INSTANCE"),
        new InstanceIdentifier(domain).Write(), V3Xml.Element("contactParty", new XAttribute("classCode", "CON")));

    private static XElement Mother(PersonName name) => V3Xml.Element(
        "personalRelationship", new XAttribute("classCode", "PRS"), V3Xml.Coded("code", "MTH", "2.16.840.1.113883.5.111"),
        V3Xml.Element(
            "relationshipHolder1", new XAttribute("classCode", "PSN"), new XAttribute("determinerCode", "INSTANCE"), PersonNames.Write("name", name)));
}
