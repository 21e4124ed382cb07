namespace IheNode.Tests;

/// <summary>The source tree that the tests were built from, and the reference material beside it.</summary>
public static class Tree
{
    /// <summary>The folder that holds IheNode.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file or folder of the reference material, or null (said aloud) where it is absent.</summary>
    public static string? Shared(params string[] path)
    {
        var full = Path.GetFullPath(Path.Combine([Root, "..", "shared", .. path]));
        if (File.Exists(full) || Directory.Exists(full)) return full;
        TestContext.Out.WriteLine($"../shared/{string.Join('/', path)} is absent: what needs it is not checked here.");
        return null;
    }

    /// <summary>A file of the tree.</summary>
    public static string InTree(params string[] path) => Path.Combine([Root, .. path]);

    /// <summary>All C# sources of the product and its tests, with paths relative to the root.</summary>
    public static IEnumerable<(string Path, string Text)> Sources() =>
        from file in Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !path.Split('/').Any(part => part is "obj" or "bin" or "data" || part.StartsWith('.'))
        select (path, File.ReadAllText(file));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "IheNode.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the source tree.");
    }
}
