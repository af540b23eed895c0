namespace PlateRecognition.Plates;

/// <summary>
/// Joins readings of the same plate, seen in several cuts: a text's weight is the mean of what the readings give it, so that cuts that agree outweigh one that is sure
/// and alone. Its probability is that weight to the power of 1.5, as a share of all: the mean alone says too little, since a cut that shows the plate badly takes its
/// share of it. The power was chosen on real photos and crops, where it says best how often a text is right. Pure.
/// </summary>
public static class ReadingMixture
{
    /// <summary>
    /// Texts that each reading should bring at least, so that one's second guess can meet another's first. No more are weighed: a text's probability does not depend on how many
    /// are asked for.
    /// </summary>
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

        var means = Means(readings, candidates => candidates.Take(CandidatesNeeded));

        // Of the readings' own best texts, since only of those all characters are known.
        var best = readings.OrderByDescending(reading => means[reading.Text]).ThenByDescending(reading => reading.Confidence).First();
        var all = means.Values.Sum(Sharpen) + Sharpen(Math.Max(0, 1 - means.Values.Sum()));
        var confidence = Sharpen(means[best.Text]) / all;
        var texts = new List<TextCandidate> { new(best.Text, confidence) };
        var further = Means(readings, candidates => candidates.Skip(CandidatesNeeded)).Where(pair => !means.ContainsKey(pair.Key));
        foreach (var (text, mean) in Order(means.Where(pair => pair.Key != best.Text)).Concat(Order(further)).Take(topN - 1))
            texts.Add(new TextCandidate(text, Math.Min(Sharpen(mean) / all, texts[^1].Confidence)));
        return best with { Confidence = confidence, Candidates = texts };
    }

    private static Dictionary<string, double> Means(IReadOnlyList<PlateReading> readings, Func<IEnumerable<TextCandidate>, IEnumerable<TextCandidate>> choose)
        => readings.SelectMany(reading => choose(reading.Candidates)).GroupBy(candidate => candidate.Text, StringComparer.Ordinal)
            .ToDictionary(texts => texts.Key, texts => texts.Sum(candidate => candidate.Confidence / readings.Count), StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, double>> Order(IEnumerable<KeyValuePair<string, double>> means)
        => means.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal);

    private static double Sharpen(double share) => Math.Pow(share, Sharpness);
}
