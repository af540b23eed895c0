using System.Globalization;

namespace Training.Export.Study;

/// <summary>A mean and its 95 % interval. Pure.</summary>
/// <param name="Count">Seeds behind it.</param>
/// <param name="Mean">The mean; NaN for no seeds.</param>
/// <param name="HalfWidth">Half the width of the interval; NaN where there is none.</param>
internal readonly record struct MeanInterval(int Count, double Mean, double HalfWidth)
{
    // Student's t, 0.975 quantile, for 1 to 9 degrees of freedom.
    private static readonly double[] Quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

    // The normal distribution's 0.975 quantile.
    private const double NormalQuantile = 1.960;

    /// <summary>Lower end of the interval.</summary>
    public double Low => Mean - HalfWidth;

    /// <summary>Upper end of the interval.</summary>
    public double High => Mean + HalfWidth;

    /// <summary>Whether there is an interval.</summary>
    public bool HasInterval => double.IsFinite(HalfWidth);

    /// <summary>The mean of values, one a seed, at most ten; its interval by Student's t needs two.</summary>
    public static MeanInterval OverSeeds(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            return new MeanInterval(0, double.NaN, double.NaN);
        var mean = values.Average();
        if (values.Count == 1)
            return new MeanInterval(1, mean, double.NaN);
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        return new MeanInterval(values.Count, mean, Quantiles[values.Count - 2] * deviation / Math.Sqrt(values.Count));
    }

    /// <summary>
    /// A share of characters of one seed, less another's on the same plates or less a constant: what other held-back plates could have given, not what other
    /// seeds could. A share of characters varies from plate to plate by p (1 - p) at most, and plates that both read alike only narrow a difference, so the
    /// interval is as wide as it can be.
    /// </summary>
    /// <param name="share">Share of held-back characters, 0 to 1.</param>
    /// <param name="less">What is taken off, 0 to 1.</param>
    /// <param name="lessIsMeasured">Whether that is another arm's share, which varies too.</param>
    /// <param name="plates">Held-back plates; over 0.</param>
    public static MeanInterval OverPlates(double share, double less, bool lessIsMeasured, int plates)
    {
        var variance = (share * (1 - share) + (lessIsMeasured ? less * (1 - less) : 0)) / plates;
        return new MeanInterval(1, share - less, NormalQuantile * Math.Sqrt(variance));
    }

    /// <summary>As percents, such as "81.2 (79.0 to 83.4)"; without an interval where there is none.</summary>
    public string Percent() => Text("0.0");

    /// <summary>As a difference in points, such as "+3.1 (-0.2 to +6.4)".</summary>
    public string Points() => Text("+0.0;-0.0;0.0");

    private string Text(string format)
    {
        if (Count == 0)
            return "";
        return HasInterval ? $"{Hundredfold(Mean)} ({Hundredfold(Low)} to {Hundredfold(High)})" : Hundredfold(Mean);

        string Hundredfold(double share) => (share * 100).ToString(format, CultureInfo.InvariantCulture);
    }
}
