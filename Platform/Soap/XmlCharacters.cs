using System.Text;
using System.Xml;

namespace IheNode.Platform;

/// <summary>What XML can carry.</summary>
internal static class XmlCharacters
{
    /// <summary>The text with U+FFFD for what XML cannot carry: a control character that a peer sent must stop neither an audit message nor a fault.</summary>
    public static string Legal(string text)
    {
        if (text.All(XmlConvert.IsXmlChar)) return text;
        var legal = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) legal.Append(text[i++]).Append(text[i]);
            else legal.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
        }

        return legal.ToString();
    }
}
