using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IheNode.Core;
using Spectre.Console;

namespace IheNode.Gateway;

/// <summary>What people and programs read on standard output.</summary>
internal static class Terminal
{
    /// <summary>JSON in which Japanese stays readable.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The console; where nobody watches it is wide, so that tables are not cut.</summary>
    public static IAnsiConsole Out { get; } = MakeConsole();

    /// <summary>An empty table with these columns.</summary>
    public static Table Table(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in columns) table.AddColumn(new TableColumn(Markup.Escape(column)));
        return table;
    }

    /// <summary>A row of plain text.</summary>
    public static void Row(Table table, params ReadOnlySpan<string?> cells)
    {
        var texts = new Text[cells.Length];
        for (var i = 0; i < cells.Length; i++) texts[i] = new Text(cells[i] ?? "");
        table.AddRow(texts);
    }

    /// <summary>The table on standard output, then the status and what the rows are, and every error and warning on standard error.</summary>
    public static void Write(ResponseStatus status, IEnumerable<XdsError> errors, Table table, string rows)
    {
        if (table.Rows.Count > 0) Out.Write(table);
        Out.WriteLine($"{status}: {rows}");
        foreach (var error in errors)
            Console.Error.WriteLine($"{(error.IsWarning ? "warning" : "error")} {error.Code}: {error.CodeContext}{(error.Location is { } at ? $" [{at}]" : "")}");
    }

    /// <summary>A number of things, as a person would say it.</summary>
    public static string Count(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";

    /// <summary>An id without the namespace that HL7 v2 may add, as metadata and this program's options want it.</summary>
    public static PatientId WithoutNamespace(PatientId id) => PatientId.Of(id.Id, id.AssigningAuthority);

    /// <summary>The title of an object in any language.</summary>
    public static string TitleOf(RegistryObject item) => item.Title.Count > 0 ? item.Title[0].Value : "";

    /// <summary>The name in the form that a person reads first: kanji, else whatever there is.</summary>
    public static string NameOf(Patient patient)
    {
        var name = patient.Names.OrderBy(n => n.Representation == NameRepresentation.Ideographic ? 0 : 1).FirstOrDefault();
        return name is null ? "" : $"{name.Family} {name.Given}".Trim();
    }

    /// <summary>Runs work that reads documents, with a progress bar of the bytes read when someone watches; null = nobody knows how many there are.</summary>
    public static async Task<T> ProgressAsync<T>(long? total, Func<Action<long>, Task<T>> work)
    {
        if (Console.IsOutputRedirected || total < 1_000_000) return await work(_ => { }).ConfigureAwait(false);
        ProgressColumn[] columns = total is null
            ? [new TaskDescriptionColumn(), new SpinnerColumn(), new ElapsedTimeColumn(), new TransferSpeedColumn()]
            : [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn()];
        return await Out.Progress().Columns(columns)
            .StartAsync(context =>
            {
                var bar = context.AddTask("documents", maxValue: total ?? double.MaxValue);
                bar.IsIndeterminate = total is null;
                return work(bytes => bar.Increment(bytes));
            }).ConfigureAwait(false);
    }

    /// <summary>A line of text, above the progress bar if there is one; where nobody watches it is not folded.</summary>
    public static void WriteLine(string text)
    {
        if (Console.IsOutputRedirected) Console.WriteLine(text);
        else Out.WriteLine(text);
    }

    /// <summary>Runs long work with a progress bar when someone watches; the work says how far it is, of how much, and what else is worth knowing.</summary>
    public static async Task<T> ProgressAsync<T>(string what, Func<Action<long, long?, string>, Task<T>> work)
    {
        if (Console.IsOutputRedirected) return await work((_, _, _) => { }).ConfigureAwait(false);
        ProgressColumn[] columns = [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn()];
        return await Out.Progress().Columns(columns)
            .StartAsync(context =>
            {
                var bar = context.AddTask(what);
                bar.IsIndeterminate = true;
                return work((done, total, note) =>
                {
                    bar.IsIndeterminate = total is null;
                    bar.MaxValue = Math.Max(1, total ?? done);
                    bar.Value = done;
                    bar.Description = Markup.Escape(note.Length == 0 ? $"{what} {done:N0}" : $"{what} {done:N0}, {note}");
                });
            }).ConfigureAwait(false);
    }

    private static IAnsiConsole MakeConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected) console.Profile.Width = 200;
        return console;
    }
}
