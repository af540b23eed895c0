namespace Training.Export.Evaluation;

/// <summary>
/// Fits the temperature that makes slot probabilities honest (Guo et al., "On Calibration of Modern Neural Networks", 2017):
/// the one number that makes the right texts of a held-back set likeliest.
/// </summary>
public static class TemperatureFit
{
    private const double Lowest = 0.25, Highest = 8;

    /// <summary>The temperature with the least mean negative log-likelihood, found by golden-section search.</summary>
    /// <param name="slotProbabilities">One row of class probabilities a slot.</param>
    /// <param name="targets">The right class of each row.</param>
    /// <returns>0.25 to 8; above 1 the network was too sure of itself.</returns>
    public static double Fit(IReadOnlyList<float[]> slotProbabilities, IReadOnlyList<int> targets)
    {
        if (slotProbabilities.Count == 0 || slotProbabilities.Count != targets.Count)
            throw new ArgumentException($"{slotProbabilities.Count} rows and {targets.Count} targets; there must be as many of both, and at least one.");

        var logs = slotProbabilities.Select(row => row.Select(p => Math.Log(Math.Max(p, 1e-12f))).ToArray()).ToList();
        var ratio = (Math.Sqrt(5) - 1) / 2;
        var (low, high) = (Math.Log(Lowest), Math.Log(Highest));
        var (left, right) = (high - ratio * (high - low), low + ratio * (high - low));
        var (lossLeft, lossRight) = (Loss(left), Loss(right));
        while (high - low > 1e-4)
        {
            if (lossLeft < lossRight)
            {
                (high, right, lossRight) = (right, left, lossLeft);
                left = high - ratio * (high - low);
                lossLeft = Loss(left);
            }
            else
            {
                (low, left, lossLeft) = (left, right, lossRight);
                right = low + ratio * (high - low);
                lossRight = Loss(right);
            }
        }

        return Math.Exp((low + high) / 2);

        double Loss(double logTemperature)
        {
            var (temperature, sum) = (Math.Exp(logTemperature), 0.0);
            for (var i = 0; i < logs.Count; i++)
            {
                var row = logs[i];
                var (largest, total) = (row.Max() / temperature, 0.0);
                foreach (var log in row)
                    total += Math.Exp(log / temperature - largest);
                sum += largest + Math.Log(total) - row[targets[i]] / temperature;
            }

            return sum / logs.Count;
        }
    }
}
