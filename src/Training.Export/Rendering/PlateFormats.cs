namespace Training.Export.Rendering;

/// <summary>All formats the renderer knows. Immutable, thread-safe.</summary>
internal static class PlateFormats
{
    /// <summary>Every format, one-line and two-line ones; both lines' formats of a country share a code.</summary>
    public static IReadOnlyList<PlateFormat> All { get; } =
        [.. EuropeanFormats.All, .. LatinFormats.All, .. UnitedStatesFormats.All, .. WorldFormats.All];

    /// <summary>Codes in alphabetical order.</summary>
    public static IReadOnlyList<string> Codes { get; } = [.. All.Select(format => format.Code).Distinct().Order(StringComparer.Ordinal)];
}
