using System.Runtime.CompilerServices;
using Training.Export.Study;
using Training.Export.Tests.Rendering;

namespace Training.Export.Tests.Study;

/// <summary>The shipped report, written anew in a folder of its own.</summary>
public sealed class StudyReportTests : IDisposable
{
    private static readonly string Repository = FindRepository();
    private readonly string _folder = Directory.CreateTempSubdirectory("study-report-").FullName;

    [Fact]
    public void Write_RunsOfTheRepository_GivesTheReportThatIsShipped()
    {
        var path = Path.Combine(_folder, "transfer-learning.md");
        var shipped = Path.Combine(Repository, "docs", "transfer-learning.md");
        File.Copy(shipped, path);

        StudyReport.Write(path, new StudyFolder(Path.Combine(Repository, "study")), RepositoryFonts.Library, RepositoryFonts.Folder);

        Assert.Equal(File.ReadAllText(shipped), File.ReadAllText(path));
        Assert.True(new FileInfo(Path.Combine(_folder, "study", "augmentations.png")).Length > 10_000);
    }

    [Fact]
    public void Write_NoRuns_SaysSoInEverySection()
    {
        var path = Path.Combine(_folder, "transfer-learning.md");
        File.Copy(Path.Combine(Repository, "docs", "transfer-learning.md"), path);

        StudyReport.Write(path, new StudyFolder(Path.Combine(_folder, "none")), RepositoryFonts.Library, RepositoryFonts.Folder);

        var text = File.ReadAllText(path);
        Assert.Contains("| `random` | random weights | 0 | not run |", text, StringComparison.Ordinal);
        Assert.Contains("| `full-b0-frozen` | ImageNet weights, trunk frozen; the asker's size | 0 | not run, for want of B0's ImageNet weights (`--weights`) |", text, StringComparison.Ordinal);
        Assert.Contains("not run yet", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string FindRepository([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
