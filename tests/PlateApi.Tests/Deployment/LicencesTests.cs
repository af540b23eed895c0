using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace PlateApi.Tests.Deployment;

/// <summary>docs/licences.md lists what the programs are made of. Run with UPDATE_LICENCES=1 to write its table anew.</summary>
public sealed class LicencesTests
{
    private const string Begin = "<!-- packages:begin -->\n", End = "<!-- packages:end -->";
    private static readonly string[] Shipped = ["PlateApi", "Plates", "Training.Export"];
    private static readonly string[] Tests = ["PlateApi.Tests", "PlateRecognition.Tests", "Plates.Tests", "Training.Export.Tests", "PlateApi.Benchmarks"];

    // What Apache-2.0 may be combined and passed on with.
    private static readonly string[] Compatible = ["Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"];

    [Fact]
    public void Packages_OfAllPrograms_AreListedUnderCompatibleLicences()
    {
        var packages = Shipped.Concat(Tests).SelectMany(PackagesOf).GroupBy(package => package.Name, StringComparer.OrdinalIgnoreCase)
            .Select(uses => (uses.First().Name, uses.First().Licence, uses.First().Holder, Uses: string.Join(", ", uses.Select(use => use.Program).Where(Shipped.Contains).DefaultIfEmpty("tests"))))
            .OrderBy(package => package.Name, StringComparer.OrdinalIgnoreCase).ToArray();
        var file = RepositoryFiles.PathOf("docs/licences.md");
        var text = File.ReadAllText(file);
        var table = string.Concat(packages.Select(package => $"| {package.Name} | {package.Licence} | {package.Holder} | {package.Uses} |\n"));
        if (Environment.GetEnvironmentVariable("UPDATE_LICENCES") == "1")
        {
            var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
            text = $"{text[..from]}| package | licence | copyright | used by |\n|---|---|---|---|\n{table}{text[to..]}";
            File.WriteAllText(file, text);
        }

        Assert.All(packages, package => Assert.Contains(package.Licence, Compatible));
        // A package that only tests use is not passed on: it may wait for the next time the table is written.
        Assert.All(packages.Where(package => package.Uses != "tests"), package => Assert.True(
            text.Contains($"\n| {package.Name} | {package.Licence} |", StringComparison.Ordinal), $"docs/licences.md lacks {package.Name} ({package.Licence}): scripts/list-licences.sh writes it."));
    }

    [Fact]
    public void Fonts_Each_HaveARowAndALicence()
    {
        var rows = File.ReadAllLines(RepositoryFiles.PathOf("docs/licences.md")).Where(line => line.Contains("fonts/licences/", StringComparison.Ordinal)).ToArray();
        var licences = Directory.EnumerateFiles(RepositoryFiles.PathOf("fonts/licences")).Select(path => Path.GetFileName(path)!).ToArray();
        var fonts = Directory.EnumerateFiles(RepositoryFiles.PathOf("fonts")).Select(path => Path.GetFileNameWithoutExtension(path)!).ToArray();

        Assert.All(fonts, font => Assert.Contains(rows, row => row.Contains($"`{font}`", StringComparison.Ordinal)));
        Assert.All(licences, licence => Assert.Contains(rows, row => row.Contains($"](../fonts/licences/{licence})", StringComparison.Ordinal)));
        Assert.Equal(licences.Length, rows.Length);
    }

    private static IEnumerable<(string Program, string Name, string Licence, string Holder)> PackagesOf(string program)
    {
        var assets = RepositoryFiles.PathOf($"artifacts/obj/{program}/project.assets.json");
        Assert.SkipUnless(File.Exists(assets), $"{program} is not restored: scripts/test.sh does.");
        var json = JsonNode.Parse(File.ReadAllText(assets))!;
        var folders = json["packageFolders"]!.AsObject().Select(folder => folder.Key).ToArray();
        foreach (var (id, library) in json["libraries"]!.AsObject())
        {
            if ((string?)library!["type"] != "package")
                continue;
            var folder = folders.Select(root => Path.Combine(root, library["path"]!.ToString())).First(Directory.Exists);
            var name = id.Split('/')[0];
            var about = XDocument.Load(Directory.EnumerateFiles(folder, "*.nuspec").Single()).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
            yield return (program, name, LicenceOf(about, folder), HolderOf(about));
        }
    }

    private static string LicenceOf(XElement about, string folder)
    {
        var licence = about.Elements().FirstOrDefault(element => element.Name.LocalName == "license");
        if (licence is null)
            return "unknown";
        if ((string?)licence.Attribute("type") == "expression")
            return licence.Value.Trim();
        // A file instead of a name, as ONNX Runtime's packages have.
        return File.ReadAllText(Path.Combine(folder, licence.Value)).TrimStart().StartsWith("MIT License", StringComparison.Ordinal) ? "MIT" : $"file {licence.Value}";
    }

    private static string HolderOf(XElement about)
    {
        var holder = new[] { "copyright", "authors" }.Select(name => about.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value.Trim()).First(text => !string.IsNullOrEmpty(text))!;
        return holder.Replace('|', '/').Replace('\n', ' ');
    }
}
