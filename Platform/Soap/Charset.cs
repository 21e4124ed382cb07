using System.Text;

namespace IheNode.Platform;

/// <summary>Encodings by the names that documents give them, those of Japan among them.</summary>
public static class Charset
{
    /// <summary>The encoding with this name, throwing where octets have no meaning in it; null = the node does not know it.</summary>
    public static Encoding? Strict(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
