using System.Globalization;
using System.Text.Json;

namespace PlateApi.Tests.Compatibility;

/// <summary>
/// How known clients take an answer apart, rule by rule: a member that they index without a question must be there, or they fail.
/// </summary>
internal static class KnownClients
{
    /// <summary>Home Assistant's platerecognizer integration with a server of its user's own.</summary>
    public static (string[] Vehicles, double CallsLeft) HomeAssistant(JsonElement answer)
    {
        var vehicles = answer.GetProperty("results").EnumerateArray().Select(result =>
        {
            var box = result.GetProperty("box");
            var (x, y) = ((Number(box, "xmin") + Number(box, "xmax")) / 2, (Number(box, "ymin") + Number(box, "ymax")) / 2);
            // Watched plates are looked for among the candidates, in lower case.
            Assert.Contains(result.GetProperty("candidates").EnumerateArray(), candidate => Text(candidate, "plate") == Text(result, "plate"));
            return string.Create(CultureInfo.InvariantCulture, $"{Text(result, "plate")} {Number(result, "score"):0.0} {Text(result.GetProperty("region"), "code")} {Text(result.GetProperty("vehicle"), "type")} {x} {y}");
        }).ToArray();
        var usage = answer.GetProperty("usage");
        return (vehicles, Number(usage, "max_calls") - Number(usage, "calls"));
    }

    /// <summary>The Frigate add-on frigate_plate_recognizer with Plate Recognizer: the first result, and candidates for watched plates.</summary>
    public static (string Plate, double Score)? FrigateAddOn(HttpResponseMessage response, JsonElement answer, string? watched = null)
    {
        Assert.Contains((int)response.StatusCode, new[] { 200, 201 });
        if (answer.GetProperty("results").GetArrayLength() == 0)
            return null;
        var first = answer.GetProperty("results")[0];
        foreach (var candidate in first.GetProperty("candidates").EnumerateArray())
        {
            if (Text(candidate, "plate") == watched)
                return (watched, Number(candidate, "score"));
        }

        return (Text(first, "plate"), Number(first, "score"));
    }

    /// <summary>The same add-on with CodeProject.AI: any error status is a failure, the first prediction is the plate, unless a later one is watched.</summary>
    public static (string Plate, double Confidence)? FrigateAddOnCodeProject(HttpResponseMessage response, JsonElement answer, string? watched = null)
    {
        Assert.True(response.IsSuccessStatusCode);
        if (!answer.TryGetProperty("predictions", out var predictions) || predictions.GetArrayLength() == 0)
            return null;
        foreach (var prediction in predictions.EnumerateArray().Skip(1))
        {
            if (Text(prediction, "plate").Equals(watched, StringComparison.OrdinalIgnoreCase))
                return (Text(prediction, "plate"), Number(prediction, "confidence"));
        }

        return (Text(predictions[0], "plate"), Number(predictions[0], "confidence"));
    }

    /// <summary>ZoneMinder's event server with alpr_service plate_recognizer: an error status is a failure; plates below either limit are passed over.</summary>
    public static string[] ZoneMinder(HttpResponseMessage response, JsonElement answer, double leastDscore, double leastScore)
    {
        Assert.True(response.IsSuccessStatusCode);
        return
        [
            .. from result in answer.GetProperty("results").EnumerateArray()
               where Number(result, "dscore") >= leastDscore && Number(result, "score") >= leastScore
               let box = result.GetProperty("box")
               select $"alpr:{Text(result, "plate")} {box.GetProperty("xmin").GetInt32()},{box.GetProperty("ymin").GetInt32()} {box.GetProperty("xmax").GetInt32()},{box.GetProperty("ymax").GetInt32()}",
        ];
    }

    /// <summary>Blue Iris: success first, then label, confidence and whole-pixel boxes of what it draws and compares with its lists.</summary>
    public static string[] BlueIris(JsonElement answer)
    {
        if (!answer.GetProperty("success").GetBoolean())
            return [$"failed: {Text(answer, "error")}"];
        return [.. answer.GetProperty("predictions").EnumerateArray().Select(prediction => string.Create(
            CultureInfo.InvariantCulture,
            $"{Text(prediction, "label")} {Number(prediction, "confidence"):0.0} {prediction.GetProperty("x_min").GetInt32()},{prediction.GetProperty("y_min").GetInt32()} {prediction.GetProperty("x_max").GetInt32()},{prediction.GetProperty("y_max").GetInt32()}"))];
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new JsonException($"{name} is null.");

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
