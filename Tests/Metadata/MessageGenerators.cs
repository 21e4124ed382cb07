using FsCheck;
using FsCheck.Fluent;
using IheNode.Core;
using static IheNode.Tests.Generators;

namespace IheNode.Tests;

/// <summary>Generated requests and responses of the XDS transactions.</summary>
internal static class MessageGenerators
{
    public static Gen<ValueList<XdsError>> Errors { get; } = Many(
        from code in Gen.Elements(XdsErrorCode.RegistryError, XdsErrorCode.UnknownPatientId, "UnknownToUs")
        from context in Text
        from location in Gen.OneOf(Gen.Constant<string?>(null), Filled.Select(t => (string?)t))
        from isWarning in Gen.Elements(true, false)
        select new XdsError(code, context, location, isWarning));

    public static Gen<RegistryResponse> RegistryResponses { get; } =
        from status in Gen.Elements(ResponseStatus.Success, ResponseStatus.PartialSuccess, ResponseStatus.Failure)
        from errors in Errors
        select new RegistryResponse(status, errors);

    public static Gen<SubmitObjectsRequest> Submissions { get; } =
        from objects in ObjectGenerators.List
        from home in Gen.Elements(null, "urn:oid:2.999.51")
        select new SubmitObjectsRequest(objects) { HomeCommunityId = home };

    public static Gen<AdhocQueryRequest> Queries { get; } =
        from id in Gen.Elements(Vocabulary.StoredQueryIds.FindDocuments, Vocabulary.StoredQueryIds.GetRelatedDocuments, "urn:uuid:of-nobody")
        from type in Gen.Elements(ReturnType.LeafClass, ReturnType.ObjectRef)
        from home in Gen.Elements(null, "urn:oid:2.999.51")
        from parameters in Many(
            from name in Gen.Elements(
                "$XDSDocumentEntryPatientId", "$XDSDocumentEntryStatus", "$XDSDocumentEntryCreationTimeFrom", "$XDSDocumentEntryEntryUUID", "$foreign")
            from values in Many(Gen.OneOf(Text, Gen.Elements("2004", "O'Brien%", "('a','b')")))
            select new QueryParameter(name, values))
        select new AdhocQueryRequest(id, type, parameters) { HomeCommunityId = home };

    public static Gen<AdhocQueryResponse> Answers { get; } =
        from response in RegistryResponses
        from objects in ObjectGenerators.List
        select new AdhocQueryResponse(response.Status, response.Status == ResponseStatus.Failure ? RegistryObjectList.Empty : objects, response.Errors);

    public static Gen<DocumentRequest> DocumentRequests { get; } =
        from repository in Oids
        from document in Oids
        from home in Gen.Elements(null, "urn:oid:2.999.51")
        select new DocumentRequest(repository, document, home);

    public static Gen<byte[]> Bytes { get; } = Gen.Choose(0, 255).Select(n => (byte)n).ListOf().Select(list => list.ToArray());

    public static Gen<RetrieveDocumentSetResponse> Retrieved { get; } =
        from response in RegistryResponses
        from documents in Many(
            from request in DocumentRequests
            from mimeType in Gen.Elements("text/xml", "application/x-unusual;a=b")
            from bytes in Bytes
            from newId in Gen.Elements(null, "1.2.3")
            select new RetrievedDocument(request, mimeType, Content.Of(bytes)) { NewDocumentUniqueId = newId, NewRepositoryUniqueId = newId })
        select new RetrieveDocumentSetResponse(response, [.. documents]);
}
