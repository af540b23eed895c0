using Training.Export.Training;

namespace Training.Export.Tests.Training;

public sealed class LearningRateTests
{
    private static readonly TrainingOptions Options = new()
    {
        Epochs = 10,
        SamplesPerEpoch = 1600,
        BatchSize = 16,
        LearningRate = 0.01,
        WarmUpSteps = 100,
    };

    [Theory]
    [InlineData(LearningRateSchedule.Constant)]
    [InlineData(LearningRateSchedule.Cosine)]
    [InlineData(LearningRateSchedule.ConstantThenLinear)]
    public void At_WarmUp_RisesInAStraightLineToThePeak(LearningRateSchedule schedule)
    {
        var options = Options with { Schedule = schedule };

        Assert.Equal(0.0001, LearningRate.At(options, 0), 8);
        Assert.Equal(0.005, LearningRate.At(options, 49), 8);
        Assert.Equal(0.01, LearningRate.At(options, 100), 8);
    }

    [Theory]
    [InlineData(LearningRateSchedule.Cosine)]
    [InlineData(LearningRateSchedule.ConstantThenLinear)]
    public void At_AfterWarmUp_NeverRisesAndEndsNearAHundredth(LearningRateSchedule schedule)
    {
        var options = Options with { Schedule = schedule };

        for (var step = 101; step < options.TotalSteps; step++)
            Assert.True(LearningRate.At(options, step) <= LearningRate.At(options, step - 1));

        Assert.InRange(LearningRate.At(options, options.TotalSteps - 1), 0.0001, 0.00015);
    }

    [Fact]
    public void At_Constant_Stays() => Assert.Equal(0.01, LearningRate.At(Options, Options.TotalSteps - 1));

    [Fact]
    public void Validate_SeveralFaults_NamesAll()
    {
        var faults = new TrainingOptions { Epochs = 0, BatchSize = 1, LearningRate = -1 }.Validate();

        Assert.Contains(faults, fault => fault.Contains("Epochs is 0"));
        Assert.Contains(faults, fault => fault.Contains("BatchSize is 1"));
        Assert.Contains(faults, fault => fault.Contains("LearningRate is -1"));
    }
}
