using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PlateApi.Access;
using PlateApi.Hosting;
using PlateRecognition;

namespace PlateApi.Models;

/// <summary>Lists, reloads, pins and rolls back models, for those with an admin key. docs/models.md explains it.</summary>
internal static class ModelAdminEndpoints
{
    /// <summary>Where all of it lies.</summary>
    public const string Path = "/admin/models";

    /// <summary>Maps the endpoints.</summary>
    public static void MapModelAdmin(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup(Path).WithTags("Models").RequireAuthorization(AccessSetup.AdminPolicy);
        admin.MapGet("", List)
            .WithName("listModelStates")
            .WithSummary("List how models are served")
            .WithDescription("Every model and version of the models folder: whether it is served, pinned and open, and what is wrong with it.")
            .Produces<ModelStates>()
            .DescribeResponses((200, "The models."));
        Describe(
            admin.MapPost("/reload", ReloadAsync), "reloadModels", "Read the models folder again",
            "What is new is opened, asked its golden samples and served from then on, the finder too, while pictures are read; what is gone is closed after its last picture. When anything is wrong, nothing changes. SIGHUP does the same.");
        Describe(
            admin.MapPut("/{name}/pin", PinAsync), "pinModel", "Pin a version",
            "Lets a version answer to its model's name, whatever higher ones there are or come. Until the next start: to keep it, set `PlateApi:PinnedModels`.");
        Describe(admin.MapDelete("/{name}/pin", UnpinAsync), "unpinModel", "Take a pin away", "Lets the highest version answer to its model's name again.");
        Describe(
            admin.MapPost("/{name}/rollback", RollBackAsync), "rollBackModel", "Roll back to the version before",
            "Pins the highest version below the one that is served. Until the next start, as with every pin.");
    }

    private static Task<IResult> ReloadAsync(HttpContext context, PlateRecognizer recognizer, ModelChanges changes, IHostApplicationLifetime lifetime)
        => AnswerAsync(recognizer.Models.ReloadAsync(lifetime.ApplicationStopping), "reload", context, recognizer, changes);

    private static Task<IResult> PinAsync(
        [Description("The model's name.")] string name, [FromQuery(Name = "version"), Description("The version to pin.")] string? version,
        HttpContext context, PlateRecognizer recognizer, ModelChanges changes, IHostApplicationLifetime lifetime)
        => int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1
            ? AnswerAsync(recognizer.Models.PinAsync(name, number, lifetime.ApplicationStopping), "pin", context, recognizer, changes)
            : Task.FromResult<IResult>(ProblemKind.InvalidQuery.ToAnswer(context, $"version is '{ProblemAnswers.Echo(version)}'; it must be a whole number of 1 or more."));

    private static Task<IResult> UnpinAsync(
        [Description("The model's name.")] string name, HttpContext context, PlateRecognizer recognizer, ModelChanges changes, IHostApplicationLifetime lifetime)
        => AnswerAsync(recognizer.Models.UnpinAsync(name, lifetime.ApplicationStopping), "unpin", context, recognizer, changes);

    private static Task<IResult> RollBackAsync(
        [Description("The model's name.")] string name, HttpContext context, PlateRecognizer recognizer, ModelChanges changes, IHostApplicationLifetime lifetime)
        => AnswerAsync(recognizer.Models.PinAsync(name, version: null, lifetime.ApplicationStopping), "rollback", context, recognizer, changes);

    private static JsonHttpResult<ModelStates> List(PlateRecognizer recognizer)
        => TypedResults.Json(new ModelStates { Models = recognizer.Models.ToStates() }, ApiJson.Default.ModelStates);

    private static async Task<IResult> AnswerAsync(Task<ModelUpdate> change, string what, HttpContext context, PlateRecognizer recognizer, ModelChanges changes)
    {
        var update = await change;
        changes.Note(update, $"{what} by {context.User.Identity?.Name}");
        if (update.Succeeded)
            return TypedResults.Json(update.ToAnswer(recognizer.Models), ApiJson.Default.ModelChange);
        var kind = update.Failure switch
        {
            ModelUpdateFailure.UnderWay => ProblemKind.ModelChangeUnderWay,
            ModelUpdateFailure.NotThere => ProblemKind.UnknownModel,
            _ => ProblemKind.FaultyModels,
        };
        var detail = update.Failure == ModelUpdateFailure.Faulty ? $"Nothing was changed, for {update.Faults.Count} fault(s): {string.Join(" ", update.Faults)}" : update.Faults[0];
        return new ProblemAnswer(kind, kind.For(context, detail) with { Faults = update.Faults });
    }

    private static void Describe(RouteHandlerBuilder endpoint, string name, string summary, string text)
    {
        endpoint.WithName(name).WithSummary(summary).WithDescription(text).Produces<ModelChange>();
        (int Status, string Text)[] problems =
        [
            (404, "There is no such model or version."),
            (409, "Another change is under way; one goes at a time. Try again after `Retry-After` seconds."),
            (422, "Packages are faulty, or the default or a pinned version is gone. Nothing was changed; `faults` has a line for each."),
        ];
        foreach (var (status, _) in problems)
            endpoint.Produces<Problem>(status, ProblemAnswers.MediaType);
        endpoint.DescribeResponses([(200, "What changed."), .. problems]);
    }
}
