namespace Training.Export.Rendering;

/// <summary>Draws formats of one number of lines by their weights. Immutable, thread-safe.</summary>
internal sealed class FormatChoice
{
    private readonly PlateFormat[] _formats;
    private readonly double[] _upTo;

    public FormatChoice(RenderOptions options, int lines)
    {
        _formats = [.. PlateFormats.All.Where(format => format.Lines == lines && Weight(options, format) > 0)];
        _upTo = new double[_formats.Length];
        var sum = 0.0;
        for (var i = 0; i < _formats.Length; i++)
            _upTo[i] = sum += Weight(options, _formats[i]);
    }

    /// <summary>Whether the options leave no format of this number of lines.</summary>
    public bool IsEmpty => _formats.Length == 0;

    public PlateFormat Choose(SeededRandom random)
    {
        var drawn = random.Unit() * _upTo[^1];
        var index = Array.BinarySearch(_upTo, drawn);
        return _formats[Math.Min(index < 0 ? ~index : index + 1, _formats.Length - 1)];
    }

    // A weight given for a code or its family scales the format's own weight, which says how often the look is seen.
    private static double Weight(RenderOptions options, PlateFormat format)
    {
        if (options.FormatWeights is not { } weights)
            return format.Weight;
        var given = weights.Where(pair => format.Matches(pair.Key)).OrderByDescending(pair => pair.Key.Length).Select(pair => (double?)pair.Value).FirstOrDefault();
        return format.Weight * (given ?? 0);
    }
}
