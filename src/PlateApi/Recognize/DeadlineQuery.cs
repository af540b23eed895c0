using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PlateApi.Hosting;

namespace PlateApi.Recognize;

/// <summary>The query value by which a client says how long it waits. All endpoints that read pictures take it, those of other products' formats, too.</summary>
internal static class DeadlineQuery
{
    /// <summary>Its name.</summary>
    public const string Name = "deadlineMs";

    /// <summary>Longest deadline, in milliseconds: an hour.</summary>
    public const int LongestMs = 3_600_000;

    /// <summary>Reads it out of a request's query.</summary>
    public static bool TryRead(HttpRequest request, PlateApiOptions options, out TimeSpan patience, [NotNullWhen(false)] out string? fault)
        => TryRead(request.Query[Name], options, out patience, out fault);

    /// <summary>Reads it.</summary>
    /// <param name="text">The value, or null.</param>
    /// <param name="options">Settings.</param>
    /// <param name="patience">How long each picture's answer is of use: the service's limit, or less where the request says so.</param>
    /// <param name="fault">What is wrong with it, or null.</param>
    public static bool TryRead(string? text, PlateApiOptions options, out TimeSpan patience, [NotNullWhen(false)] out string? fault)
    {
        patience = TimeSpan.FromSeconds(options.DeadlineSeconds);
        fault = Fault(text, out var wanted);
        if (wanted < patience)
            patience = wanted.Value;
        return fault is null;
    }

    /// <summary>What is wrong with it, or null.</summary>
    /// <param name="text">The value, or null.</param>
    /// <param name="wanted">What it asks for; null where it asks for nothing.</param>
    public static string? Fault(string? text, out TimeSpan? wanted)
    {
        wanted = null;
        if (text is null)
            return null;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) || milliseconds is < 1 or > LongestMs)
            return $"{Name} is '{ProblemAnswers.Echo(text)}'; it must be a whole number from 1 to {LongestMs}.";
        wanted = TimeSpan.FromMilliseconds(milliseconds);
        return null;
    }
}
