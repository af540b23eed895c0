using PlateRecognition.Imaging;

namespace PlateApi.Fuzz.Pictures;

/// <summary>Mutated pictures through the decoder: each is refused in one line, or is a picture as it promises to be.</summary>
internal sealed class PictureFuzz : IFuzzTarget
{
    /// <summary>Small, so that whatever is allocated beyond them stands out.</summary>
    private static readonly ImageLimits Limits = new() { MaxPixels = 500_000, MaxSide = 4_000 };

    private readonly byte[][] _seeds = PictureSeeds.Make();
    private readonly Dictionary<string, int> _outcomes = [];

    public string Summary => string.Join(", ", _outcomes.OrderByDescending(outcome => outcome.Value).Select(outcome => $"{outcome.Value} {outcome.Key}"));

    public byte[] Make(int seed, int round)
    {
        var chance = Mutation.Chance(seed, round);
        var mutated = Mutation.Of(_seeds[chance.Next(_seeds.Length)], chance, _seeds);
        if (ImageFormatSniffer.Sniff(mutated) == ImageFormat.Png && chance.Next(4) > 0)
            PngChecksums.Repair(mutated);
        return mutated;
    }

    public Task StartAsync()
    {
        foreach (var seed in _seeds)
        {
            if (Try(seed) is { } fault)
                throw new InvalidDataException($"A good picture is not decoded: {fault}");
        }

        _outcomes.Clear();
        return Task.CompletedTask;
    }

    public Task<string?> TryAsync(byte[] input) => Task.FromResult(Try(input));

    public ValueTask DisposeAsync() => default;

    private string? Try(byte[] input)
    {
        // As large as it is, as a reader needs it, and smaller than any.
        foreach (var needed in (ReadOnlySpan<int>)[0, 96, 3])
        {
            if (TryAt(input, needed) is { } fault)
                return $"decoded for {needed} pixels: {fault}";
        }

        return null;
    }

    private string? TryAt(byte[] input, int needed)
    {
        if (!ImageDecoder.TryDecode(input, Limits, needed, needed, out var image, out var problem))
        {
            Count(problem.Fault.ToString());
            return problem.Detail.Length is 0 or > 300 || problem.Detail.Any(char.IsControl) ? $"The refusal is no line: '{problem.Detail}'" : null;
        }

        using (image)
        {
            Count("decoded");
            if ((long)image.OriginalWidth * image.OriginalHeight > Limits.MaxPixels || Math.Max(image.OriginalWidth, image.OriginalHeight) > Limits.MaxSide)
                return $"{image.OriginalWidth}×{image.OriginalHeight} pixels are over the limits.";
            if (image.Width < 1 || image.Height < 1 || image.Width > image.OriginalWidth || image.Height > image.OriginalHeight)
                return $"{image.OriginalWidth}×{image.OriginalHeight} pixels became {image.Width}×{image.Height}.";
            for (var at = 3; at < image.Rgba.Length; at += 4)
            {
                if (image.Rgba[at] != 255)
                    return $"Pixel {at / 4} of {image.Width}×{image.Height} is not opaque.";
            }

            return null;
        }
    }

    private void Count(string outcome) => _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
}
