using System.Text.Json.Nodes;
using PlateRecognition.Imaging;
using PlateRecognition.Models;
using PlateRecognition.Plates;

namespace PlateRecognition.Tests.Models;

public sealed class ModelManifestTests : IDisposable
{
    private readonly Packages _packages = new();

    public void Dispose() => _packages.Dispose();

    [Fact]
    public void Validate_WholeManifest_FindsNothing() => Assert.Empty(Packages.Manifest().Validate());

    [Fact]
    public void ToJson_ThenLoad_GivesTheSameManifest()
    {
        var manifest = Packages.Manifest(input: new ImageInputSpec(192, 64, PixelLayout.Nchw, ColourOrder.Bgr, ResizeRule.Letterbox)) with
        {
            Accuracy = [new ManifestAccuracy("rendered", 3000, 0.97, 0.99, 0.96, 0.98)],
            Calibration = new ManifestCalibration { Temperature = 1.25, AcceptThreshold = 0.8 },
        };

        var loaded = ModelManifest.Load(Save(manifest.ToJson()));

        // Records compare lists by reference, so compare what is written.
        Assert.Equal(manifest.ToJson(), loaded.ToJson());
        Assert.Equal(manifest.InputSpec, loaded.InputSpec);
        Assert.Equal("colour-reader/1", loaded.Id);
    }

    [Fact]
    public void ToJson_Always_IsCamelCaseWithEnumsByName()
    {
        var json = JsonNode.Parse(Packages.Manifest().ToJson())!;

        Assert.Equal(1, (int)json["schemaVersion"]!);
        Assert.Equal("recognition", (string?)json["task"], ignoreCase: true);
        Assert.Equal("nhwc", (string?)json["input"]!["layout"], ignoreCase: true);
        Assert.Equal(-1, (int)json["outputs"]![0]!["shape"]![0]!);
        Assert.Null(json["id"]);
        Assert.Null(json["inputSpec"]);
    }

    [Fact]
    public void Validate_ManyFaults_ListsAllOfThemAtOnce()
    {
        var manifest = Packages.Manifest() with
        {
            SchemaVersion = 2,
            Name = "Bad Name",
            Version = 0,
            Sha256 = "abc",
            Opset = 3,
            Licence = " ",
            Slots = 0,
            Alphabet = "AAB",
            Outputs = [],
            Input = new ManifestInput("", "float", PixelLayout.Nhwc, 0, 5000, ColourOrder.Rgb, ResizeRule.Stretch),
            Calibration = new ManifestCalibration { Temperature = 0, AcceptThreshold = -1 },
            Accuracy = [new ManifestAccuracy("test", 0, 2, 0, 0, 0)],
        };

        var faults = manifest.Validate();

        foreach (var expected in new[]
        {
            "schemaVersion is 2", "name 'Bad Name'", "version is 0", "sha256 'abc'", "opset is 3", "licence", "slots is 0", "'A' twice", "outputs is empty",
            "input.name", "input.type is 'float'", "input.height is 0", "input.width is 5000", "calibration.temperature is 0", "calibration.acceptThreshold is -1", "accuracy on 'test'",
        })
        {
            Assert.Contains(faults, fault => fault.Contains(expected, StringComparison.Ordinal));
        }

        Assert.All(faults, fault => Assert.DoesNotContain('\n', fault));
    }

    [Theory]
    [InlineData(-1, 4, 8)]
    [InlineData(-1, 3, 7)]
    [InlineData(1, 4, 7)]
    public void Validate_OutputUnlikeSlotsAndAlphabet_SaysWhatItShouldBe(int batch, int slots, int classes)
    {
        var manifest = Packages.Manifest() with { Outputs = [new ManifestOutput("probabilities", [batch, slots, classes])] };

        Assert.Contains("(-1, 4, 7)", Assert.Single(manifest.Validate()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 2, true)]
    [InlineData(5, 2, false)]
    [InlineData(4, 3, false)]
    public void Validate_SecondOutput_MustBePositionsOfTheSlots(int slots, int values, bool isRight)
    {
        var manifest = Packages.Manifest() with { Outputs = [.. Packages.Manifest().Outputs, new ManifestOutput("positions", [-1, slots, values])] };

        var faults = manifest.Validate();

        if (isRight)
            Assert.Empty(faults);
        else
            Assert.Contains("(-1, 4, 2)", Assert.Single(faults), StringComparison.Ordinal);
        Assert.Equal(1, manifest.PositionsOutput);
        Assert.Null(Packages.Manifest().PositionsOutput);
    }

    [Theory]
    [InlineData("the heat map has two planes", 2, 8, 4, 0.5)]
    [InlineData("corners of another size", 1, 8, 8, 0.5)]
    [InlineData("corners of three points", 1, 6, 4, 0.5)]
    [InlineData("no threshold", 1, 8, 4, 0)]
    public void Validate_DetectorThatCannotBeServed_IsOneFault(string what, int planes, int values, int rows, double threshold)
    {
        var manifest = Detection.TinyFinder.Manifest() with
        {
            Outputs = [new ManifestOutput("heat", [-1, planes, 4, 4]), new ManifestOutput("corners", [-1, values, rows, 4])],
            Calibration = new ManifestCalibration { AcceptThreshold = threshold },
        };

        Assert.True(manifest.Validate() is [var fault] && fault.Contains("detector", StringComparison.Ordinal), what);
        Assert.Empty(Detection.TinyFinder.Manifest().Validate());
    }

    [Fact]
    public void Validate_DetectorsMapThatDoesNotDivideItsInput_IsAFault()
    {
        var manifest = Detection.TinyFinder.Manifest() with { Outputs = [new ManifestOutput("heat", [-1, 1, 5, 4]), new ManifestOutput("corners", [-1, 8, 5, 4])] };

        Assert.Contains("5×4", Assert.Single(manifest.Validate()), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_PadOutsideTheAlphabet_IsAFault()
        => Assert.Contains("pad '#'", Assert.Single((Packages.Manifest() with { Pad = '#' }).Validate()), StringComparison.Ordinal);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-0.5)]
    public void Validate_CalibrationThatIsNoNumber_IsAFault(double value)
    {
        Assert.NotEmpty((Packages.Manifest() with { Calibration = new ManifestCalibration { Temperature = value } }).Validate());
        Assert.NotEmpty((Packages.Manifest() with { Calibration = new ManifestCalibration { AcceptThreshold = value } }).Validate());
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("-a")]
    [InlineData("")]
    [InlineData("Ä")]
    public void Validate_NameThatIsNoFolder_IsAFault(string name)
        => Assert.Contains("name", Assert.Single((Packages.Manifest() with { Name = name }).Validate()), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"schemaVersion\":1}")]
    [InlineData("{\"schemaVersion\":\"one\"}")]
    [InlineData("not json")]
    public void Load_OtherJson_NamesTheFile(string json)
    {
        var path = Save(json);

        Assert.Contains(path, Assert.Throws<ModelPackageException>(() => ModelManifest.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoFile_SaysSo()
        => Assert.Contains("There is no", Assert.Throws<ModelPackageException>(() => ModelManifest.Load(Path.Combine(_packages.Root, "none.json"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_OptionalMembersLeftOut_HaveTheirDefaults()
    {
        var json = JsonNode.Parse(Packages.Manifest().ToJson())!.AsObject();
        foreach (var optional in new[] { "formats", "accuracy", "calibration", "pad" })
            json.Remove(optional);

        var manifest = ModelManifest.Load(Save(json.ToJsonString()));

        Assert.Empty(manifest.Validate());
        Assert.Empty(manifest.Formats);
        Assert.Empty(manifest.TextFormats);
        Assert.Empty(manifest.Accuracy);
        Assert.Equal(new ManifestCalibration(), manifest.Calibration);
        Assert.Null(manifest.Pad);
    }

    [Theory]
    [InlineData("xa", "AB", "AAx", "'x' at 2")]
    [InlineData("", "AB", "AA9", "must have a region")]
    public void Validate_FormatThatCannotServe_IsAFault(string region, string letters, string patterns, string expected)
        => Assert.Contains(expected, Assert.Single((Packages.Manifest() with { Formats = [new RegionFormats(region, letters, patterns)] }).Validate()), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2e6)]
    public void Validate_WeightThatIsNone_IsAFault(double weight)
        => Assert.Contains("weight", Assert.Single((Packages.Manifest() with { Formats = [new RegionFormats("xa", "AB", "AA9") { Weight = weight }] }).Validate()), StringComparison.Ordinal);

    [Fact]
    public void Load_FormatsOfSeveralWeights_AreAsTheyWereGrouped()
    {
        TextFormat[] formats = [new("xa", "AA9", "AB"), new("xa", "99A", "AB"), new("xa", "9AA", "AB") { Weight = 0.02 }];

        var manifest = ModelManifest.Load(Save((Packages.Manifest() with { Formats = RegionFormats.Group(formats) }).ToJson()));

        Assert.Equal(formats, manifest.TextFormats);
        Assert.Equal(2, manifest.Formats.Count);
        Assert.Null(manifest.Formats[0].Weight);
    }

    [Fact]
    public void Validate_AnyPropertyNull_NeverThrows()
    {
        var filled = Packages.Manifest() with { Accuracy = [new ManifestAccuracy("test", 1, 1, 1, 0, 1)], Formats = [new RegionFormats("xa", "AB", "AA9 9A") { Weight = 2 }] };
        var whole = JsonNode.Parse(filled.ToJson())!.AsObject();
        foreach (var path in Paths(whole, []).ToList())
        {
            var damaged = JsonNode.Parse(whole.ToJsonString())!;
            var parent = path[..^1].Aggregate(damaged, (node, key) => key is int index ? node[index]! : node[(string)key]!);
            if (path[^1] is int at)
                parent[at] = null;
            else
                parent[(string)path[^1]] = null;

            // Either no manifest at all or one with or without faults; never another exception.
            try
            {
                ModelManifest.Load(Save(damaged.ToJsonString())).Validate();
            }
            catch (ModelPackageException)
            {
            }
        }
    }

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] path)
    {
        var children = node switch
        {
            JsonObject members => members.Select(member => ((object)member.Key, member.Value)),
            JsonArray items => items.Select((item, index) => ((object)index, item)),
            _ => [],
        };
        foreach (var (key, child) in children)
        {
            object[] full = [.. path, key];
            yield return full;
            foreach (var deeper in Paths(child, full))
                yield return deeper;
        }
    }

    private string Save(string json)
    {
        var path = Path.Combine(_packages.Root, "manifest.json");
        File.WriteAllText(path, json);
        return path;
    }
}
