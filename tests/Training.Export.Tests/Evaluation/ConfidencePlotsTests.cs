using Training.Export.Evaluation;
using Training.Export.Tests.Rendering;

namespace Training.Export.Tests.Evaluation;

public sealed class ConfidencePlotsTests
{
    [Fact]
    public void ReliabilityOf_ReadsOfTwoConfidences_GivesTheirShares()
    {
        ReadPlate[] reads = [.. Reads(10, 0.95, right: 9), .. Reads(20, 0.25, right: 5), .. Reads(3, 0.55, right: 3)];

        var points = ConfidencePlots.ReliabilityOf(reads);

        Assert.Equal(2, points.Count); // three reads say nothing
        Assert.Equal((0.25, 0.25), (Math.Round(points[0].Confidence, 6), points[0].Right));
        Assert.Equal((0.95, 0.9), (Math.Round(points[1].Confidence, 6), points[1].Right));
    }

    [Fact]
    public void PrecisionOf_Reads_CountsTheSurestFirst()
    {
        ReadPlate[] reads = [.. Reads(1, 0.2, right: 0), .. Reads(2, 0.9, right: 2), .. Reads(1, 0.5, right: 0)];

        Assert.Equal([(0.25, 1), (0.5, 1), (0.75, 2 / 3.0), (1, 0.5)], ConfidencePlots.PrecisionOf(reads));
    }

    [Fact]
    public void Write_Sets_WritesTwoPictures()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"plots-{Guid.NewGuid():N}");
        try
        {
            ConfidencePlots.Write(folder, [("some", Reads(30, 0.7, right: 20))], 0.5, RepositoryFonts.Folder);

            Assert.Equal(["precision.png", "reliability.png"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ReadPlate[] Reads(int count, double confidence, int right)
        => [.. Enumerable.Range(0, count).Select(i => new ReadPlate($"{i}", "all", "AB0", i < right ? "ABO" : "X", confidence, false))];
}
