using PlateRecognition.Imaging;

namespace Training.Export.Networks;

/// <summary>A plate detector as a table: input, trunk, pyramid. Immutable.</summary>
public sealed record DetectorNetConfig
{
    /// <summary>Input pixels from one cell of the outputs to the next.</summary>
    public const int Stride = 8;

    /// <summary>Values a cell gives for the corners: x and y of four.</summary>
    public const int CornerValues = 8;

    /// <summary>The trunk.</summary>
    public required EfficientNetConfig Trunk { get; init; }

    /// <summary>The trunk's feature blocks that the pyramid takes, at the strides 8, 16 and 32.</summary>
    public IReadOnlyList<int> PyramidBlocks { get; init; } = [3, 4, 5];

    /// <summary>Channels of the pyramid and the heads.</summary>
    public int PyramidChannels { get; init; } = 48;

    /// <summary>Input height, pixels; a multiple of 32.</summary>
    public int Height { get; init; } = 384;

    /// <summary>Input width, pixels; a multiple of 32.</summary>
    public int Width { get; init; } = 640;

    /// <summary>What is taken off each channel, of 255.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [127.5f, 127.5f, 127.5f];

    /// <summary>What each channel is divided by then.</summary>
    public IReadOnlyList<float> Deviation { get; init; } = [127.5f, 127.5f, 127.5f];

    /// <summary>Rows of the outputs.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Rows => Height / Stride;

    /// <summary>Columns of the outputs.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Columns => Width / Stride;

    /// <summary>How a picture is put into the input: as a whole, shrunk where it has to be, centred on grey. Enlarged, a plate cut out would be larger than any plate of a scene.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ImageInputSpec InputSpec => new(Width, Height, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.ShrinkLetterbox);

    /// <summary>The served finder's network.</summary>
    public static DetectorNetConfig Finder { get; } = new() { Trunk = EfficientNetPresets.Finder };

    /// <summary>Lists every setting that no network can be made from, the trunk's included.</summary>
    public IReadOnlyList<string> Validate()
    {
        const int Coarsest = 32;
        var faults = new List<string>(Trunk.Validate());
        Require(Height is >= Coarsest and <= 4096 && Height % Coarsest == 0, $"Height is {Height}; it must be a multiple of {Coarsest} up to 4096.");
        Require(Width is >= Coarsest and <= 4096 && Width % Coarsest == 0, $"Width is {Width}; it must be a multiple of {Coarsest} up to 4096.");
        Require(PyramidChannels is >= 8 and <= 512, $"PyramidChannels is {PyramidChannels}; it must be 8 to 512.");
        Require(Mean.Count == 3 && Mean.All(float.IsFinite), $"Mean is ({string.Join(", ", Mean)}); it must be three finite values.");
        Require(Deviation.Count == 3 && Deviation.All(d => d > 0 && float.IsFinite(d)), $"Deviation is ({string.Join(", ", Deviation)}); it must be three values above 0.");
        if (faults.Count > 0)
            return faults;

        var strides = PyramidBlocks.Select(StrideAfter).ToList();
        Require(strides.SequenceEqual([Stride, 2 * Stride, 4 * Stride]), $"PyramidBlocks are ({string.Join(", ", PyramidBlocks)}) at the strides ({string.Join(", ", strides)}); the strides must be 8, 16, 32.");
        return faults;

        void Require(bool holds, FormattableString fault)
        {
            if (!holds)
                faults.Add(FormattableString.Invariant(fault));
        }
    }

    /// <summary>Channels of the trunk after a feature block.</summary>
    internal int ChannelsAfter(int block) => EfficientNetConfig.RoundChannels(Trunk.Stages[block - 1].Channels * Trunk.Width);

    // 0 when there is no such stage, or when it does not shrink both axes alike.
    private int StrideAfter(int block)
    {
        if (block < 1 || block > Trunk.Stages.Count)
            return 0;
        var (vertical, horizontal) = (2, 2);
        foreach (var stage in Trunk.Stages.Take(block))
            (vertical, horizontal) = (vertical * stage.StrideHeight, horizontal * stage.StrideWidth);
        return vertical == horizontal ? vertical : 0;
    }
}
