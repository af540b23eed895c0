using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using PlateApi.Hosting;
using PlateRecognition;
using PlateRecognition.Models;

namespace PlateApi.Recognize;

/// <summary>The query of <c>POST /recognize/compare</c>.</summary>
internal sealed record CompareQuery : PictureQuery
{
    /// <summary>Fewest and most models. Each reads the picture, so that a request costs as much as so many.</summary>
    public const int FewestModels = 2, MostModels = 8;

    /// <summary>The models.</summary>
    [FromQuery(Name = "model")]
    [Description("A model that reads, as `name` or `name/version`; see `GET /models`. Repeat the parameter for each, 2 to 8 times.")]
    public string[]? Models { get; init; }

    /// <summary>Turns the texts into a request, or says what is wrong with them.</summary>
    /// <param name="find">Finds a model's package.</param>
    /// <param name="fault">Everything that is wrong, or null.</param>
    public RecognitionRequest? ToRequest(Func<string, ModelPackage?> find, out string? fault)
    {
        var faults = new List<string>();
        var request = Read(faults);
        CheckModels(find, faults);
        fault = faults.Count == 0 ? null : string.Join(" ", faults);
        return fault is null ? request : null;
    }

    private void CheckModels(Func<string, ModelPackage?> find, List<string> faults)
    {
        if (Models is not { Length: >= FewestModels and <= MostModels } models)
        {
            faults.Add($"model is given {Models?.Length ?? 0} times; {FewestModels} to {MostModels} models are compared.");
            return;
        }

        var before = faults.Count;
        foreach (var model in models)
            CheckModel(model, faults);
        if (faults.Count > before)
            return;

        // By what they are: a name and its version may be the same model.
        foreach (var same in models.GroupBy(model => find(model)?.Manifest.Id ?? model).Where(same => same.Count() > 1))
            faults.Add($"model has {string.Join(" and ", same.Select(model => $"'{ProblemAnswers.Echo(model)}'"))}, which are the same model.");
    }
}
