namespace PlateRecognition.Detection;

/// <summary>Leaves one find a plate: of finds that overlap, the surest. Also joins the finds of overlapping tiles. Stateless.</summary>
public static class NonMaximumSuppression
{
    // A picture of noise may give thousands of peaks; beyond this many the unsure ones are not compared.
    private const int MostCandidates = 1000;

    /// <summary>Suppresses.</summary>
    /// <param name="finds">Finds in one picture's pixels; sorted in place, the surest first.</param>
    /// <param name="options">Which overlap is too much, and how many finds are kept.</param>
    /// <returns>The finds that stay, the surest first. Among equally sure ones, the upper, then the left one comes first.</returns>
    public static IReadOnlyList<DetectedPlate> Apply(List<DetectedPlate> finds, DetectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(finds);
        ArgumentNullException.ThrowIfNull(options);
        finds.Sort(Compare);
        var kept = new List<DetectedPlate>();
        for (var i = 0; i < Math.Min(finds.Count, MostCandidates) && kept.Count < options.MostPlates; i++)
        {
            if (!Repeats(finds[i].Corners.Bounds, kept, options.SamePlateOverlap))
                kept.Add(finds[i]);
        }

        return kept;
    }

    private static bool Repeats(PixelBox box, List<DetectedPlate> kept, double limit)
    {
        foreach (var plate in kept)
        {
            if (PlateCorners.Overlap(box, plate.Corners.Bounds) > limit)
                return true;
        }

        return false;
    }

    private static int Compare(DetectedPlate a, DetectedPlate b)
    {
        var order = b.Confidence.CompareTo(a.Confidence);
        order = order != 0 ? order : a.Corners.TopLeft.Y.CompareTo(b.Corners.TopLeft.Y);
        return order != 0 ? order : a.Corners.TopLeft.X.CompareTo(b.Corners.TopLeft.X);
    }
}
