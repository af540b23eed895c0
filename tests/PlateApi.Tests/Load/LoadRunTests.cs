using System.Diagnostics;
using PlateApi.Load;

namespace PlateApi.Tests.Load;

public sealed class LoadRunTests
{
    private static readonly LoadBounds Short = new(TimeSpan.FromSeconds(0.2), 0.9, MostWindows: 3, MostRequests: 100_000, TimeSpan.FromSeconds(30));

    [Theory]
    [InlineData(new[] { 100.0, 105, 109 }, true)]
    [InlineData(new[] { 100.0, 105, 111 }, false)]
    [InlineData(new[] { 500.0, 100, 105, 109 }, true)]
    [InlineData(new[] { 100.0, 100 }, false)]
    [InlineData(new[] { 0.0, 0, 0 }, false)]
    public void Stability_ThreeLastWindows_AgreeWithinATenth(double[] counts, bool isReached)
        => Assert.Equal(isReached, Stability.IsReached([.. counts.Select(count => WindowOf((int)count, latency: 5))], 0.1));

    [Fact]
    public void Stability_LatencyThatGrows_IsNotReached()
        => Assert.False(Stability.IsReached([WindowOf(100, 5), WindowOf(100, 6), WindowOf(100, 7)], 0.1));

    [Fact]
    public void Percentile_HundredLatencies_AreTheNearestRanks()
    {
        var result = new LoadResult("closed", 1, true, [new Window(2, [.. Enumerable.Range(1, 100).Reverse().Select(i => new Answer(i, 200, default)), new Answer(9999, 503, default)])]);

        Assert.Equal((50, 99, 100), (result.Percentile(0.5), result.Percentile(0.99), result.Percentile(1)));
        Assert.Equal(50, result.Throughput);
        Assert.Equal(50.5, result.Mean);
        Assert.Equal(1, result.Statuses[503]);
    }

    [Fact]
    public void ServerSplit_HeaderOfTheService_IsTaken()
        => Assert.Equal(new ServerSplit(1.5, 0, 0.25, 3, 5), ServerSplit.Parse("decode;dur=1.5, detect;dur=0, queue;dur=0.25, read;dur=3;desc=\"x\", total;dur=5, other"));

    [Theory]
    [InlineData("http://127.0.0.1:8080", false, true)]
    [InlineData("http://localhost", false, true)]
    [InlineData("http://[::1]:1", false, true)]
    [InlineData("http://192.0.2.1:8080", false, false)]
    [InlineData("http://plates.example", false, false)]
    [InlineData("http://plates.example", true, true)]
    public void Refuse_HostsOtherThanThisMachine_UnlessToldOtherwise(string url, bool mayBeRemote, bool isTaken)
        => Assert.Equal(isTaken, ServiceClient.Refuse(new Uri(url), mayBeRemote) is null);

    [Fact]
    public async Task Closed_MostRequests_EndsAfterThem()
    {
        var sent = 0;
        var run = new LoadRun(Short with { MostRequests = 25 }, (_, _) => Task.FromResult((Interlocked.Increment(ref sent) % 5 == 0 ? 503 : 200, default(ServerSplit))));

        var result = await run.ClosedAsync(4);

        Assert.Equal(25, sent);
        Assert.Equal(25, result.Count);
        Assert.Equal(5, result.Statuses[503]);
    }

    [Fact]
    public async Task Poisson_ServiceThatStalls_CountsTheTimeThatRequestsWereDue()
    {
        // All answers come at the same moment, however late: those that were due early have waited longer, by as much as they were due earlier.
        var gate = new TaskCompletionSource();
        var run = new LoadRun(Short with { MostRequests = 40, Window = TimeSpan.FromSeconds(10) }, async (number, stop) =>
        {
            if (number == 39)
                gate.SetResult();
            await gate.Task.WaitAsync(stop);
            return (200, default);
        });

        var result = await run.PoissonAsync(100, seed: 1);

        Assert.Equal(40, result.Count);
        Assert.True(result.Percentile(1) - result.Percentile(0.1) > 150, $"{result.Percentile(0.1)} and {result.Percentile(1)} ms");
    }

    [Fact]
    public async Task Run_ClientThatGetsNoAnswer_IsStatusZero()
    {
        var run = new LoadRun(Short with { MostRequests = 3 }, (_, _) => throw new HttpRequestException("refused"));

        Assert.Equal(3, (await run.ClosedAsync(1)).Statuses[0]);
    }

    [Fact]
    public async Task Program_ShortLoads_WriteFiguresAndAPlot()
    {
        var folder = Directory.CreateTempSubdirectory("plate-load-");
        try
        {
            var (csv, plot) = (Path.Combine(folder.FullName, "load.csv"), Path.Combine(folder.FullName, "load.png"));

            var (exitCode, errors) = await RunAsync(
                "run", "--clients", "2", "--rates", "20", "--window", "0.3", "--max-windows", "100", "--max-requests", "40", "--stability", "1", "--csv", csv, "--plot", plot);

            Assert.True(exitCode == 0, errors);
            var lines = await File.ReadAllLinesAsync(csv, TestContext.Current.CancellationToken);
            Assert.Equal([LoadResult.Header, "closed,2", "poisson,20"], lines.Select((line, at) => at == 0 ? line : string.Join(',', line.Split(',')[..2])));
            Assert.All(lines[1..], line => Assert.Contains("200:", line, StringComparison.Ordinal));
            Assert.True(new FileInfo(plot).Length > 5000);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("--url is http://192.0.2.1/", "--url", "http://192.0.2.1")]
    [InlineData("--url is 'plates'", "--url", "plates")]
    [InlineData("--clients has 0; it must be 1 to 1024.", "--clients", "0")]
    [InlineData("--rates has 0; it must be above 0 and at most 10000.", "--rates", "0")]
    [InlineData("--max-windows is 2; it must be 3 to 100.", "--max-windows", "2")]
    [InlineData("There is no folder '/nowhere'.", "--pictures", "/nowhere")]
    public async Task Program_WhatIsOutOfBounds_IsRefusedInOneLine(string error, params string[] arguments)
    {
        var (exitCode, errors) = await RunAsync(["run", .. arguments]);

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"error: {error}", errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
    }

    internal static async Task<(int ExitCode, string Errors)> RunAsync(params string[] arguments)
    {
        // Built beside the tests, as every referenced program is.
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "PlateApi.Load.dll"), .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, errors + (process.ExitCode == 0 ? await output : ""));
    }

    private static Window WindowOf(int count, double latency) => new(1, [.. Enumerable.Repeat(new Answer(latency, 200, default), count)]);
}
