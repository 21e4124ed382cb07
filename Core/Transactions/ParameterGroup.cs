namespace IheNode.Core;

/// <summary>The parameters of QPD-3 that together make one value of a field, as an identifier with its domain.</summary>
/// <param name="location">ERR-2 of its first parameter.</param>
internal sealed class ParameterGroup(string location)
{
    private readonly Dictionary<(int Component, int Subcomponent), string> _parts = [];
    private string? _whole;

    /// <summary>ERR-2 of its first parameter.</summary>
    public string Location => location;

    /// <summary>The value as a raw repetition.</summary>
    public string Raw
    {
        get
        {
            if (_whole is { } whole) return whole;
            var components = new string[_parts.Keys.Max(part => part.Component)];
            for (var i = 1; i <= components.Length; i++)
            {
                var own = _parts.Where(part => part.Key.Component == i).ToDictionary(part => part.Key.Subcomponent, part => part.Value);
                components[i - 1] = string.Join('&', Enumerable.Range(1, own.Keys.DefaultIfEmpty(0).Max()).Select(sub => own.GetValueOrDefault(sub, "")));
            }

            return string.Join('^', components);
        }
    }

    /// <summary>Adds a parameter to the last group or, where that has it already, to a new one.</summary>
    /// <param name="groups">The groups of the field.</param>
    /// <param name="location">ERR-2 of the parameter.</param>
    /// <param name="path">Component and subcomponent, as far as the parameter names them.</param>
    /// <param name="value">Its raw value.</param>
    public static void Set(List<ParameterGroup> groups, string location, List<int> path, string value)
    {
        var part = (path.ElementAtOrDefault(0), path.Count > 1 ? path[1] : 1);
        var last = groups.Count > 0 ? groups[^1] : null;
        if (last is null || last._whole is not null || path.Count == 0 || last._parts.ContainsKey(part)) groups.Add(last = new(location));
        if (path.Count == 0) last._whole = value;
        else last._parts.Add(part, value);
    }
}
