namespace Training.Export.Study;

/// <summary>How pixels of 0 to 255 are scaled before a trunk.</summary>
public enum InputScale
{
    /// <summary>As the trunk's ImageNet weights want it.</summary>
    Right,

    /// <summary>Left at 0 to 255.</summary>
    Raw,

    /// <summary>To 0 to 1.</summary>
    Unit,

    /// <summary>To -1 to 1.</summary>
    MinusOneToOne,

    /// <summary>Less ImageNet's mean, by its deviation.</summary>
    MeanDeviation,
}

/// <summary>The constants of each scale.</summary>
internal static class InputScales
{
    /// <summary>Mean and deviation of each channel, of 255.</summary>
    public static (IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation) Of(InputScale scale, StudyTrunk trunk) => scale switch
    {
        // EfficientNet was trained on mean and deviation (torchvision, timm, efn), MobileNetV2 by TensorFlow on -1 to 1.
        InputScale.Right => Of(trunk == StudyTrunk.B0 ? InputScale.MeanDeviation : InputScale.MinusOneToOne, trunk),
        InputScale.Raw => ([0, 0, 0], [1, 1, 1]),
        InputScale.Unit => ([0, 0, 0], [255, 255, 255]),
        InputScale.MinusOneToOne => ([127.5f, 127.5f, 127.5f], [127.5f, 127.5f, 127.5f]),
        _ => (Networks.PlateNetConfig.Seed.Mean, Networks.PlateNetConfig.Seed.Deviation),
    };
}
