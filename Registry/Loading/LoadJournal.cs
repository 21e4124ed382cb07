using System.Text.Json;

namespace IheNode.Registry;

/// <summary>
/// What of a folder is loaded, so that a load which was ended can go on: lines of JSON, each <c>{"loaded":n,"last":file}</c> (all of the first n messages
/// have their answer, the last of them is that file), <c>{"refused":file}</c> or <c>{"accepted":file}</c> (one that was refused before). It lags behind the
/// database, never ahead of it: a message that is sent again gets its first answer again. A file that was changed after the journal counts as not loaded.
/// </summary>
public sealed class LoadJournal : IDisposable
{
    private const int LinesApart = 256;

    private readonly string _file;
    private readonly StreamWriter _lines;
    private readonly HashSet<string> _refused;
    private readonly Dictionary<long, string> _answered = [];
    private readonly DateTime _asOf;
    private long _loaded, _written;
    private string _last;

    private LoadJournal(string file, State state)
    {
        (_file, _refused, _loaded, _written, _last) = (file, state.Refused, state.Loaded, state.Loaded, state.Last);
        _asOf = File.Exists(file) ? File.GetLastWriteTimeUtc(file) : DateTime.MinValue;
        _lines = new StreamWriter(file, append: true);
    }

    /// <summary>How many messages had been loaded when the journal was opened or are by now, without a gap.</summary>
    public long Loaded => _loaded;

    /// <summary>Opens the journal of a folder. One that does not fit the folder's files is begun anew.</summary>
    /// <param name="file">The journal.</param>
    /// <param name="names">The folder's messages by name, in order.</param>
    public static LoadJournal Open(string file, IEnumerable<string> names)
    {
        var state = File.Exists(file) ? Read(file) : new([], 0, "");
        if (state.Loaded > 0 && names.ElementAtOrDefault((int)(state.Loaded - 1)) != state.Last)
        {
            File.Delete(file);
            state = new([], 0, "");
        }

        return new LoadJournal(file, state);
    }

    /// <summary>Whether a message needs no loading.</summary>
    public bool IsLoaded(LoadMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (_answered) return message.Position < _loaded && !_refused.Contains(message.Name) && !(message.Changed > _asOf);
    }

    /// <summary>Notes that a message has its answer.</summary>
    public void Note(LoadMessage message, bool accepted)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (_answered)
        {
            if (!accepted && _refused.Add(message.Name)) Write(new { refused = message.Name });
            if (accepted && _refused.Remove(message.Name)) Write(new { accepted = message.Name });
            if (message.Position < _loaded) return;
            _answered[message.Position] = message.Name;
            while (_answered.Remove(_loaded, out var name)) (_last, _loaded) = (name, _loaded + 1);
            if (_loaded >= _written + LinesApart) WriteLoaded();
        }
    }

    /// <summary>The whole folder is loaded: the journal goes, unless messages were refused, which the next load tries again.</summary>
    public void Complete()
    {
        Dispose();
        if (_refused.Count == 0) File.Delete(_file);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_answered)
        {
            if (_lines.BaseStream is null) return;
            if (_loaded > _written) WriteLoaded();
            _lines.Dispose();
        }
    }

    private void WriteLoaded()
    {
        Write(new { loaded = _loaded, last = _last });
        _lines.Flush();
        _written = _loaded;
    }

    private void Write(object line) => _lines.WriteLine(JsonSerializer.Serialize(line));

    private static State Read(string file)
    {
        var state = new State([], 0, "");
        foreach (var line in File.ReadLines(file))
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                var root = json.RootElement;
                if (root.TryGetProperty("refused", out var refused)) state.Refused.Add(refused.GetString()!);
                else if (root.TryGetProperty("accepted", out var accepted)) state.Refused.Remove(accepted.GetString()!);
                else state = state with { Loaded = root.GetProperty("loaded").GetInt64(), Last = root.GetProperty("last").GetString()! };
            }
            catch (Exception torn) when (torn is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                // A crash tears the last line; what it said is loaded once more.
            }
        }

        return state;
    }

    private sealed record State(HashSet<string> Refused, long Loaded, string Last);
}
