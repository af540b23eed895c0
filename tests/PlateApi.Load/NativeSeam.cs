using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PlateRecognition;
using PlateRecognition.Inference;

namespace PlateApi.Load;

/// <summary>The place where the service calls ONNX Runtime, for hosts that put faults there. The service's own program has no way to it.</summary>
internal static class NativeSeam
{
    /// <summary>Changes how the service's networks are run.</summary>
    public static void UseInference(this WebApplicationBuilder builder, Func<InferenceOptions, InferenceOptions> change)
    {
        var made = builder.Services.Last(service => service.ServiceType == typeof(PlateRecognizerOptions)).ImplementationFactory!;
        builder.Services.AddSingleton(services =>
        {
            var options = (PlateRecognizerOptions)made(services);
            return options with { Inference = change(options.Inference) };
        });
    }
}
