using PlateRecognition.Imaging;

namespace Training.Export.Networks;

/// <summary>How features become slots.</summary>
public enum HeadKind
{
    /// <summary>The seed study's: global average pooling, then one branch a slot.</summary>
    Branches,

    /// <summary>As <see cref="Branches"/>, but only the rows are averaged: each branch sees every column of the map.</summary>
    ColumnBranches,

    /// <summary>Each slot attends to cells of the feature map; all share one classifier.</summary>
    Attention,
}

/// <summary>A plate reader as a table: input, trunk and head. Immutable.</summary>
public sealed record PlateNetConfig
{
    /// <summary>The trunk.</summary>
    public required EfficientNetConfig Trunk { get; init; }

    /// <summary>Input height, pixels.</summary>
    public int Height { get; init; } = 224;

    /// <summary>Input width, pixels.</summary>
    public int Width { get; init; } = 224;

    /// <summary>Longest text.</summary>
    public int Slots { get; init; } = 7;

    /// <summary>Symbols, the pad included.</summary>
    public int Classes { get; init; } = 35;

    /// <summary>How features become slots.</summary>
    public HeadKind Head { get; init; } = HeadKind.Branches;

    /// <summary>Width of a branch's (or the attention's) hidden layer.</summary>
    public int Hidden { get; init; } = 360;

    /// <summary>Channels that the attention's global term sees of each cell.</summary>
    public int ContextChannels { get; init; } = 32;

    /// <summary>Dropout rate in the head.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>What is taken off each channel, of 255.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0.485f * 255, 0.456f * 255, 0.406f * 255];

    /// <summary>What each channel is divided by then.</summary>
    public IReadOnlyList<float> Deviation { get; init; } = [0.229f * 255, 0.224f * 255, 0.225f * 255];

    /// <summary>How a picture is put into the input.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ImageInputSpec InputSpec => new(Width, Height, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.Stretch);

    /// <summary>The seed study's network: 7,376,209 parameters with batch-norm statistics.</summary>
    public static PlateNetConfig Seed { get; } = new() { Trunk = EfficientNetPresets.B0 with { StochasticDepth = 0 } };

    /// <summary>The seed's network at 64×192.</summary>
    public static PlateNetConfig SeedSmall { get; } = Seed with { Height = 64, Width = 192 };

    /// <summary>The served reader's network: ten slots over 36 symbols and the pad. Two lines of text have three rows of its 6×24 map each.</summary>
    public static PlateNetConfig Reader { get; } = new()
    {
        Trunk = EfficientNetPresets.Reader,
        Height = 96,
        Width = 192,
        Slots = 10,
        Classes = 37,
        Head = HeadKind.Attention,
        Hidden = 256,
        Dropout = 0.1,
        Mean = [127.5f, 127.5f, 127.5f],
        Deviation = [127.5f, 127.5f, 127.5f],
    };

    /// <summary>The reader with two thirds of the pixels: a 4×24 map.</summary>
    public static PlateNetConfig ReaderFast { get; } = Reader with { Height = 64 };

    /// <summary>The reader with five sixths of the height: a 5×24 map.</summary>
    public static PlateNetConfig ReaderLow { get; } = Reader with { Height = 80 };

    /// <summary>Features that a branch of <see cref="HeadKind.Branches"/> or <see cref="HeadKind.ColumnBranches"/> sees.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int PooledFeatures => Trunk.OutputChannels * (Head == HeadKind.ColumnBranches ? Trunk.MapSize(Height, Width).Width : 1);

    /// <summary>Lists every setting that no network can be made from, the trunk's included.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>(Trunk.Validate());
        Require(Height is >= 1 and <= 4096, $"Height is {Height}; it must be 1 to 4096 pixels.");
        Require(Width is >= 1 and <= 4096, $"Width is {Width}; it must be 1 to 4096 pixels.");
        Require(Slots is >= 1 and <= 64, $"Slots is {Slots}; it must be 1 to 64.");
        Require(Classes >= 2, $"Classes is {Classes}; it must be 2 or more.");
        Require(Hidden >= 1, $"Hidden is {Hidden}; it must be 1 or more.");
        Require(Head != HeadKind.Attention || ContextChannels >= 1, $"ContextChannels is {ContextChannels}; it must be 1 or more.");
        Require(Dropout is >= 0 and < 1, $"Dropout is {Dropout}; it must be 0 or more and under 1.");
        Require(Mean.Count == 3 && Mean.All(float.IsFinite), $"Mean is ({string.Join(", ", Mean)}); it must be three finite values.");
        Require(Deviation.Count == 3 && Deviation.All(d => d > 0 && float.IsFinite(d)), $"Deviation is ({string.Join(", ", Deviation)}); it must be three values above 0.");
        return faults;

        void Require(bool holds, FormattableString fault)
        {
            if (!holds)
                faults.Add(FormattableString.Invariant(fault));
        }
    }
}
