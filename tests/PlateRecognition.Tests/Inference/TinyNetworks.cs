using PlateRecognition.Imaging;
using SkiaSharp;

namespace PlateRecognition.Tests.Inference;

/// <summary>
/// Networks small enough to write by hand that really look at pixels: a plate is a row of coloured bars, and a slot reads the
/// letter whose colour is nearest to its bar's mean.
/// </summary>
internal static class TinyNetworks
{
    public const string Alphabet = "ABCDEF_";
    public const char Pad = '_';
    public const int Slots = 4;
    public const string InputName = "pixels", OutputName = "probabilities", PositionsName = "positions";

    /// <summary>The colours of the letters and, white, of the pad.</summary>
    public static readonly SKColor[] Colours = [SKColors.Red, SKColors.Lime, SKColors.Blue, SKColors.Yellow, SKColors.Cyan, SKColors.Magenta, SKColors.White];

    /// <summary>What the networks take unless told otherwise.</summary>
    public static readonly ImageInputSpec Input = new(32, 16, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.Stretch);

    /// <summary>Reads bars.</summary>
    /// <param name="input">The input; its width divides by <see cref="Slots"/>.</param>
    /// <param name="sharpness">1, or less for a network that is less sure.</param>
    public static byte[] ColourReader(ImageInputSpec? input = null, float sharpness = 1) => Reader(input ?? Input, sharpness).Model();

    /// <summary>Reads bars, and says of every picture that its characters stand at these places.</summary>
    /// <param name="positions">x and y of each slot, 0 to 1.</param>
    public static byte[] PlacingReader(params float[] positions) => Reader(Input, 1)
        .Output(PositionsName, OnnxBytes.Float, -1, Slots, 2)
        .Constant("places", [1, Slots, 2], positions).Constant("nothing", [], 0f)
        .Node("ReduceMean", ["logits"], ["column"], ("axes", new long[] { 2 }), ("keepdims", 1L))
        .Node("Mul", ["column", "nothing"], ["zeros"])
        .Node("Add", ["zeros", "places"], [PositionsName])
        .Model();

    /// <summary>Reads bars, and before that runs a loop for ever when the picture is not black.</summary>
    public static byte[] HangsUnlessBlack()
    {
        var body = new OnnxBytes()
            .Input("iteration", OnnxBytes.Int64).Input("go", OnnxBytes.Bool).Input("sum", OnnxBytes.Float)
            .Output("still", OnnxBytes.Bool).Output("more", OnnxBytes.Float)
            .Node("Identity", ["go"], ["still"])
            .Node("Add", ["sum", "sum"], ["more"]);
        return Reader(Input, 1, "looped")
            .Constant("many", [], 1L << 50).True("true")
            .Node("ReduceMax", ["floats"], ["brightest"], ("keepdims", 0L))
            .Node("Cast", ["brightest"], ["light"], ("to", (long)OnnxBytes.Int64))
            .Node("Mul", ["light", "many"], ["rounds"])
            .Node("Sub", ["brightest", "brightest"], ["zero"])
            .Node("Loop", ["rounds", "true", "zero"], ["wasted"], ("body", body))
            .Node("Add", ["logits", "wasted"], ["looped"])
            .Model();
    }

    /// <summary>Reads bars, and fails when the picture is not black: it looks for the brightest value in a table of one entry.</summary>
    public static byte[] FailsUnlessBlack()
        => Reader(Input, 1, "checked")
            .Constant("table", [1], 0f)
            .Node("ReduceMax", ["floats"], ["brightest"], ("keepdims", 0L))
            .Node("Cast", ["brightest"], ["light"], ("to", (long)OnnxBytes.Int64))
            .Node("Gather", ["table", "light"], ["entry"])
            .Node("Add", ["logits", "entry"], ["checked"])
            .Model();

    /// <summary>Reads bars, and answers NaN when the picture is not black: the root of a negative number.</summary>
    public static byte[] OverflowsUnlessBlack()
        => Reader(Input, 1, "spoilt")
            .Node("ReduceMax", ["floats"], ["brightest"], ("keepdims", 0L))
            .Node("Neg", ["brightest"], ["negative"])
            .Node("Sqrt", ["negative"], ["root"])
            .Node("Add", ["logits", "root"], ["spoilt"])
            .Model();

    /// <summary>A picture of a text, each letter a bar; an empty place is white, as the pad is.</summary>
    public static byte[] Picture(string text, int width = 64, int height = 24, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
        => Imaging.Pictures.Encode(width, height, (x, _) => Colours[Alphabet.IndexOf(text.PadRight(Slots, Pad)[x * Slots / width], StringComparison.Ordinal)], format);

    /// <summary>The bytes of a text's tensor.</summary>
    public static byte[] Tensor(string text)
    {
        var tensor = new byte[Input.ByteCount];
        using var image = Imaging.Pictures.Decode(Picture(text, Input.Width, Input.Height));
        PixelPreprocessor.Write(image.Rgba, image.Width, image.Height, image.Stride, Input, tensor);
        return tensor;
    }

    // Logits: the negative squared distance to each letter's colour, without the term that all letters share.
    private static OnnxBytes Reader(ImageInputSpec input, float sharpness, string answer = "logits")
    {
        var colours = Colours.Select(colour => input.Colour == ColourOrder.Rgb ? new float[] { colour.Red, colour.Green, colour.Blue } : [colour.Blue, colour.Green, colour.Red]).ToArray();
        var scale = sharpness / 5000;
        var columnsFirst = Enumerable.Range(0, 3).SelectMany(channel => colours.Select(colour => 2 * scale * colour[channel]));
        var isNhwc = input.Layout == PixelLayout.Nhwc;
        var graph = new OnnxBytes().Output(OutputName, OnnxBytes.Float, -1, Slots, Colours.Length)
            .Constant("weights", [3, Colours.Length], [.. columnsFirst])
            .Constant("bias", [Colours.Length], [.. colours.Select(colour => -scale * colour.Sum(value => value * value))])
            .Constant("bars", [5], -1, input.Height, Slots, input.Width / Slots, 3);
        graph = isNhwc ? graph.Input(InputName, OnnxBytes.UInt8, -1, input.Height, input.Width, 3) : graph.Input(InputName, OnnxBytes.UInt8, -1, 3, input.Height, input.Width);
        graph.Node("Cast", [InputName], ["floats"], ("to", (long)OnnxBytes.Float));
        if (!isNhwc)
            graph.Node("Transpose", ["floats"], ["nhwc"], ("perm", new long[] { 0, 2, 3, 1 }));
        return graph
            .Node("Reshape", [isNhwc ? "floats" : "nhwc", "bars"], ["split"])
            .Node("ReduceMean", ["split"], ["means"], ("axes", new long[] { 1, 3 }), ("keepdims", 0L))
            .Node("MatMul", ["means", "weights"], ["products"])
            .Node("Add", ["products", "bias"], ["logits"])
            .Node("Softmax", [answer], [OutputName], ("axis", -1L));
    }
}
