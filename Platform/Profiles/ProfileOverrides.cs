using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IheNode.Platform;

/// <summary>Puts settings of the environment and of the command line over a profile's JSON, before it is checked.</summary>
internal static class ProfileOverrides
{
    private const string Prefix = "IHENODE_";

    // For the tests of this program, whose child processes inherit them.
    private const string TestPrefix = "IHENODE_TEST_";

    /// <summary>Applies the environment, then the sets. An empty value takes a setting back to its default.</summary>
    public static void Apply(JsonObject profile, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> sets, ProfileFaults faults)
    {
        foreach (var (name, value) in environment.Where(pair => IsSetting(pair.Key)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            Apply(profile, name[Prefix.Length..].Split("__"), value, name, faults);
        foreach (var set in sets)
        {
            var equals = set.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) faults.Add($"--set {set}", "is not path=value");
            else Apply(profile, Segments(set[..equals]), set[(equals + 1)..], $"--set {set[..equals]}", faults);
        }
    }

    private static bool IsSetting(string variable) =>
        variable.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !variable.StartsWith(TestPrefix, StringComparison.OrdinalIgnoreCase);

    private static string[] Segments(string path) =>
        path.Replace("$.", "", StringComparison.Ordinal).Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.');

    private static void Apply(JsonObject profile, string[] segments, string value, string origin, ProfileFaults faults)
    {
        JsonNode place = profile;
        var type = typeof(NodeProfile);
        for (var i = 0; i < segments.Length; i++)
        {
            if (Step(ref type, place, segments[i]) is not { } key)
            {
                faults.Add(origin, $"there is no setting \"{string.Join('.', segments[..(i + 1)])}\"{Hint(type, segments[i])}");
                return;
            }
            if (i == segments.Length - 1) Put(place, key, value, type);
            else place = Descend(place, key, type);
        }
    }

    /// <summary>The JSON key or array index that a segment names, and the type of what stands there; null when there is none.</summary>
    private static string? Step(ref Type type, JsonNode place, string segment)
    {
        if (ProfileBinder.ItemType(type) is { } item)
        {
            var exists = int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && place is JsonArray array && index <= array.Count;
            if (exists) type = item;
            return exists ? segment : null;
        }
        if (!ProfileBinder.IsRecord(type)) return null;
        var setting = ProfileBinder.Settings(type).FirstOrDefault(pair => pair.Key.Equals(segment, StringComparison.OrdinalIgnoreCase));
        if (setting.Value is not null) type = setting.Value.PropertyType;
        return setting.Key;
    }

    private static JsonNode Descend(JsonNode place, string key, Type type)
    {
        var below = place is JsonArray array ? ItemAt(array, key) : (place as JsonObject)?[key];
        var isList = ProfileBinder.ItemType(type) is not null;
        if (!isList && !ProfileBinder.IsRecord(type)) return place;
        if (isList ? below is JsonArray : below is JsonObject) return below;
        JsonNode made = isList ? new JsonArray() : new JsonObject();
        Place(place, key, made);
        return made;
    }

    private static void Put(JsonNode place, string key, string value, Type type)
    {
        if (value.Length == 0) Remove(place, key);
        else Place(place, key, type == typeof(string) ? JsonValue.Create(value) : Parsed(value));
    }

    private static JsonNode? Parsed(string value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            // The binder then says what was wanted instead of this text.
            return JsonValue.Create(value);
        }
    }

    private static JsonNode? ItemAt(JsonArray array, string key) => Index(key) < array.Count ? array[Index(key)] : null;

    private static void Place(JsonNode place, string key, JsonNode? value)
    {
        if (place is JsonObject json) json[key] = value;
        else if (place is JsonArray array && Index(key) < array.Count) array[Index(key)] = value;
        else ((JsonArray)place).Add(value);
    }

    private static void Remove(JsonNode place, string key)
    {
        if (place is JsonObject json) json.Remove(key);
        else if (place is JsonArray array && Index(key) < array.Count) array.RemoveAt(Index(key));
    }

    private static int Index(string key) => int.Parse(key, CultureInfo.InvariantCulture);

    private static string Hint(Type type, string segment) =>
        ProfileBinder.ItemType(type) is not null ? " (items are numbered from 0, without gaps)"
        : ProfileBinder.IsRecord(type) ? Nearest.Hint(segment, ProfileBinder.Settings(type).Keys) : "";
}
