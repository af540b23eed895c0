using System.Globalization;
using PlateApi.Access;
using PlateApi.Recognize;
using PlateRecognition;
using PlateRecognition.Imaging;
using PlateRecognition.Inference;

namespace PlateApi.Hosting;

/// <summary>
/// The service's settings: section <c>PlateApi</c> of appsettings.json, environment variables such as
/// <c>PlateApi__MaxFiles</c>, or arguments such as <c>--PlateApi:MaxFiles=4</c>. Immutable.
/// </summary>
public sealed record PlateApiOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "PlateApi";

    /// <summary>The folder of model packages, <c>&lt;name&gt;/&lt;version&gt;/</c>.</summary>
    /// <value>Default: the nearest folder <c>models</c> with a package in it, beside the program or in a folder above it.</value>
    public string? ModelsFolder { get; init; }

    /// <summary>The recogniser for requests that name none, as "name" or "name/version".</summary>
    /// <value>Default: the recogniser whose name is first in the alphabet, in the version that is served.</value>
    public string? DefaultModel { get; init; }

    /// <summary>Versions that are served instead of the highest, each as name/version; admins may pin others until the next start (docs/models.md).</summary>
    /// <value>Separated by commas, one for each name; default none.</value>
    public IReadOnlyDictionary<string, int> PinnedModels { get; init; } = new PlateRecognizerOptions().Pins;

    /// <summary>A recogniser that reads a share of the default model's pictures, too, once they are answered, to see whether it reads the same.</summary>
    /// <value>"name" or "name/version"; default none.</value>
    public string? ShadowModel { get; init; }

    /// <summary>The share of pictures that <see cref="ShadowModel"/> is to read, in percent.</summary>
    /// <value>1 to 100; default 10.</value>
    public int ShadowPercent { get; init; } = 10;

    /// <summary>Largest request body, in bytes, all of its files and multipart framing together.</summary>
    /// <value>1,024 to 1,073,741,824; default 33,554,432 (32 MiB).</value>
    public int MaxRequestBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Most files of one request.</summary>
    /// <value>1 to 1,000; default 16.</value>
    public int MaxFiles { get; init; } = 16;

    /// <summary>Largest request body, in bytes, when the answer is streamed line by line: no more than a few files are held then.</summary>
    /// <value>1,024 to 2,147,483,647; default 1,073,741,824 (1 GiB).</value>
    public int MaxStreamedBytes { get; init; } = 1024 * 1024 * 1024;

    /// <summary>Most files of a request when the answer is streamed line by line.</summary>
    /// <value>1 to 1,000,000; default 10,000.</value>
    public int MaxStreamedFiles { get; init; } = 10_000;

    /// <summary>Most pixels of a picture, by its header.</summary>
    /// <value>1 to 500,000,000; default 40,000,000.</value>
    public int MaxImagePixels { get; init; } = new ImageLimits().MaxPixels;

    /// <summary>Longest side of a picture in pixels, by its header.</summary>
    /// <value>1 to 65,535; default 16,384.</value>
    public int MaxImageSide { get; init; } = new ImageLimits().MaxSide;

    /// <summary>
    /// Memory for the uploads of all requests together, in MiB; one more is refused with 503 until others are answered, and one that could
    /// never be held with 413. It is taken in buffers of 64 KiB, 128 KiB and so on, as the bytes come.
    /// </summary>
    /// <value>1 to 1,000,000 MiB; default: a quarter of the memory that this process may use (in a container, three quarters of its limit), 16 at least.</value>
    public int MaxMegabytesInFlight { get; init; } = InFlightMemory.DefaultMegabytes;

    /// <summary>
    /// Pixels that the pictures of all requests may hold together while they are decoded, read and drawn, in millions, of four bytes each;
    /// one more is refused with 503, and one that could never be decoded with 422. A JPEG counts at the size it is decoded at; a picture
    /// that is turned counts twice, and so does one that its format keeps whole (progressive JPEG, interlaced PNG, WebP without loss). An
    /// answer that is drawn counts three times its own pixels, for its canvas and its file, beside those of its picture.
    /// </summary>
    /// <value>1 to 1,000,000 million; default: half of the memory that this process may use (in a container, three quarters of its limit), 8 at least.</value>
    public int MaxMegapixelsInFlight { get; init; } = InFlightMemory.DefaultMegapixels;

    /// <summary>In how many cuts, at most, a plate is read, in a photo or a crop: one where it is sure, further ones make the text surer (docs/accuracy.md).</summary>
    /// <value>1 to 5; default 3. A crop is read in three at most.</value>
    public int ReadsPerPlate { get; init; } = new PlateRecognizerOptions().ReadsPerPlate;

    /// <summary>
    /// Where plates are expected to come from when a request names no `regions`: ISO 3166 country codes such as sk, or states such as us-ca. Texts of their
    /// formats are favoured, others still read. A code of which the default model knows no plates ends the start.
    /// </summary>
    /// <value>Separated by commas, 20 at most; default none, which expects any.</value>
    public IReadOnlyList<string> DefaultRegions { get; init; } = [];

    /// <summary>
    /// Pictures worked on at the same time; more than cores, so that those that are ready make a batch. Twelve a core fill the batches of a
    /// stream of crops; with photos they take three times the memory for nothing.
    /// </summary>
    /// <value>1 to 256; default: four for each core that this process may use.</value>
    public int InferenceConcurrency { get; init; } = Math.Min(256, new InferenceOptions().MaxConcurrentPictures);

    /// <summary>Pictures that may wait for the network; one more is refused with 503.</summary>
    /// <value>0 to 100,000; default 64.</value>
    public int InferenceQueueLimit { get; init; } = new InferenceOptions().QueueLimit;

    /// <summary>Where networks run. Cuda without a GPU that works ends the start; Auto then takes the CPU.</summary>
    /// <value>Auto, Cpu or Cuda; default Auto.</value>
    public Device Device { get; init; } = new InferenceOptions().Device;

    /// <summary>Which GPU, by CUDA's count.</summary>
    /// <value>0 to 63; default 0.</value>
    public int DeviceId { get; init; } = new InferenceOptions().DeviceId;

    /// <summary>
    /// Seconds after which a picture that is not answered is given up with 504; one that is sure to be late is refused with 503 at once. A
    /// request may ask for less, by the query value deadlineMs, at every endpoint that reads pictures.
    /// </summary>
    /// <value>1 to 3,600; default 10.</value>
    public int DeadlineSeconds { get; init; } = 10;

    /// <summary>
    /// Seconds for which a model may have no session that works, for its runs hang or every new session fails, before the process ends with exit
    /// code 3, so that its orchestrator starts another.
    /// </summary>
    /// <value>0 to 3,600; default 30. 0 never ends the process.</value>
    public int WatchdogSeconds { get; init; } = 30;

    /// <summary>Whether POST /v1/plate-reader/ speaks Plate Recognizer's format. It reads as /recognize does, within the same limits.</summary>
    /// <value>true or false; default true: clients that exist already then need nothing but the address.</value>
    public bool PlateReaderApi { get; init; } = true;

    /// <summary>The status of a success of POST /v1/plate-reader/: Plate Recognizer's own server answers 200, its cloud 201.</summary>
    /// <value>200 to 201; default 200.</value>
    public int PlateReaderSuccessStatus { get; init; } = StatusCodes.Status200OK;

    /// <summary>Whether POST /v1/vision/alpr speaks CodeProject.AI's format. It reads as /recognize does, within the same limits.</summary>
    /// <value>true or false; default true: clients that exist already then need nothing but the address.</value>
    public bool VisionAlprApi { get; init; } = true;

    /// <summary>Whether there is a page at / where people drop pictures and see what is read. It uses /recognize as any client does.</summary>
    /// <value>true or false; default true.</value>
    public bool Page { get; init; } = true;

    /// <summary>Seconds within which the process ends once it is asked to; requests that are not done by then are cut off.</summary>
    /// <value>1 to 3,600; default 30.</value>
    public int ShutdownSeconds { get; init; } = 30;

    /// <summary>
    /// Of <see cref="ShutdownSeconds"/>, those for which the port stays open at least, refusing pictures and saying not ready: the
    /// time that gateways and orchestrators need to notice.
    /// </summary>
    /// <value>0 to 3,599, and below <see cref="ShutdownSeconds"/>; default 0.</value>
    public int ShutdownDelaySeconds { get; init; }

    /// <summary>How log lines look.</summary>
    /// <value>Text for people, Json (one compact object a line) for machines; default Text.</value>
    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    /// <summary>Whether the texts that were read go into the log. They are personal data in most countries.</summary>
    /// <value>true or false; default false.</value>
    public bool LogPlates { get; init; }

    /// <summary>Who may use the service and how often; these settings lie in the same section.</summary>
    public AccessOptions Access { get; init; } = new();

    /// <summary>Reads and checks all settings; what is wrong with them comes in one exception.</summary>
    /// <exception cref="InvalidSettingsException">Settings are no numbers, out of range, or unknown.</exception>
    public static PlateApiOptions Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Read(new SettingsReader(configuration.GetSection(SectionName)));
    }

    internal static PlateApiOptions Read(SettingsReader settings)
    {
        var defaults = new PlateApiOptions();
        var options = new PlateApiOptions
        {
            ModelsFolder = settings.Text(nameof(ModelsFolder)),
            DefaultModel = settings.Text(nameof(DefaultModel)),
            PinnedModels = ReadPins(settings),
            ShadowModel = settings.Text(nameof(ShadowModel)),
            ShadowPercent = settings.Number(nameof(ShadowPercent), defaults.ShadowPercent, 1, 100),
            MaxRequestBytes = settings.Number(nameof(MaxRequestBytes), defaults.MaxRequestBytes, 1024, 1024 * 1024 * 1024),
            MaxFiles = settings.Number(nameof(MaxFiles), defaults.MaxFiles, 1, 1000),
            MaxStreamedBytes = settings.Number(nameof(MaxStreamedBytes), defaults.MaxStreamedBytes, 1024, int.MaxValue),
            MaxStreamedFiles = settings.Number(nameof(MaxStreamedFiles), defaults.MaxStreamedFiles, 1, 1_000_000),
            MaxImagePixels = settings.Number(nameof(MaxImagePixels), defaults.MaxImagePixels, 1, 500_000_000),
            MaxImageSide = settings.Number(nameof(MaxImageSide), defaults.MaxImageSide, 1, 65_535),
            MaxMegabytesInFlight = settings.Number(nameof(MaxMegabytesInFlight), defaults.MaxMegabytesInFlight, 1, 1_000_000),
            MaxMegapixelsInFlight = settings.Number(nameof(MaxMegapixelsInFlight), defaults.MaxMegapixelsInFlight, 1, 1_000_000),
            ReadsPerPlate = settings.Number(nameof(ReadsPerPlate), defaults.ReadsPerPlate, 1, PlateRecognizerOptions.MostReadsPerPlate),
            DefaultRegions = ReadRegions(settings, defaults.DefaultRegions),
            InferenceConcurrency = settings.Number(nameof(InferenceConcurrency), defaults.InferenceConcurrency, 1, 256),
            InferenceQueueLimit = settings.Number(nameof(InferenceQueueLimit), defaults.InferenceQueueLimit, 0, 100_000),
            Device = settings.Choice(nameof(Device), defaults.Device),
            DeviceId = settings.Number(nameof(DeviceId), defaults.DeviceId, 0, 63),
            DeadlineSeconds = settings.Number(nameof(DeadlineSeconds), defaults.DeadlineSeconds, 1, 3600),
            WatchdogSeconds = settings.Number(nameof(WatchdogSeconds), defaults.WatchdogSeconds, 0, 3600),
            PlateReaderApi = settings.Flag(nameof(PlateReaderApi), defaults.PlateReaderApi),
            PlateReaderSuccessStatus = settings.Number(nameof(PlateReaderSuccessStatus), defaults.PlateReaderSuccessStatus, 200, 201),
            VisionAlprApi = settings.Flag(nameof(VisionAlprApi), defaults.VisionAlprApi),
            Page = settings.Flag(nameof(Page), defaults.Page),
            ShutdownSeconds = settings.Number(nameof(ShutdownSeconds), defaults.ShutdownSeconds, 1, 3600),
            ShutdownDelaySeconds = settings.Number(nameof(ShutdownDelaySeconds), defaults.ShutdownDelaySeconds, 0, 3599),
            LogFormat = settings.Choice(nameof(LogFormat), defaults.LogFormat),
            LogPlates = settings.Flag(nameof(LogPlates), defaults.LogPlates),
            Access = AccessOptions.Read(settings),
        };
        if (options.ShutdownDelaySeconds >= options.ShutdownSeconds)
            settings.Fault(nameof(ShutdownDelaySeconds), $"is {options.ShutdownDelaySeconds}; it must be below {nameof(ShutdownSeconds)}, {options.ShutdownSeconds}.");
        settings.ThrowIfFaulty();
        return options;
    }

    private static IReadOnlyList<string> ReadRegions(SettingsReader settings, IReadOnlyList<string> fallback)
    {
        var regions = settings.List<string>(nameof(DefaultRegions), fallback, TryReadRegion, "one code such as sk or us-ca");
        if (regions.Count > PictureQuery.MaxRegions)
            settings.Fault(nameof(DefaultRegions), $"has {regions.Count} codes; at most {PictureQuery.MaxRegions} are taken.");
        return regions;
    }

    private static bool TryReadRegion(string text, out string region)
    {
        region = text;
        return PictureQuery.IsRegion(text);
    }

    private static IReadOnlyDictionary<string, int> ReadPins(SettingsReader settings)
    {
        var pins = new Dictionary<string, int>();
        foreach (var (name, version) in settings.List<(string, int)>(nameof(PinnedModels), [], TryReadPin, "name/version, as plate-reader/1"))
        {
            if (!pins.TryAdd(name, version))
                settings.Fault(nameof(PinnedModels), $"has two versions of {name}; one of them can be served.");
        }

        return pins.Count == 0 ? new PlateApiOptions().PinnedModels : pins;
    }

    private static bool TryReadPin(string text, out (string Name, int Version) pin)
    {
        pin = (text.Split('/')[0], 0);
        return text.Split('/') is [{ Length: > 0 }, var version] && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out pin.Version) && pin.Version >= 1;
    }
}

/// <summary>How log lines look.</summary>
public enum LogFormat
{
    /// <summary>One line for people.</summary>
    Text,

    /// <summary>One compact JSON object a line, in Serilog's compact format.</summary>
    Json,
}
