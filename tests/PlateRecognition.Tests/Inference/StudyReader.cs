using PlateRecognition.Imaging;
using PlateRecognition.Models;
using SkiaSharp;

namespace PlateRecognition.Tests.Inference;

/// <summary>
/// A reader of the kind that the study trains: seven slots, 35 symbols, no pad, an input of any size. A plate is a row of seven coloured bars, a colour for
/// each symbol.
/// </summary>
internal static class StudyReader
{
    public const string Alphabet = "ABCDEFGHIJKLMNPQRSTUVWXYZ0123456789";
    public const int Slots = 7;

    // Far enough from each other to be told apart: 4 × 3 × 3 of them, one left over.
    private static readonly SKColor[] Colours =
        [.. Enumerable.Range(0, Alphabet.Length).Select(symbol => new SKColor((byte)(symbol / 9 * 85), (byte)(symbol / 3 % 3 * 127), (byte)(symbol % 3 * 127)))];

    /// <summary>The network.</summary>
    public static byte[] Network(int height, int width)
    {
        const float Scale = 1 / 500f;
        var bar = new long[] { height, width / Slots };
        return new OnnxBytes()
            .Input("pixels", OnnxBytes.UInt8, -1, height, width, 3).Output("plates", OnnxBytes.Float, -1, Slots, Colours.Length)
            .Constant("weights", [3, Colours.Length], [.. Enumerable.Range(0, 3).SelectMany(channel => Colours.Select(colour => 2 * Scale * Parts(colour)[channel]))])
            .Constant("bias", [Colours.Length], [.. Colours.Select(colour => -Scale * Parts(colour).Sum(part => part * part))])
            .Constant("rows", [3], -1, Slots, 3)
            .Node("Cast", ["pixels"], ["floats"], ("to", (long)OnnxBytes.Float))
            .Node("Transpose", ["floats"], ["channels"], ("perm", new long[] { 0, 3, 1, 2 }))
            .Node("AveragePool", ["channels"], ["bars"], ("kernel_shape", bar), ("strides", bar))
            .Node("Transpose", ["bars"], ["slots"], ("perm", new long[] { 0, 2, 3, 1 }))
            .Node("Reshape", ["slots", "rows"], ["means"])
            .Node("MatMul", ["means", "weights"], ["products"])
            .Node("Add", ["products", "bias"], ["logits"])
            .Node("Softmax", ["logits"], ["plates"], ("axis", -1L))
            .Model();
    }

    /// <summary>Its manifest.</summary>
    public static ModelManifest Manifest(string name, int height, int width) => Models.Packages.Manifest(name) with
    {
        Input = new ManifestInput("pixels", "uint8", PixelLayout.Nhwc, height, width, ColourOrder.Rgb, ResizeRule.Stretch),
        Outputs = [new ManifestOutput("plates", [-1, Slots, Colours.Length])],
        Alphabet = Alphabet,
        Pad = null,
        Slots = Slots,
    };

    /// <summary>Puts the package into a models folder.</summary>
    public static void Write(Models.Packages packages, string name, int height, int width)
    {
        var (network, manifest) = (Network(height, width), Manifest(name, height, width));
        ModelPackage.Write(packages.Folder(name, manifest.Version), manifest, network, [Models.Packages.Golden(network, manifest, Picture("RK959AF"))]);
    }

    /// <summary>A picture of seven symbols.</summary>
    public static byte[] Picture(string text)
        => Imaging.Pictures.Encode(448, 128, (x, _) => Colours[Alphabet.IndexOf(text[x * Slots / 448], StringComparison.Ordinal)], SKEncodedImageFormat.Png);

    private static float[] Parts(SKColor colour) => [colour.Red, colour.Green, colour.Blue];
}
