using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PlateRecognition.Inference;

/// <summary>Settles what must be settled before ONNX Runtime's first type is touched.</summary>
internal static partial class OnnxRuntimeStart
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>
    /// Official builds from 1.29 on report usage over the network unless this is set before they initialise; 1.29.0 also crashes
    /// in images without a shell without it. .NET's own variables are a copy that native code does not see, hence the call.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must precede any use of the library, whoever uses it first.")]
    internal static void SwitchTelemetryOff()
    {
        Environment.SetEnvironmentVariable(Variable, "1");
        if (!OperatingSystem.IsWindows())
            _ = SetVariable(Variable, "1", 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
