using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PlateRecognition.Tests;

/// <summary>The arrows of the design, read from the project files and the sources themselves.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Repository = FindRepository();
    private static readonly string Core = Path.Combine(Repository, "src", "PlateRecognition");

    // Names of one word are members of enums, too.
    private static readonly string[] RootTypes =
        [.. typeof(PlateRecognizer).Assembly.GetTypes().Where(type => type.Namespace == "PlateRecognition" && !type.IsNested && type.Name.Count(char.IsUpper) > 1).Select(type => type.Name)];

    [Fact]
    public void Projects_Always_PointToTheCoreAndNowhereElse()
    {
        var arrows = Directory.EnumerateFiles(Path.Combine(Repository, "src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(project => XDocument.Load(project).Descendants("ProjectReference").Select(reference
                => $"{Path.GetFileNameWithoutExtension(project)} -> {Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)}"))
            .Order(StringComparer.Ordinal);

        Assert.Equal(["PlateApi -> PlateRecognition", "Plates -> PlateRecognition", "Training.Export -> PlateRecognition"], arrows);
    }

    [Fact]
    public void Packages_OfTheCore_AreInferenceItsFaultsAndPicturesOnly()
    {
        var packages = XDocument.Load(Path.Combine(Core, "PlateRecognition.csproj")).Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value);

        Assert.All(packages, package => Assert.Contains(new[] { "Microsoft.ML.OnnxRuntime", "Polly.Core", "SkiaSharp" }, allowed => package.StartsWith(allowed, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Plates")]
    [InlineData("Imaging")]
    [InlineData("Inference")]
    [InlineData("Models", "Plates", "Imaging")]
    public void Folder_OfTheCore_SeesOnlyWhatItMay(string folder, params string[] allowed)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Core, folder), "*.cs", SearchOption.AllDirectories))
        {
            var source = File.ReadAllText(file);
            foreach (var seen in FullNames().Matches(source).Select(match => match.Groups[1].Value).Distinct().Where(seen => seen != folder))
                Assert.True(allowed.Contains(seen), $"{Path.GetRelativePath(Repository, file)} sees {seen}.");

            // Inside this namespace "Imaging.X" is as good as the full name.
            foreach (var other in new[] { "Plates", "Imaging", "Inference", "Models" }.Except([folder, .. allowed]))
                Assert.DoesNotMatch($@"(?<![\w.""/]){other}\.[A-Z]", source);

            // The root's types are seen without any 'using'.
            foreach (var rootType in RootTypes)
                Assert.DoesNotMatch($@"\b{rootType}\b", Comments().Replace(source, ""));
        }
    }

    [Theory]
    [InlineData("Plates", "SkiaSharp", "Microsoft.ML")]
    [InlineData("Imaging", "Microsoft.ML")]
    [InlineData("Inference", "SkiaSharp")]
    [InlineData("Models", "SkiaSharp", "Microsoft.ML")]
    public void Folder_OfTheCore_KeepsLibrariesWhereTheyBelong(string folder, params string[] libraries)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Core, folder), "*.cs", SearchOption.AllDirectories))
        {
            foreach (var library in libraries)
                Assert.DoesNotContain(library, File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Files_OfTheCore_AreInTheNamespaceOfTheirFolder()
    {
        foreach (var file in Directory.EnumerateFiles(Core, "*.cs", SearchOption.AllDirectories))
        {
            var folders = Path.GetRelativePath(Core, file).Split(Path.DirectorySeparatorChar)[..^1];
            if (folders is not ["obj" or "bin", ..])
                Assert.Contains($"namespace {string.Join('.', ["PlateRecognition", .. folders])};", File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
                return folder.FullName;
        }

        // Built into a folder outside the repository: the sources' own place is known to the compiler.
        return Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));
    }

    private static string ThisFile([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"\bPlateRecognition\.(\w+)")]
    private static partial Regex FullNames();

    [GeneratedRegex("//.*")]
    private static partial Regex Comments();
}
