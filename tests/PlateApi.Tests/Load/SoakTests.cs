using PlateApi.Load.Soak;

namespace PlateApi.Tests.Load;

public sealed class SoakTests
{
    [Fact]
    public async Task Soak_TwentySeconds_Holds()
    {
        var report = Path.Combine(Path.GetTempPath(), $"soak-{Guid.NewGuid():N}.md");
        try
        {
            var (exitCode, output) = await LoadRunTests.RunAsync("soak", "0.33", "--report", report);

            Assert.True(exitCode == 0, output);
            var text = await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken);
            Assert.Contains("| crop | 200 |", text, StringComparison.Ordinal);
            Assert.Matches("Chaos in the networks' runs, .* [1-9][0-9]* waited 150 ms, .* [1-9][0-9]* hung and were given up after 5 s", text);
            Assert.Contains("Not as it must be: nothing.", text, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(report);
        }
    }

    [Fact]
    public void Compare_OtherPlatesThanFirst_IsAFault()
    {
        var record = new SoakRecord();
        record.Compare("crop 1", "ABE");
        record.Compare("crop 1", "ABE");
        Assert.Empty(record.Faults);

        record.Compare("crop 1", "ABF");

        Assert.Contains("ABF instead of ABE", Assert.Single(record.Faults), StringComparison.Ordinal);
        Assert.Equal(2, record.Compared);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1.6)]
    public void Growth_FromTheSecondFifthToTheLast_IsTheRatioOfMeans(int slope, double expected)
    {
        var record = new SoakRecord();
        for (var second = 0; second < 100; second++)
            record.Memory.Add((second, 70 + slope * second, 0));

        Assert.Equal(expected, record.Growth()!.Value, 1);
    }
}
