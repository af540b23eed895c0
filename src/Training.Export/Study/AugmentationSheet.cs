using PlateRecognition.Plates;
using SkiaSharp;
using Training.Export.Data;
using Training.Export.Rendering;
using Training.Export.Training;
using static TorchSharp.torch;

namespace Training.Export.Study;

/// <summary>Draws what each augmentation of the study does to the same plates, as the network sees them.</summary>
internal static class AugmentationSheet
{
    private const int Plates = 4, Zoom = 2, Label = 190, Gap = 6;

    /// <summary>Writes the sheet.</summary>
    /// <param name="path">PNG to write.</param>
    /// <param name="fonts">Fonts to draw plates with.</param>
    /// <param name="typeface">Typeface of the labels.</param>
    public static void Write(string path, FontLibrary fonts, SKTypeface typeface)
    {
        var recipe = StudyMatrices.Experiments("arms")[0].ToRecipe();
        var input = recipe.Network.InputSpec;
        var codec = new PlateTextCodec(new Alphabet(recipe.Alphabet, recipe.Pad), recipe.Network.Slots);
        var source = new RenderedPlates(fonts, recipe.Data);
        var batch = new PlateBatch(Plates, input, grid: null, codec.Slots);
        for (var i = 0; i < Plates; i++)
        {
            using var sample = source.Read(i);
            PlateBatches.Write(sample, batch, i, codec, input, grid: null);
        }

        (string Name, double Sigma, PixelAugmentation Augmentation)[] rows =
        [
            ("none", 0, PixelAugmentation.None), ("noise, deviation 5", 5, PixelAugmentation.None), ("noise, deviation 15", 15, PixelAugmentation.None),
            ("noise, deviation 30", 30, PixelAugmentation.None), ("noise, deviation 60", 60, PixelAugmentation.None),
            ("geometric", 0, PixelAugmentation.Geometric), ("photometric", 0, PixelAugmentation.Photometric),
        ];
        var (cellWidth, cellHeight) = (input.Width * Zoom + Gap, input.Height * Zoom + Gap);
        using var sheet = new SKBitmap(new SKImageInfo(Label + Plates * cellWidth, rows.Length * cellHeight, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(sheet);
        using var font = new SKFont(typeface, 16);
        using var ink = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        canvas.Clear(SKColors.White);
        foreach (var (row, line) in rows.Select((row, line) => (row, line)))
        {
            canvas.DrawText(row.Name, Gap, line * cellHeight + cellHeight / 2f + Gap, SKTextAlign.Left, font, ink);
            var pixels = Augmented(batch, input, row.Sigma, row.Augmentation);
            for (var i = 0; i < Plates; i++)
            {
                using var picture = ToBitmap(pixels.AsSpan(i * input.ByteCount, input.ByteCount), input);
                using var image = SKImage.FromBitmap(picture);
                canvas.DrawImage(image, SKRect.Create(Label + i * cellWidth, line * cellHeight, input.Width * Zoom, input.Height * Zoom), new SKSamplingOptions(SKFilterMode.Nearest));
            }
        }

        using var encoded = sheet.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, encoded.ToArray());
    }

    private static byte[] Augmented(PlateBatch batch, PlateRecognition.Imaging.ImageInputSpec input, double sigma, PixelAugmentation augmentation)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var pixels = Augmentations.Apply(BatchTensors.Pixels(batch, input, CPU), augmentation);
        pixels = (pixels + randn_like(pixels) * sigma).clamp(0, 255);
        return pixels.permute(0, 2, 3, 1).contiguous().to(ScalarType.Byte).data<byte>().ToArray();
    }

    private static SKBitmap ToBitmap(ReadOnlySpan<byte> rgb, PlateRecognition.Imaging.ImageInputSpec input)
    {
        var picture = new SKBitmap(new SKImageInfo(input.Width, input.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        KeptPictures.FromRgb(rgb, picture.GetPixelSpan());
        return picture;
    }
}
