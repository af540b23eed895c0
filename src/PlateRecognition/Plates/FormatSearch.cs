namespace PlateRecognition.Plates;

/// <summary>
/// The N likeliest texts under a <see cref="FormatPrior"/>, with their posterior probabilities, and the likeliest region. The score of
/// a text is its slots' probability × (free share + Σ weights of the formats that allow it). Texts are drawn from one best-first
/// enumeration for each format and one of all texts, until no text not yet drawn can score more (Fagin's threshold algorithm).
/// </summary>
internal static class FormatSearch
{
    // Slots that are nearly flat would need millions of draws to settle an order that means nothing, and blurred pictures have
    // them: this many cost less than running the network.
    private const int MostDraws = 1000;

    public static (List<TextCandidate> Texts, RegionReading? Region) Find(SlotProbabilities slots, FormatPrior.Choice choice, int count)
    {
        var (formats, free) = (choice.Formats, choice.Free);
        var covered = new bool[slots.Slots + 1];
        foreach (var format in formats)
            covered[format.Masks.Length] = true;

        // Lengths without a format keep the network's own word for them.
        var sources = new List<(RankedTexts Texts, double Weight)>(formats.Length + 2)
        {
            (RankedTexts.OfLengths(slots, length => covered[length]), free),
            (RankedTexts.OfLengths(slots, length => !covered[length]), 1),
        };
        var (masses, formatSlots) = (new double[formats.Length], new FormatSlots(slots, choice.Sets));
        for (var i = 0; i < formats.Length; i++)
        {
            var factor = (1 - free) * formats[i].Weight;
            masses[i] = factor * formatSlots.Mass(formats[i]);
            sources.Add((RankedTexts.OfFormat(slots, formats[i].Masks, formatSlots.Best(formats[i])), factor));
        }

        var total = masses.Sum() + free * slots.Mass(_ => true) + (1 - free) * slots.Mass(length => !covered[length]);
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        var best = new PriorityQueue<double, double>();
        for (var draws = 0; draws < MostDraws && Draw(); draws++)
        {
        }

        // Slots so sure of a gap inside the text that every text has probability 0.
        if (found.Count == 0)
            return (BestTexts.Find(slots, count), null);

        var texts = found.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(count)
            .Select(pair => new TextCandidate(pair.Key, Math.Clamp(pair.Value / total, 0, 1))).ToList();
        return (texts, BestRegion(choice, masses, total));

        // Takes the next text of the source that could still give the best one; false when none can.
        bool Draw()
        {
            var (bound, next, most) = (0.0, -1, 0.0);
            for (var i = 0; i < sources.Count; i++)
            {
                var ceiling = sources[i].Texts.NextProbability * sources[i].Weight;
                bound += ceiling;
                if (ceiling > most)
                    (next, most) = (i, ceiling);
            }

            if (next < 0 || best.Count == count && best.Peek() >= bound)
                return false;
            var (text, probability) = sources[next].Texts.Take();
            if (found.ContainsKey(text))
                return true;
            var score = probability * Factor(slots, formats, free, covered, text);
            found.Add(text, score);
            if (best.Count < count)
                best.Enqueue(score, score);
            else
                best.EnqueueDequeue(score, score);
            return true;
        }
    }

    private static double Factor(SlotProbabilities slots, FormatPrior.Compiled[] formats, double free, bool[] covered, string text)
    {
        if (!covered[text.Length])
            return 1;
        var sum = 0.0;
        foreach (var format in formats)
        {
            if (format.Masks.Length == text.Length && slots.Allows(format.Masks, text))
                sum += format.Weight;
        }

        return free + (1 - free) * sum;
    }

    private static RegionReading? BestRegion(FormatPrior.Choice choice, double[] masses, double total)
    {
        const double Sure = 0.5;
        var (formats, shares) = (choice.Formats, new double[choice.Regions.Length]);
        for (var i = 0; i < formats.Length; i++)
        {
            foreach (var (region, share) in formats[i].Regions)
                shares[region] += masses[i] * share / formats[i].Shares / total;
        }

        // One that has half of it is the only one, or one of two alike: then the first by name.
        var best = 0;
        for (var region = 1; region < shares.Length; region++)
        {
            if (shares[region] > shares[best])
                best = region;
        }

        return shares.Length > 0 && shares[best] >= Sure ? new RegionReading(choice.Regions[best], Math.Clamp(shares[best], 0, 1)) : null;
    }
}
