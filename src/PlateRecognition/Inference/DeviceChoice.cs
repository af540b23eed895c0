using System.Text.RegularExpressions;

namespace PlateRecognition.Inference;

/// <summary>Where a network runs in truth, and how that came.</summary>
/// <param name="Device">CPU or CUDA.</param>
/// <param name="Warning">Why a GPU is not used although this build could; null when there is nothing to warn of.</param>
internal sealed partial record DeviceChoice(Device Device, string? Warning)
{
    /// <summary>Chooses.</summary>
    /// <param name="wanted">What the setting says.</param>
    /// <param name="carriesCuda">Whether the build carries CUDA.</param>
    /// <param name="tryCuda">Tries whether CUDA can be used: null, or ONNX Runtime's reason. Called only where the answer counts.</param>
    /// <exception cref="InvalidDataException">CUDA is wanted and cannot be used; the message names what is missing.</exception>
    public static DeviceChoice Of(Device wanted, bool carriesCuda, Func<string?> tryCuda)
    {
        if (wanted == Device.Cpu || (wanted == Device.Auto && !carriesCuda))
            return new DeviceChoice(Device.Cpu, null);
        if (!carriesCuda)
            throw new InvalidDataException("Device is Cuda, and this build runs on CPUs only: build it with -p:Accelerator=cuda, or set Device to Auto or Cpu.");
        if (tryCuda() is not { } reason)
            return new DeviceChoice(Device.Cuda, null);
        var missing = MissingLibrary(reason) is { } library ? $"{library} is missing" : reason.ReplaceLineEndings(" ").Trim();
        return wanted == Device.Auto
            ? new DeviceChoice(Device.Cpu, $"Networks run on the CPU, for CUDA cannot be used: {missing}.")
            : throw new InvalidDataException($"Device is Cuda, and CUDA cannot be used: {missing}. Install it, or set Device to Auto or Cpu.");
    }

    /// <summary>The library that the loader did not find, by ONNX Runtime's message; null when it names none.</summary>
    internal static string? MissingLibrary(string message) => Missing().Match(message) is { Success: true } match ? match.Groups["library"].Value : null;

    [GeneratedRegex(@"(?<library>lib[\w+-]+\.so(\.\d+)*): cannot open shared object file")]
    private static partial Regex Missing();
}
