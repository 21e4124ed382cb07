using Microsoft.AspNetCore.Http;

namespace IheNode.Benchmarks;

/// <summary>An answer of the node as <see cref="Recording"/> saved it.</summary>
internal sealed class RecordedAnswer
{
    private readonly string _contentType;
    private readonly bool _hasLength;
    private readonly byte[] _head, _tail;
    private readonly string? _document;
    private readonly long _length;

    public RecordedAnswer(string folder, string key)
    {
        var type = File.ReadAllLines(Path.Combine(folder, $"{key}.type"));
        (_hasLength, _contentType) = (type[0] == "length", type[1]);
        _head = File.ReadAllBytes(Path.Combine(folder, $"{key}.head"));
        var document = new FileInfo(Path.Combine(folder, $"{key}.document"));
        _document = document.Exists ? document.FullName : null;
        _tail = document.Exists ? File.ReadAllBytes(Path.Combine(folder, $"{key}.tail")) : [];
        _length = _head.Length + _tail.Length + (document.Exists ? document.Length : 0);
    }

    /// <summary>Gives it again, its document straight from the file.</summary>
    public async Task SendAsync(HttpResponse response)
    {
        response.ContentType = _contentType;
        if (_hasLength) response.ContentLength = _length;
        await response.Body.WriteAsync(_head).ConfigureAwait(false);
        if (_document is null) return;
        await response.SendFileAsync(_document).ConfigureAwait(false);
        await response.Body.WriteAsync(_tail).ConfigureAwait(false);
    }
}
