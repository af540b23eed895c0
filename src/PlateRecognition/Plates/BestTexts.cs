namespace PlateRecognition.Plates;

/// <summary>The N likeliest texts by the slots alone, exactly.</summary>
internal static class BestTexts
{
    /// <summary>Finds them, best first; the list holds at least one text, and at most <paramref name="count"/>.</summary>
    public static List<TextCandidate> Find(SlotProbabilities slots, int count)
    {
        var ranked = RankedTexts.OfLengths(slots, _ => true);
        var texts = new List<TextCandidate>(count);
        while (texts.Count < count && (texts.Count == 0 || ranked.HasNext))
        {
            var (text, probability) = ranked.Take();
            texts.Add(new TextCandidate(text, Math.Clamp(probability, 0, 1)));
        }

        return texts;
    }
}
