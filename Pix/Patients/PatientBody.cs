using System.Collections;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IheNode.Core;

namespace IheNode.Pix;

/// <summary>The demographics of a record as they are kept: every field of <see cref="Patient"/> but the ids, as JSON.</summary>
internal static class PatientBody
{
    private static readonly PropertyInfo[] Fields =
        [.. typeof(Patient).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(field => field.CanWrite && field.Name != nameof(Patient.Ids))];

    private static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new ValueListConverter(), new TimeConverter() },
    };

    public static string Write(Patient patient) => JsonSerializer.Serialize(patient with { Ids = default }, Options);

    public static Patient Read(string body) => JsonSerializer.Deserialize<Patient>(body, Options)!;

    /// <summary>
    /// What is known after a feed: a field that it leaves empty stays as it was, one that it gives replaces the old value whole, and the HL7 null <c>""</c>
    /// deletes it (<c>ITI TF-2 Appendix C</c>).
    /// </summary>
    public static Patient Revise(Patient known, Patient feed)
    {
        var result = feed with { Ids = default };
        foreach (var field in Fields)
        {
            var value = field.GetValue(feed);
            if (IsEmpty(value)) field.SetValue(result, field.GetValue(known));
            else if (IsDeletion(value)) field.SetValue(result, field.PropertyType.IsValueType ? Activator.CreateInstance(field.PropertyType) : null);
        }

        return result;
    }

    private static bool IsEmpty(object? value) => value switch
    {
        null => true,
        Hl7Time time => string.IsNullOrEmpty(time.Text),
        IEnumerable items => !items.GetEnumerator().MoveNext(),
        _ => false,
    };

    private static bool IsDeletion(object? value) => value switch
    {
        string text => text == Er7Text.Deletion,
        Hl7Time time => time.Text == Er7Text.Deletion,
        PersonName name => IsDeletion(name.Family),
        PersonAddress address => IsDeletion(address.Street),
        IEnumerable items => items.Cast<object?>().ToList() is [var only] && IsDeletion(only),
        _ => false,
    };

    private sealed class TimeConverter : JsonConverter<Hl7Time>
    {
        public override Hl7Time Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, Hl7Time value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
    }

    private sealed class ValueListConverter : JsonConverterFactory
    {
        public override bool CanConvert(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueList<>);

        public override JsonConverter CreateConverter(Type type, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(type.GetGenericArguments()))!;

        private sealed class Of<T> : JsonConverter<ValueList<T>>
        {
            public override ValueList<T> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
                JsonSerializer.Deserialize<T[]>(ref reader, options)!.ToValueList();

            public override void Write(Utf8JsonWriter writer, ValueList<T> value, JsonSerializerOptions options) =>
                JsonSerializer.Serialize(writer, value.ToArray(), options);
        }
    }
}
