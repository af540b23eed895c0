namespace PlateRecognition.Plates;

/// <summary>
/// Joins readings of the same plate, seen in several cuts: a text's weight is the mean of what the readings give it, so that cuts that agree outweigh one that is sure
/// and alone. Its probability is that weight to the power of 1.5, as a share of all: the mean alone says too little, since a cut that shows the plate badly takes its
/// share of it. The power was chosen on real photos and crops, where it says best how often a text is right. Pure.
/// </summary>
public static class ReadingMixture
{
    /// <summary>Texts that each reading should bring at least, so that one's second guess can meet another's first.</summary>
    public const int CandidatesNeeded = 5;

    private const double Sharpness = 1.5;

    /// <summary>Joins readings.</summary>
    /// <param name="readings">One or more.</param>
    /// <param name="topN">Most texts to give.</param>
    /// <returns>A reading whose characters, region and lines are those of the surest reading of its text.</returns>
    /// <exception cref="ArgumentException">There is no reading.</exception>
    public static PlateReading Of(IReadOnlyList<PlateReading> readings, int topN)
    {
        ArgumentNullException.ThrowIfNull(readings);
        if (readings.Count == 0)
            throw new ArgumentException("There is no reading to join.", nameof(readings));
        if (readings.Count == 1)
            return readings[0].Candidates.Count <= topN ? readings[0] : readings[0] with { Candidates = [.. readings[0].Candidates.Take(topN)] };

        var means = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var reading in readings)
        {
            foreach (var candidate in reading.Candidates)
                means[candidate.Text] = means.GetValueOrDefault(candidate.Text) + candidate.Confidence / readings.Count;
        }

        // Of the readings' own best texts, since only of those all characters are known.
        var best = readings.OrderByDescending(reading => means[reading.Text]).ThenByDescending(reading => reading.Confidence).First();
        var all = means.Values.Sum(Sharpen) + Sharpen(Math.Max(0, 1 - means.Values.Sum()));
        var confidence = Sharpen(means[best.Text]) / all;
        var others = means.Where(pair => pair.Key != best.Text).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new TextCandidate(pair.Key, Math.Min(Sharpen(pair.Value) / all, confidence)));
        return best with { Confidence = confidence, Candidates = [new TextCandidate(best.Text, confidence), .. others.Take(topN - 1)] };
    }

    private static double Sharpen(double share) => Math.Pow(share, Sharpness);
}
