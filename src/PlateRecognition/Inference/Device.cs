namespace PlateRecognition.Inference;

/// <summary>Where networks run.</summary>
public enum Device
{
    /// <summary>On a GPU where this build carries CUDA and it can be used, else on the CPU.</summary>
    Auto,

    /// <summary>On the CPU.</summary>
    Cpu,

    /// <summary>On a GPU, or not at all.</summary>
    Cuda,
}
