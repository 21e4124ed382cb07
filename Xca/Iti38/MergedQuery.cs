using IheNode.Core;

namespace IheNode.Xca;

/// <summary>The answers of several communities as one (<c>ITI TF-2 3.18.4.1.3, 3.38.4.1.3</c>): all that was found, all that went wrong.</summary>
internal sealed class MergedQuery(string own)
{
    private readonly List<RegistryObject> _objects = [];
    private readonly List<ObjectRef> _refs = [];
    private readonly List<XdsError> _errors = [];
    private bool _answered;

    /// <summary>Whether nobody has given an answer and nothing went wrong.</summary>
    public bool IsEmpty => !_answered && _errors.Count == 0;

    public void Fail(XdsError error) => _errors.Add(error);

    public void AddOwn(Asked<AdhocQueryResponse> asked)
    {
        if (asked.Answer is not { } response)
        {
            Fail(new(XdsErrorCode.RegistryError, $"The registry of {own} {asked.Failure}.", own));
            return;
        }

        var stamped = HomeStamp.Of(response.Objects, own);
        _objects.AddRange(stamped.Objects);
        _refs.AddRange(stamped.ObjectRefs);
        Take(response.Status, response.Errors, own);
    }

    public void Add(Neighbour neighbour, Asked<AdhocQueryResponse?> asked)
    {
        if (asked.Failure is { } failure)
        {
            Fail(Communities.Unavailable(neighbour, failure));
            return;
        }

        // Not known there: nothing to add, and nothing wrong.
        if (asked.Answer is not { } response) return;
        foreach (var found in response.Objects.Objects)
        {
            // The standard asks for no homeCommunityId on associations.
            if (Belongs(neighbour, found.HomeCommunityId, found.Id, optional: found is Association)) _objects.Add(found);
        }

        foreach (var found in response.Objects.ObjectRefs)
        {
            if (Belongs(neighbour, found.HomeCommunityId, found.Id, optional: false)) _refs.Add(found);
        }

        var unknown = response.Errors.Any(e => e.Code == XdsErrorCode.UnknownPatientId);
        var errors = response.Errors.Where(e => e.Code != XdsErrorCode.UnknownPatientId).ToValueList();
        var status = unknown && !errors.Any(e => !e.IsWarning) ? ResponseStatus.Success : response.Status;
        Take(status, errors, neighbour.Home);
    }

    public AdhocQueryResponse ToResponse()
    {
        var failed = _errors.Any(e => !e.IsWarning);
        var status = !failed ? ResponseStatus.Success : _answered ? ResponseStatus.PartialSuccess : ResponseStatus.Failure;
        var found = status == ResponseStatus.Failure ? RegistryObjectList.Empty : new(_objects.ToValueList(), _refs.ToValueList());
        return new(status, found, _errors.ToValueList());
    }

    private void Take(ResponseStatus status, ValueList<XdsError> errors, string home)
    {
        _errors.AddRange(errors.Select(e => e.Location is { Length: > 0 } ? e : e with { Location = home }));
        _answered |= status != ResponseStatus.Failure;
        if (status != ResponseStatus.Success && !errors.Any(e => !e.IsWarning))
            Fail(new(XdsErrorCode.RegistryError, $"The community {home} answered {status} without saying why.", home));
    }

    private bool Belongs(Neighbour neighbour, string? home, string id, bool optional)
    {
        if (home == neighbour.Home || (optional && home is null)) return true;
        Fail(string.IsNullOrEmpty(home)
            ? new(XdsErrorCode.MissingHomeCommunityId, $"The community {neighbour.Home} gave the object {id} without homeCommunityId; it is left out.", neighbour.Home)
            : new(XdsErrorCode.UnknownCommunity, $"The community {neighbour.Home} gave the object {id} of another community, {home}; it is left out.", neighbour.Home));
        return false;
    }
}
