using System.Text.Json.Nodes;
using IheNode.Core;
using IheNode.Platform;
using NJsonSchema;

namespace IheNode.Tests;

public sealed class ProfileSchemaSpecs
{
    private static string SchemaFile => Tree.InTree("profiles", "profile.schema.json");

    [TestCase("yamato-seiwa")]
    [TestCase("mirai-kanae")]
    [TestCase("connectathon")]
    public async Task Each_profile_is_valid_by_the_schema(string network)
    {
        var schema = await JsonSchema.FromFileAsync(SchemaFile);
        Assert.That(schema.Validate(await File.ReadAllTextAsync(Tree.InTree("profiles", $"{network}.json"))), Is.Empty);
    }

    [TestCase("listen", "https", "70000")]
    [TestCase("listen", "htps", "1")]
    [TestCase("network", "homeCommunityId", "\"2.999\"")]
    public async Task The_schema_refuses_what_the_reader_refuses(string group, string key, string value)
    {
        var schema = await JsonSchema.FromFileAsync(SchemaFile);
        var profile = JsonNode.Parse(await File.ReadAllTextAsync(Tree.InTree("profiles", "yamato-seiwa.json")))!;
        profile[group]![key] = JsonNode.Parse(value);
        Assert.That(schema.Validate(profile.ToJsonString()), Is.Not.Empty);
    }

    [Test]
    public void The_schema_has_exactly_the_settings_of_the_records_and_asks_for_the_same()
    {
        var schema = JsonNode.Parse(File.ReadAllText(SchemaFile))!;
        Assert.Multiple(() => Compare(schema, schema, typeof(NodeProfile), "$"));
    }

    [Test]
    public void The_names_of_closed_attributes_are_those_of_code_files()
    {
        var names = JsonNode.Parse(File.ReadAllText(SchemaFile))!["definitions"]!["affinityDomain"]!["properties"]!["closedAttributes"]!["items"]!["enum"]!;
        Assert.That(names.AsArray().Select(name => name!.GetValue<string>()), Is.EquivalentTo([.. CodeSets.Attributes, "mimeType"]));
        Assert.That(ProfileBinder.Settings(typeof(CodeFileAttributes)).Keys, Is.EquivalentTo(CodeSets.Attributes));
    }

    [Test]
    public void The_attributes_that_a_restricted_update_may_be_forbidden_to_change_are_those_of_entries()
    {
        var names = JsonNode.Parse(File.ReadAllText(SchemaFile))!["definitions"]!["policy"]!["properties"]!["restrictedUpdateForbids"]!["items"]!["enum"]!;
        Assert.That(names.AsArray().Select(name => name!.GetValue<string>()), Is.EquivalentTo(DocumentEntryAttributes.Names));
    }

    private static void Compare(JsonNode root, JsonNode schema, Type record, string path)
    {
        var settings = ProfileBinder.Settings(record);
        var properties = schema["properties"]!.AsObject();
        Assert.That(properties.Select(pair => pair.Key).Where(key => key != "$schema"), Is.EquivalentTo(settings.Keys), path);
        Assert.That(schema["additionalProperties"]!.GetValue<bool>(), Is.False, path);
        Assert.That((schema["required"]?.AsArray() ?? []).Select(name => name!.GetValue<string>()), Is.EquivalentTo(
            settings.Where(setting => setting.Value.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute), false)).Select(setting => setting.Key)), path);
        foreach (var (name, setting) in settings)
        {
            var item = ProfileBinder.ItemType(setting.PropertyType);
            var type = item ?? setting.PropertyType;
            if (!ProfileBinder.IsRecord(type)) continue;
            var place = item is null ? properties[name]! : properties[name]!["items"]!;
            Compare(root, root["definitions"]![place["$ref"]!.GetValue<string>().Split('/')[^1]]!, type, $"{path}.{name}");
        }
    }
}
