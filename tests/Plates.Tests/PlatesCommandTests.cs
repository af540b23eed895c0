using System.Text.Json;
using PlateRecognition.Tests.Imaging;
using PlateRecognition.Tests.Inference;
using PlateRecognition.Tests.Models;
using SkiaSharp;

namespace Plates.Tests;

/// <summary>The command as it is called, with a tiny network and pictures in a folder.</summary>
public sealed class PlatesCommandTests : IDisposable
{
    private readonly Packages _models = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("plates-").FullName;

    public PlatesCommandTests() => _models.Write(TinyNetworks.ColourReader());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _models.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Plates_Folder_WritesALineForEachPictureInTheirOrder()
    {
        foreach (var text in new[] { "AB", "CD", "EF", "FA" })
            Write($"{text}.png", TinyNetworks.Picture(text));

        var (code, output, errors) = await RunAsync(_folder, "--threads", "3");

        Assert.Equal(0, code);
        var lines = output.TrimEnd().Split('\n');
        Assert.Equal("file,plate,text,confidence,accepted,region,x,y,width,height,detection_confidence,error", lines[0]);
        Assert.Equal(["AB", "CD", "EF", "FA"], lines[1..].Select(line => line.Split(',')[2]));
        Assert.StartsWith($"{PathOf("AB.png")},1,AB,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",true,,0,0,64,24,1,", lines[1], StringComparison.Ordinal);
        Assert.Contains("4 pictures", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plates_CropsOnAsManyThreadsAsAllowed_AreReadInTheirOrder()
    {
        Write("1.png", TinyNetworks.Picture("AB"));
        Write("2.png", TinyNetworks.Picture("CD"));

        var (code, output, _) = await RunAsync(_folder, "--threads", "256", "--mode", "crop");

        Assert.Equal(0, code);
        Assert.Equal(["AB", "CD"], output.TrimEnd().Split('\n')[1..].Select(line => line.Split(',')[2]));
    }

    [Fact]
    public async Task Plates_UnsureCropInOneCut_IsAnsweredAsThatCutIsRead()
    {
        Write("unsure.png", Pictures.Encode(120, 40, (x, y) => new SKColor((byte)(60 + x), (byte)(2 * y), 40), SKEncodedImageFormat.Png));

        var (_, once, _) = await RunAsync(_folder, "--mode", "crop", "--reads-per-plate", "1");
        var (_, often, _) = await RunAsync(_folder, "--mode", "crop", "--reads-per-plate", "3");
        var (_, asEver, _) = await RunAsync(_folder, "--mode", "crop");

        Assert.NotEqual(ConfidenceIn(once), ConfidenceIn(often));
        Assert.Equal(often, asEver);

        static string ConfidenceIn(string csv) => csv.Split('\n')[1].Split(',')[3];
    }

    [Fact]
    public async Task Plates_JsonLines_SayWhatTheServiceSays()
    {
        Write("a.png", TinyNetworks.Picture("ACE", 120, 30));

        var (_, output, _) = await RunAsync(_folder, "--format", "jsonl");

        var line = JsonElement.Parse(output);
        Assert.Equal(PathOf("a.png"), line.GetProperty("file").GetString());
        Assert.Equal(120, line.GetProperty("width").GetInt32());
        var plate = line.GetProperty("plates")[0];
        Assert.Equal("ACE", plate.GetProperty("text").GetString());
        Assert.Equal("[[0,0],[120,0],[120,30],[0,30]]", plate.GetProperty("polygon").GetRawText());
        Assert.Equal(JsonValueKind.Null, line.GetProperty("error").ValueKind);
    }

    [Fact]
    public async Task Plates_PicturesThatCannotBeRead_AreNamedAndTheOthersRead()
    {
        Write("1.png", "no picture"u8.ToArray());
        Write("2.png", TinyNetworks.Picture("FED"));
        Write("3.png", TinyNetworks.Picture("____"));
        Write("list.txt", System.Text.Encoding.UTF8.GetBytes($"{PathOf("2.png")}\n\n{PathOf("gone, with a comma.png")}\n"));

        var (code, output, errors) = await RunAsync(PathOf("*.png"), "--list", PathOf("list.txt"));

        Assert.Equal(2, code);
        var lines = output.TrimEnd().Split('\n')[1..];
        Assert.Equal(4, lines.Length);
        Assert.Contains("JPEG, PNG or WebP", lines[0], StringComparison.Ordinal);
        Assert.Contains(",1,FED,", lines[1], StringComparison.Ordinal);
        Assert.Equal($"{PathOf("3.png")},0,,,,,,,,,,", lines[2]);
        Assert.StartsWith($"\"{PathOf("gone, with a comma.png")}\",0,", lines[3], StringComparison.Ordinal);
        Assert.Contains("1 plates in 1 of them, 2 not read", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public async Task Plates_RunThatWasCut_GoesOnToTheSameResult(string extension)
    {
        foreach (var text in new[] { "AB", "CD", "EF" })
            Write($"{text}.png", TinyNetworks.Picture(text));
        var output = PathOf($"results.{extension}");
        await RunAsync(_folder, "-o", output);
        var whole = await File.ReadAllTextAsync(output, Stop);

        await File.WriteAllTextAsync(output, whole[..^7], Stop);
        var (code, console, errors) = await RunAsync(_folder, "-o", output);

        Assert.Equal(0, code);
        Assert.Empty(console);
        Assert.Contains("1 of 3 pictures are in", errors, StringComparison.Ordinal);
        Assert.Equal(whole, await File.ReadAllTextAsync(output, Stop));
    }

    [Fact]
    public async Task Plates_Again_WritesAnew()
    {
        Write("a.png", TinyNetworks.Picture("AB"));
        var output = PathOf("results.csv");
        await File.WriteAllTextAsync(output, "something else\n", Stop);

        var (refused, _, errors) = await RunAsync(_folder, "-o", output);
        var (code, _, _) = await RunAsync(_folder, "-o", output, "--again");

        Assert.Equal(1, refused);
        Assert.Contains("--again", errors, StringComparison.Ordinal);
        Assert.Equal(0, code);
        Assert.Equal(2, (await File.ReadAllLinesAsync(output, Stop)).Length);
    }

    [Theory]
    [InlineData("no pictures; name files")]
    [InlineData("no file or folder", "/nowhere/plate.png")]
    [InlineData("finds no file", "*.nothing")]
    [InlineData("--threads is 0; it must be 1 to 256", "FOLDER", "--threads", "0")]
    [InlineData("--reads-per-plate is 6; it must be 1 to 5", "FOLDER", "--reads-per-plate", "6")]
    [InlineData("--reads-per-plate is 0; it must be 1 to 5", "FOLDER", "--reads-per-plate", "0")]
    [InlineData("There is no recogniser 'plate-raeder'", "FOLDER", "--model", "plate-raeder")]
    public async Task Plates_CallThatIsWrong_IsOneLineAndNothingDone(string message, params string[] arguments)
    {
        Write("a.png", TinyNetworks.Picture("AB"));

        var (code, output, errors) = await RunAsync([.. arguments.Select(argument => argument == "FOLDER" ? _folder : argument)]);

        Assert.Equal(1, code);
        Assert.DoesNotContain("a.png", output, StringComparison.Ordinal);
        Assert.Contains(message, Assert.Single(errors.Trim().Split('\n')), StringComparison.Ordinal);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(PathOf(name), bytes);

    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var parsed = PlatesCommand.Create().Parse([.. arguments, "--models", _models.Root]);
        var code = await parsed.InvokeAsync(new() { Output = output, Error = errors }, Stop);
        return (code, output.ToString(), errors.ToString());
    }
}
