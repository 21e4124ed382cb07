using System.Buffers;

namespace IheNode.Core;

/// <summary>A registry object that is still a row: its body and what is written over it.</summary>
/// <param name="Body">Its body (<see cref="ObjectBody"/>).</param>
/// <param name="Current">What has changed since.</param>
public readonly record struct StoredObject(ReadOnlyMemory<byte> Body, CurrentValues Current)
{
    /// <summary>The object as it is now.</summary>
    /// <exception cref="InvalidDataException">The body is none of a known version.</exception>
    public RegistryObject ToObject() => Current.Over(ObjectBody.Decode(Body.Span));

    /// <summary>Renders the object as it is now; the prefix <c>rim</c> must be declared around it.</summary>
    /// <exception cref="InvalidDataException">The body is none of a known version.</exception>
    public void Render(IBufferWriter<byte> output) => ObjectBody.Render(Body.Span, Current, output);
}
