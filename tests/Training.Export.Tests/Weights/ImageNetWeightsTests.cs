using System.Runtime.CompilerServices;
using SkiaSharp;
using TorchSharp;
using Training.Export.Networks;
using Training.Export.Weights;
using static TorchSharp.torch;

namespace Training.Export.Tests.Weights;

/// <summary>Real ImageNet weights of MobileNetV2, where they are at hand: our stage table is that network, or the cat is none.</summary>
public sealed class ImageNetWeightsTests
{
    private const string EgyptianCat = "Egyptian cat";
    private static readonly string Folder = FindFolder();

    [Fact]
    public void MobileNetV2_ItsTestPicture_IsAnEgyptianCat()
    {
        var path = Path.Combine(Folder, "mobilenet_v2_imagenet.safetensors");
        Assert.SkipUnless(File.Exists(path), $"{path} is not here; the check needs real ImageNet weights.");
        using var noGradient = no_grad();
        using var trunk = new EfficientNet(EfficientNetPresets.MobileNetV2 with { Padding = PaddingConvention.Same, BatchNormEpsilon = 1e-3 });
        var report = WeightLoader.Load(trunk, path);
        Assert.Empty(report.Missing);
        trunk.eval();
        var file = SafetensorsFile.Read(path);
        Assert.True(file.TryGetTensor("classifier.1.weight", out var weight));
        Assert.True(file.TryGetTensor("classifier.1.bias", out var bias));

        var features = trunk.forward(Picture(Path.Combine(Folder, "cat.bmp"))).mean([2, 3]);
        var probabilities = nn.functional.softmax(nn.functional.linear(features, weight, bias), 1)[0];

        // Class 0 is the background, so ImageNet's classes are one further.
        var labels = File.ReadAllLines(Path.Combine(Folder, "imagenet_labels.txt"));
        var best = (int)probabilities.argmax().ToInt64();
        Assert.Contains(EgyptianCat, labels.Length == 1001 ? labels[best] : labels[best - 1], StringComparison.OrdinalIgnoreCase);
        Assert.InRange(probabilities[best].ToDouble(), 0.75, 0.95);
    }

    // Short side to 256, the middle 224×224, -1 to 1.
    private static Tensor Picture(string path)
    {
        using var original = SKBitmap.Decode(path);
        var scale = 256f / Math.Min(original.Width, original.Height);
        using var resized = original.Resize(new SKImageInfo((int)MathF.Round(original.Width * scale), (int)MathF.Round(original.Height * scale), SKColorType.Rgba8888), new SKSamplingOptions(SKFilterMode.Linear));
        var (left, top) = ((resized.Width - 224) / 2, (resized.Height - 224) / 2);
        var pixels = new float[3 * 224 * 224];
        for (var y = 0; y < 224; y++)
        {
            for (var x = 0; x < 224; x++)
            {
                var colour = resized.GetPixel(left + x, top + y);
                pixels[y * 224 + x] = colour.Red / 127.5f - 1;
                pixels[224 * 224 + y * 224 + x] = colour.Green / 127.5f - 1;
                pixels[2 * 224 * 224 + y * 224 + x] = colour.Blue / 127.5f - 1;
            }
        }

        return tensor(pixels, [1, 3, 224, 224]);
    }

    private static string FindFolder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../shared/weights"));
}
