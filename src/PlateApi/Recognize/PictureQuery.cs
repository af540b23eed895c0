using System.Buffers;
using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using PlateApi.Hosting;
using PlateRecognition;
using PlateRecognition.Detection;

namespace PlateApi.Recognize;

/// <summary>
/// What queries about a picture have in common, taken as texts: the framework would answer the first value it cannot convert with a
/// message that names no limit, and this says all that is wrong at once.
/// </summary>
internal abstract record PictureQuery
{
    /// <summary>Most texts for a plate.</summary>
    public const int MaxTopN = 20;

    /// <summary>Most region codes.</summary>
    public const int MaxRegions = 20;

    /// <summary>Longest region code.</summary>
    public const int LongestRegion = 20;

    /// <summary>Longest model name, version included.</summary>
    public const int LongestModel = 80;

    private static readonly SearchValues<char> ModelCharacters = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz-/");

    /// <summary>What the picture shows.</summary>
    [FromQuery(Name = "mode")]
    [Description("What the picture shows: a whole `photo`, in which plates are searched, or one plate cut out, a `crop`, which costs least. `auto` searches, and reads the picture itself where it was cut for one plate. Without a model that finds plates, `auto` reads every picture as a crop and `photo` is an error.")]
    public string? Mode { get; init; }

    /// <summary>How closely a photo is searched.</summary>
    [FromQuery(Name = "detail")]
    [Description("How closely a photo is searched: `normal` looks at it as a whole, `high` in up to 24 tiles, too, which finds plates that are small in a large photo and costs a run of the finder a tile.")]
    public string? Detail { get; init; }

    /// <summary>Where plates may come from.</summary>
    [FromQuery(Name = "regions")]
    [Description("Where the plates are expected to come from: ISO 3166 country codes such as `sk`, or states such as `us-ca`; `us` means all of its states. Repeat the parameter for several. Texts that fit these regions' formats are favoured; a region that the model knows no formats of is passed over (`GET /models` lists those it knows). Default: the service's own, if it has any.")]
    public string[]? Regions { get; init; }

    /// <summary>How many texts.</summary>
    [FromQuery(Name = "topN")]
    [Description("How many texts to give for each plate, the likeliest first.")]
    public string? TopN { get; init; }

    /// <summary>How long the answer is waited for.</summary>
    [FromQuery(Name = DeadlineQuery.Name)]
    [Description("Milliseconds after which the client needs no answer any more, counted for each picture from when its bytes are there. It shortens the service's own deadline and never lengthens it: 504 when it passes, 503 at once when it is sure to.")]
    public string? DeadlineMs { get; init; }

    /// <summary>How long each picture's answer is of use: the service's limit, or less where the request says so.</summary>
    public TimeSpan Patience(PlateApiOptions options)
    {
        DeadlineQuery.TryRead(DeadlineMs, options, out var patience, out _);
        return patience;
    }

    /// <summary>Turns the texts into a request.</summary>
    /// <param name="faults">Gets all that is wrong.</param>
    protected RecognitionRequest Read(List<string> faults)
    {
        var request = new RecognitionRequest
        {
            Mode = ReadMode(faults),
            Detail = ReadDetail(faults),
            TopN = ReadTopN(faults),
            Regions = ReadRegions(faults),
        };
        if (DeadlineQuery.Fault(DeadlineMs, out _) is { } fault)
            faults.Add(fault);
        return request;
    }

    /// <summary>Adds what is wrong with a model's name, if anything is.</summary>
    protected static void CheckModel(string model, List<string> faults)
    {
        if (model.Length is 0 or > LongestModel || model.AsSpan().ContainsAnyExcept(ModelCharacters))
            faults.Add($"model is '{ProblemAnswers.Echo(model)}'; it must be a name such as plate-reader, or name/version, of at most {LongestModel} characters.");
    }

    private RecognitionMode ReadMode(List<string> faults)
    {
        switch (Mode)
        {
            case null or "auto":
                return RecognitionMode.Auto;
            case "photo":
                return RecognitionMode.Photo;
            case "crop":
                return RecognitionMode.Crop;
            default:
                faults.Add($"mode is '{ProblemAnswers.Echo(Mode)}'; it must be auto, photo or crop.");
                return RecognitionMode.Auto;
        }
    }

    private PhotoDetail ReadDetail(List<string> faults)
    {
        if (Detail is not (null or "normal" or "high"))
            faults.Add($"detail is '{ProblemAnswers.Echo(Detail)}'; it must be normal or high.");
        return Detail == "high" ? PhotoDetail.High : PhotoDetail.Normal;
    }

    private int ReadTopN(List<string> faults)
    {
        if (TopN is null)
            return 1;
        if (int.TryParse(TopN, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MaxTopN)
            return count;
        faults.Add($"topN is '{ProblemAnswers.Echo(TopN)}'; it must be a whole number from 1 to {MaxTopN}.");
        return 1;
    }

    private string[] ReadRegions(List<string> faults)
    {
        if (Regions is null)
            return [];
        if (Regions.Length > MaxRegions)
            faults.Add($"regions is given {Regions.Length} times; at most {MaxRegions} are taken.");
        foreach (var region in Regions)
        {
            if (!IsRegion(region))
            {
                faults.Add($"regions has '{ProblemAnswers.Echo(region)}'; each must be one code such as sk or us-ca.");
                break;
            }
        }

        return Regions;
    }

    /// <summary>Whether a text looks like a region's code: ISO 3166-1 alpha-2, and 3166-2's part of it; models may name parts of their own, as in ar-mercosur.</summary>
    internal static bool IsRegion(ReadOnlySpan<char> code)
    {
        if (code.Length is < 2 or 3 or > LongestRegion || !char.IsAsciiLetter(code[0]) || !char.IsAsciiLetter(code[1]))
            return false;
        if (code.Length == 2)
            return true;
        foreach (var symbol in code[3..])
        {
            if (!char.IsAsciiLetterOrDigit(symbol))
                return false;
        }

        return code[2] == '-';
    }
}
