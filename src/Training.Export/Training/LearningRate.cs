namespace Training.Export.Training;

/// <summary>The learning rate of a step; pure.</summary>
public static class LearningRate
{
    private const double Floor = 0.01;

    /// <summary>The rate of a step.</summary>
    /// <param name="options">Peak rate, warm-up, schedule and length of the run.</param>
    /// <param name="step">0 to <see cref="TrainingOptions.TotalSteps"/> - 1.</param>
    public static double At(TrainingOptions options, long step)
    {
        if (step < options.WarmUpSteps)
            return options.LearningRate * (step + 1) / options.WarmUpSteps;

        var length = Math.Max(1, options.TotalSteps - options.WarmUpSteps);
        var progress = Math.Clamp((step - options.WarmUpSteps) / (double)length, 0, 1);
        var factor = options.Schedule switch
        {
            LearningRateSchedule.Cosine => Floor + (1 - Floor) * (1 + Math.Cos(Math.PI * progress)) / 2,
            LearningRateSchedule.ConstantThenLinear => 1 - (1 - Floor) * Math.Max(0, progress - 2 / 3.0) * 3,
            _ => 1,
        };
        return options.LearningRate * factor;
    }
}
