using Training.Export.Networks;
using Training.Export.Study;

namespace Training.Export.Tests.Study;

public sealed class StudyMatricesTests
{
    [Fact]
    public void Experiments_OfAllMatrices_CanBeTrained()
    {
        foreach (var experiment in StudyMatrices.All.SelectMany(matrix => matrix.Experiments))
        {
            var recipe = experiment.ToRecipe();
            Assert.Empty(recipe.Options.Validate());
            Assert.Empty(recipe.Network.Validate());
        }
    }

    [Fact]
    public void Experiments_OfTheSameName_AreTheSame()
    {
        var byName = StudyMatrices.All.SelectMany(matrix => matrix.Experiments).GroupBy(experiment => experiment.Name);

        Assert.All(byName, group => Assert.Single(group.Distinct()));
    }

    [Fact]
    public void Experiments_ThatStartFromAnother_ComeAfterIt()
    {
        foreach (var matrix in StudyMatrices.All)
        {
            var names = StudyMatrices.Experiments(matrix.Name).Select(experiment => experiment.Name).ToList();
            foreach (var experiment in StudyMatrices.Experiments(matrix.Name))
            {
                if (StudyMatrices.SourceOf(experiment) is { } source)
                    Assert.InRange(names.IndexOf(source.Name), 0, names.IndexOf(experiment.Name) - 1);
            }
        }
    }

    [Fact]
    public void Experiments_WithoutNames_LeaveTheAskersFullSizeOut()
        => Assert.All(StudyMatrices.Experiments(), experiment => Assert.True(experiment.Height <= 64));

    [Fact]
    public void Experiments_OfAnUnknownMatrix_SayWhichThereAre()
    {
        var fault = Assert.Throws<InvalidDataException>(() => StudyMatrices.Experiments("arm"));

        Assert.Contains("arms", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OfArms_AnArmOfSeveralSeeds_GivesThemAll()
        => Assert.Equal(["frozen-1", "frozen-2", "frozen-3"], StudyMatrices.OfArms("frozen").Select(experiment => experiment.Name));

    [Fact]
    public void OfArms_AnUnknownArm_SaysWhichThereAre()
    {
        var fault = Assert.Throws<InvalidDataException>(() => StudyMatrices.OfArms("frosen"));

        Assert.Contains("frozen-noise", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Seed_Network_CountsTheAskersParametersWithoutANormalisationOfItsOwn()
    {
        var experiment = StudyMatrices.Experiments("seed")[0];
        using var network = new PlateNet(experiment.ToRecipe().Network);

        Assert.Equal(7_376_209, network.ParameterCount);
    }
}
