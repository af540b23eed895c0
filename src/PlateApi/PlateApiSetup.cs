using Microsoft.AspNetCore.Server.Kestrel.Core;
using PlateApi.Access;
using PlateApi.Compatibility;
using PlateApi.Health;
using PlateApi.Hosting;
using PlateApi.InferenceProtocol;
using PlateApi.Models;
using PlateApi.Observability;
using PlateApi.Page;
using PlateApi.Recognize;
using PlateRecognition;
using PlateRecognition.Imaging;
using PlateRecognition.Inference;
using PlateRecognition.Models;

namespace PlateApi;

/// <summary>The service's composition root: what it is made of, and the order in which a request passes through it.</summary>
public static class PlateApiSetup
{
    private const int DefaultPort = 8080;

    /// <summary>Adds everything the service is made of.</summary>
    /// <exception cref="InvalidSettingsException">Settings are wrong; the message lists all faults.</exception>
    public static void AddPlateApi(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        NativeHeap.KeepLargeBlocksApart();
        var options = PlateApiOptions.Read(builder.Configuration);
        ListenByDefault(builder, options.Access);
        builder.Services.AddRequestLogs(builder.Configuration, options.LogFormat);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<InFlightMemory>();
        builder.Services.AddSingleton<UploadReader>();
        builder.Services.AddSingleton<PlateReaderUsage>();
        builder.Services.AddSingleton(ReadingOptions);
        builder.Services.AddSingleton(OpenRecognizer);
        builder.Services.AddAccess(options.Access);
        builder.Services.AddTelemetry(builder.Configuration);
        builder.Services.AddSingleton<ModelChanges>().AddHostedService(provider => provider.GetRequiredService<ModelChanges>());
        builder.Services.AddHealth();
        builder.Services.AddApiDescription();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            json.SerializerOptions.NumberHandling = ApiJson.Default.Options.NumberHandling;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.ShutdownSeconds));
        // Otherwise true in development and false elsewhere, and errors would look different there.
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
        });
    }

    /// <summary>Opens the models and builds the pipeline.</summary>
    /// <exception cref="InvalidSettingsException">No models folder was found.</exception>
    /// <exception cref="ModelPackageException">A package is faulty, or the default model is not there.</exception>
    public static void UsePlateApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        // Without a model there is no service: say so before the port is opened.
        app.Services.GetRequiredService<PlateRecognizer>();

        app.UseTrustedProxies();
        app.UseRequestId();
        app.UseRequestLogs();
        app.UseProblemAnswers();
        app.UseDrain();
        app.UseKeysAndLimits();
        app.UseApiDescription();
        // What stands above this line needs no key, what is mapped below does unless it says otherwise.
        app.UseAuthorization();
        app.MapRecognize();
        app.MapCompare();
        app.MapModels();
        app.MapModelAdmin();
        app.MapInferenceProtocol();
        app.MapHealth();
        app.MapMetrics();
        MapOptionalParts(app);
    }

    private static void MapOptionalParts(WebApplication app)
    {
        var options = app.Services.GetRequiredService<PlateApiOptions>();
        if (options.PlateReaderApi)
            app.MapPlateReader();
        if (options.VisionAlprApi)
            app.MapVisionAlpr();
        if (options.Page)
            app.MapPage();
    }

    private static PlateRecognizer OpenRecognizer(IServiceProvider services)
    {
        var options = services.GetRequiredService<PlateApiOptions>();
        var catalogue = ModelCatalogue.Load(options.ModelsFolder ?? ModelsFolder.Find(AppContext.BaseDirectory));
        var recognizers = catalogue.Packages.Where(package => package.Manifest.Task == ModelTask.Recognition);
        var chosen = options.DefaultModel ?? recognizers.FirstOrDefault()?.Manifest.Name
            ?? throw new ModelPackageException($"The models folder '{catalogue.Root}' holds no model that reads plates.");
        if (options.ShadowModel is { } shadow && catalogue.Find(shadow)?.Manifest.Task != ModelTask.Recognition)
            throw new ModelPackageException($"There is no recogniser '{shadow}' ({PlateApiOptions.SectionName}:{nameof(PlateApiOptions.ShadowModel)}) in {catalogue.Root}; there are {string.Join(", ", recognizers.Select(package => package.Manifest.Id))}.");
        return PlateRecognizer.Create(catalogue, chosen, services.GetRequiredService<PlateRecognizerOptions>(), services.GetRequiredService<TimeProvider>());
    }

    private static PlateRecognizerOptions ReadingOptions(IServiceProvider services)
    {
        var options = services.GetRequiredService<PlateApiOptions>();
        return new PlateRecognizerOptions
        {
            Images = new ImageLimits { MaxPixels = options.MaxImagePixels, MaxSide = options.MaxImageSide, PixelsInFlight = services.GetRequiredService<InFlightMemory>().Pixels },
            ReadsPerPlate = options.ReadsPerPlate,
            DefaultRegions = options.DefaultRegions,
            Pins = options.PinnedModels,
            Inference = new InferenceOptions
            {
                Device = options.Device,
                DeviceId = options.DeviceId,
                MaxConcurrentPictures = options.InferenceConcurrency,
                QueueLimit = options.InferenceQueueLimit,
            },
        };
    }

    // Only when nobody said where: ASPNETCORE_URLS, --urls and their kin win. Without keys, nobody else is to reach the service.
    private static void ListenByDefault(WebApplicationBuilder builder, AccessOptions access)
    {
        var configuration = builder.Configuration;
        if (string.IsNullOrEmpty(configuration["urls"]) && string.IsNullOrEmpty(configuration["http_ports"])
            && string.IsNullOrEmpty(configuration["https_ports"]) && !configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls($"http://{(access.LoopbackOnly ? "localhost" : "*")}:{DefaultPort}");
        }
    }
}
