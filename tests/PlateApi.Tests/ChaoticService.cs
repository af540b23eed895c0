using Microsoft.AspNetCore.Builder;
using PlateApi.Load;
using PlateRecognition.Inference;
using PlateRecognition.Tests.Models;

namespace PlateApi.Tests;

/// <summary>The service with faults where its networks are run.</summary>
internal static class ChaoticService
{
    /// <summary>Puts something in the place where ONNX Runtime is called.</summary>
    public static void UseNative(this WebApplicationBuilder builder, NativeRuntime native) => builder.UseInference(options => options with { Native = native });

    /// <summary>Starts a service whose runs are not ONNX Runtime's own.</summary>
    public static Task<RunningService> StartAsync(NativeRun run, Action<WebApplicationBuilder>? configure = null, Action<Packages>? writeModels = null, params string[] settings)
        => RunningService.StartAsync(
            settings,
            builder =>
            {
                builder.UseNative(new NativeRuntime { Run = run });
                configure?.Invoke(builder);
            },
            writeModels);
}
