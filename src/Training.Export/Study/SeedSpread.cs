using System.Globalization;

namespace Training.Export.Study;

/// <summary>A figure over seeds: its mean and the 95 % interval of the mean by Student's t. Pure.</summary>
/// <param name="Count">Seeds.</param>
/// <param name="Mean">Their mean; NaN for none.</param>
/// <param name="HalfWidth">Half the width of the interval; NaN with fewer than two seeds.</param>
internal readonly record struct SeedSpread(int Count, double Mean, double HalfWidth)
{
    // Student's t, 0.975 quantile, for 1 to 9 degrees of freedom.
    private static readonly double[] Quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

    /// <summary>Lower end of the interval.</summary>
    public double Low => Mean - HalfWidth;

    /// <summary>Upper end of the interval.</summary>
    public double High => Mean + HalfWidth;

    /// <summary>Whether there are seeds enough for an interval.</summary>
    public bool HasInterval => Count >= 2;

    /// <summary>The spread of values, one a seed, at most ten.</summary>
    public static SeedSpread Of(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            return new SeedSpread(0, double.NaN, double.NaN);
        var mean = values.Average();
        if (values.Count == 1)
            return new SeedSpread(1, mean, double.NaN);
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        return new SeedSpread(values.Count, mean, Quantiles[values.Count - 2] * deviation / Math.Sqrt(values.Count));
    }

    /// <summary>As percents, such as "81.2 (79.0 to 83.4)"; without an interval where one seed is all there is.</summary>
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
