using PlateRecognition.Imaging;
using PlateRecognition.Models;
using PlateRecognition.Tests.Imaging;
using PlateRecognition.Tests.Inference;
using SkiaSharp;

namespace PlateRecognition.Tests.Detection;

/// <summary>
/// A detector of four by four cells, 16 pixels each, that finds a plate in every cell with a bright pixel: its corners are the cell's. What it finds in, draws
/// <see cref="Photo"/>.
/// </summary>
internal static class TinyFinder
{
    public const int Cell = 16, Side = 64;

    public static readonly ImageInputSpec Input = new(Side, Side, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.ShrinkLetterbox);

    /// <summary>The network.</summary>
    /// <param name="poisoned">Whether bright cells answer NaN.</param>
    /// <param name="side">Pixels of the input's sides, whole cells.</param>
    /// <param name="reach">From a cell's middle to its plate's edges, in cells.</param>
    public static byte[] Network(bool poisoned = false, int side = Side, float reach = 0.5f)
    {
        var graph = new OnnxBytes()
            .Input("image", OnnxBytes.UInt8, -1, side, side, 3)
            .Output("heat", OnnxBytes.Float, -1, 1, side / Cell, side / Cell).Output("corners", OnnxBytes.Float, -1, 8, side / Cell, side / Cell)
            .Constant("dark", [], 200f).Constant("range", [], poisoned ? 0f : 55f).Constant("zero", [], 0f).Constant("one", [], 1f)
            .Constant("cell", [1, 8, 1, 1], -reach, -reach, reach, -reach, reach, reach, -reach, reach)
            .Node("Cast", ["image"], ["floats"], ("to", (long)OnnxBytes.Float))
            .Node("Transpose", ["floats"], ["channels"], ("perm", new long[] { 0, 3, 1, 2 }))
            .Node("MaxPool", ["channels"], ["cells"], ("kernel_shape", new long[] { Cell, Cell }), ("strides", new long[] { Cell, Cell }))
            .Node("ReduceMax", ["cells"], ["brightest"], ("axes", new long[] { 1 }))
            .Node("Sub", ["brightest", "dark"], ["above"])
            .Node("Div", ["above", "range"], ["share"]);
        graph = poisoned ? graph.Node("Mul", ["share", "zero"], ["heat"]) : graph.Node("Clip", ["share", "zero", "one"], ["heat"]);
        return graph.Node("Mul", ["brightest", "zero"], ["nothing"]).Node("Add", ["nothing", "cell"], ["corners"]).Model();
    }

    /// <summary>Its manifest.</summary>
    public static ModelManifest Manifest(int version = 1, int side = Side) => new()
    {
        Name = "cell-finder",
        Version = version,
        Task = ModelTask.Detection,
        Input = new ManifestInput("image", "uint8", Input.Layout, side, side, Input.Colour, Input.Resize),
        Outputs = [new ManifestOutput("heat", [-1, 1, side / Cell, side / Cell]), new ManifestOutput("corners", [-1, 8, side / Cell, side / Cell])],
        Sha256 = new string('0', 64),
        Training = new ManifestTraining("by hand", 1, "bright cells", "none", []),
        Opset = 13,
        Licence = "MIT",
    };

    /// <summary>A golden sample: a photo and its heat.</summary>
    public static GoldenSample Golden(string name = "one-plate")
    {
        var heat = new float[16];
        heat[5] = 1;
        return new GoldenSample(name, Photo(1, (1, 1, "ABCD")), new GoldenAnswer("", heat));
    }

    /// <summary>Puts the package into a models folder.</summary>
    public static void Write(Models.Packages packages, int version = 1, byte[]? network = null)
        => ModelPackage.Write(packages.Folder("cell-finder", version), Manifest(version), network ?? Network(), [Golden()]);

    /// <summary>A black photo with plates of four bars, each in a cell.</summary>
    /// <param name="scale">1 for the size of the input.</param>
    /// <param name="plates">Column, row and text.</param>
    public static byte[] Photo(int scale, params (int Column, int Row, string Text)[] plates)
        => Pictures.Encode(Side * scale, Side * scale, (x, y) =>
        {
            foreach (var (column, row, text) in plates)
            {
                if (x / (Cell * scale) == column && y / (Cell * scale) == row)
                    return TinyNetworks.Colours[TinyNetworks.Alphabet.IndexOf(text[x % (Cell * scale) * TinyNetworks.Slots / (Cell * scale)], StringComparison.Ordinal)];
            }

            return SKColors.Black;
        }, SKEncodedImageFormat.Png);
}
