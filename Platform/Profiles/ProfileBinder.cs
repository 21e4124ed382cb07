using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>
/// Makes records of JSON. Unlike a serializer it goes on after a fault, so that every fault is named; what is faulty keeps its default.
/// </summary>
internal sealed class ProfileBinder(ProfileFaults faults)
{
    /// <summary>The value of a node as a type: a record of settings, a ValueList of them, or a simple value.</summary>
    public object? Bind(JsonNode? node, Type type, string path)
    {
        if (ItemType(type) is { } item) return BindList(node, type, item, path);
        return IsRecord(type) ? BindRecord(node, type, path) : BindValue(node, type, path);
    }

    /// <summary>The settings of a record by their JSON names.</summary>
    public static IReadOnlyDictionary<string, PropertyInfo> Settings(Type record) => record
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is not null && property.GetCustomAttribute<JsonIgnoreAttribute>() is null)
        .ToDictionary(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));

    /// <summary>Whether a type has settings of its own.</summary>
    public static bool IsRecord(Type type) => type.IsClass && type != typeof(string);

    /// <summary>What a ValueList holds; null for other types.</summary>
    public static Type? ItemType(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueList<>) ? type.GetGenericArguments()[0] : null;

    private object BindRecord(JsonNode? node, Type type, string path)
    {
        var record = Activator.CreateInstance(type)!;
        if (node is not JsonObject json)
        {
            faults.Add(path, $"{Shown(node)} is not an object");
            return record;
        }
        var settings = Settings(type);
        foreach (var key in json.Select(pair => pair.Key).Where(key => !settings.ContainsKey(key) && !(path == "$" && key == "$schema")))
            faults.Add($"{path}.{key}", $"is unknown{Nearest.Hint(key, settings.Keys)}");
        foreach (var (name, property) in settings)
        {
            if (json.ContainsKey(name)) property.SetValue(record, BindSetting(json[name], property, $"{path}.{name}") ?? property.GetValue(record));
            else if (property.GetCustomAttribute<RequiredMemberAttribute>() is not null) faults.Add($"{path}.{name}", "is missing");
        }
        return record;
    }

    private object? BindSetting(JsonNode? node, PropertyInfo property, string path)
    {
        var nullable = new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;
        if (node is null && !nullable) faults.Add(path, "is null");
        return node is null ? null : Bind(node, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, path);
    }

    private object? BindList(JsonNode? node, Type type, Type item, string path)
    {
        if (node is not JsonArray array)
        {
            faults.Add(path, $"{Shown(node)} is not an array");
            return null;
        }
        var items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        for (var i = 0; i < array.Count; i++)
        {
            if (Bind(array[i], item, $"{path}[{i}]") is { } bound) items.Add(bound);
        }
        return typeof(ValueList).GetMethod(nameof(ValueList.ToValueList))!.MakeGenericMethod(item).Invoke(null, [items]);
    }

    private object? BindValue(JsonNode? node, Type type, string path)
    {
        var text = node?.ToJsonString() ?? "null";
        object? value = (Type.GetTypeCode(type), node?.GetValueKind()) switch
        {
            (TypeCode.String, JsonValueKind.String) => node!.GetValue<string>(),
            (TypeCode.Boolean, JsonValueKind.True or JsonValueKind.False) => node!.GetValueKind() == JsonValueKind.True,
            (TypeCode.Int32, JsonValueKind.Number) when int.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
            (TypeCode.Int64, JsonValueKind.Number) when long.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
            (TypeCode.Double, JsonValueKind.Number) when double.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
        if (value is null) faults.Add(path, $"{Shown(node)} is not {Wanted(type)}");
        return value;
    }

    private static string Wanted(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.String => "a text",
        TypeCode.Boolean => "true or false",
        TypeCode.Double => "a number",
        TypeCode.Int32 => $"a whole number ({int.MinValue} to {int.MaxValue})",
        _ => "a whole number",
    };

    private static string Shown(JsonNode? node) => node is JsonObject ? "an object" : node is JsonArray ? "an array" : node?.ToJsonString() ?? "null";
}
