using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using PlateApi.Hosting;
using PlateRecognition;
using PlateRecognition.Drawing;

namespace PlateApi.Recognize;

/// <summary>The query of <c>POST /recognize</c>.</summary>
internal sealed record RecognizeQuery : PictureQuery
{
    /// <summary>Whether to answer with a picture.</summary>
    [FromQuery(Name = "draw")]
    [Description("`true` answers with the picture, outlines and texts drawn in, instead of JSON: PNG, or JPEG where `Accept` prefers `image/jpeg`; at most 1,920 pixels a side. One file only. `Accept: image/png` or `image/jpeg` first in the list does the same.")]
    public string? Draw { get; init; }

    /// <summary>The model.</summary>
    [FromQuery(Name = "model")]
    [Description("The model that reads, as `name` (the version that is served: the highest, or the one that is pinned) or `name/version`; see `GET /models`. One that is not the default is opened when it is first asked for, and that answer takes longer.")]
    public string? Model { get; init; }

    /// <summary>Turns the texts into a request, or says what is wrong with them.</summary>
    /// <param name="accept">What the client accepts, the most wanted first.</param>
    /// <param name="fault">Everything that is wrong, or null.</param>
    public RecognitionRequest? ToRequest(IList<MediaTypeHeaderValue> accept, out string? fault)
    {
        var faults = new List<string>();
        if (Model is not null)
            CheckModel(Model, faults);
        var request = Read(faults) with { Model = Model, Drawing = ReadDrawing(accept, faults) };
        fault = faults.Count == 0 ? null : string.Join(" ", faults);
        return fault is null ? request : null;
    }

    private DrawingFormat? ReadDrawing(IList<MediaTypeHeaderValue> accept, List<string> faults)
    {
        if (Draw is not (null or "true" or "false"))
            faults.Add($"draw is '{ProblemAnswers.Echo(Draw)}'; it must be true or false.");
        // Browsers name pictures, too, further down their list.
        var first = accept.Count > 0 ? accept[0].MediaType.Value : null;
        if (string.Equals(first, "image/jpeg", StringComparison.OrdinalIgnoreCase))
            return Draw == "false" ? null : DrawingFormat.Jpeg;
        return Draw == "true" || Draw is null && string.Equals(first, "image/png", StringComparison.OrdinalIgnoreCase) ? DrawingFormat.Png : null;
    }
}
