using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using PlateApi.Hosting;
using PlateRecognition;

namespace PlateApi.Models;

/// <summary>Says which models are loaded.</summary>
internal static class ModelEndpoints
{
    /// <summary>Maps <c>GET /models</c> and <c>GET /models/{name}</c>.</summary>
    public static void MapModels(this IEndpointRouteBuilder app)
    {
        var models = app.MapGroup("/models").WithTags("Models");
        models.MapGet("", List)
            .WithName("listModels")
            .WithSummary("List the models")
            .WithDescription("Every model and version of the models folder: whether it is served, what it was trained on and how well it reads.")
            .Produces<ModelList>()
            .DescribeResponses((200, "The models."));
        models.MapGet("/{name}", Describe)
            .WithName("getModel")
            .WithSummary("Describe a model")
            .WithDescription("One model in the version that is served: the highest, or the one that is pinned.")
            .Produces<ModelDetails>()
            .Produces<Problem>(StatusCodes.Status404NotFound, ProblemAnswers.MediaType)
            .DescribeResponses((200, "The model."), (404, "There is no model of this name."));
    }

    private static JsonHttpResult<ModelList> List(PlateRecognizer recognizer)
        => TypedResults.Json(new ModelList { Models = [.. recognizer.Models.List().Select(model => model.ToDetails(recognizer.ExecutionProvider))] }, ApiJson.Default.ModelList);

    private static IResult Describe([Description("The model's name, without a version.")] string name, PlateRecognizer recognizer, HttpContext context)
    {
        if (recognizer.Models.List().FirstOrDefault(model => model.IsServed && model.Package.Manifest.Name == name) is { } served)
            return TypedResults.Json(served.ToDetails(recognizer.ExecutionProvider), ApiJson.Default.ModelDetails);

        return ProblemKind.UnknownModel.ToAnswer(
            context, $"There is no model '{ProblemAnswers.Echo(name)}'; there are {string.Join(", ", recognizer.Packages.Select(package => package.Manifest.Name).Distinct())}.");
    }
}
