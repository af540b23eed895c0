namespace PlateApi.Tests.Page;

/// <summary>Answers that the page is given in place of the service's, to see what it makes of them.</summary>
internal static class PageAnswers
{
    private const string Timings = """ "timings": { "decodeMs": 1, "detectMs": 2, "queueMs": 0, "readMs": 3, "totalMs": 6 } """;
    private const string Model = """ "model": { "recognizer": "reader/1", "detector": "finder/1", "executionProvider": "cpu" } """;
    public const string Nothing = $$"""{ {{Model}}, "image": { "width": 64, "height": 24 }, "plates": [], {{Timings}} }""";

    public static readonly string TwoPlates =
        $$"""
        { {{Model}}, "image": { "width": 640, "height": 480 }, {{Timings}}, "plates": [
          { "text": "AB", "confidence": 0.97, "accepted": true, "region": null, "box": { "x": 100, "y": 200, "width": 120, "height": 30 },
            "polygon": [ { "x": 100, "y": 200 }, { "x": 220, "y": 205 }, { "x": 220, "y": 230 }, { "x": 100, "y": 228 } ] },
          { "text": "CD", "confidence": 0.42, "accepted": false, "region": { "code": "sk", "confidence": 0.8 }, "box": { "x": 400, "y": 5, "width": 90, "height": 20 },
            "polygon": [ { "x": 400, "y": 5 }, { "x": 490, "y": 5 }, { "x": 490, "y": 25 }, { "x": 400, "y": 25 } ] } ] }
        """;

    // The second one lies beside the first, so that their labels would lie on each other.
    public static readonly string PlatesCloseTogether = TwoPlates
        .Replace("\"x\": 400", "\"x\": 130", StringComparison.Ordinal).Replace("\"x\": 490", "\"x\": 220", StringComparison.Ordinal)
        .Replace("\"y\": 5 ", "\"y\": 210 ", StringComparison.Ordinal).Replace("\"y\": 5,", "\"y\": 210,", StringComparison.Ordinal).Replace("\"y\": 25 ", "\"y\": 230 ", StringComparison.Ordinal);

    public static readonly string DoubtfulCharacter =
        $$"""
        { {{Model}}, "image": { "width": 640, "height": 480 }, {{Timings}}, "plates": [
          { "text": "B", "confidence": 0.61, "accepted": false, "region": null, "box": { "x": 100, "y": 200, "width": 120, "height": 30 },
            "characters": [ { "char": "B", "confidence": 0.61, "alternatives": [ { "char": "8", "confidence": 0.38 }, { "char": "3", "confidence": 0.0002 } ] } ],
            "candidates": [ { "text": "B", "confidence": 0.61 }, { "text": "", "confidence": 0.01 } ],
            "polygon": [ { "x": 100, "y": 200 }, { "x": 220, "y": 205 }, { "x": 220, "y": 230 }, { "x": 100, "y": 228 } ] } ] }
        """;
}
