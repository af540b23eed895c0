using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using PlateApi.Hosting;

namespace PlateApi.Recognize;

/// <summary>Examples for the OpenAPI document, serialised by the same code as real answers.</summary>
internal static class RecognizeExamples
{
    private const string RequestId = "4bf92f3577b34da6a3ce929d0e0e4736";

    /// <summary>Answers to one file and to several.</summary>
    public static Dictionary<string, IOpenApiExample> Answers() => new()
    {
        ["one"] = Example("One file", JsonSerializer.SerializeToNode(Answer, ApiJson.Default.RecognizeAnswer)),
        ["several"] = Example("Two files, the second one cut short", JsonSerializer.SerializeToNode(new RecognizeResults { Results = [Answer, CutShort] }, ApiJson.Default.RecognizeResults)),
    };

    /// <summary>A problem.</summary>
    public static Dictionary<string, IOpenApiExample> Problems() => new()
    {
        ["cutShort"] = Example("A picture that ends early", JsonSerializer.SerializeToNode(CutShort, ApiJson.Default.Problem)),
    };

    private static RecognizeAnswer Answer => new()
    {
        RequestId = RequestId,
        Model = new AnsweringModels { Recognizer = "plate-reader/1", Detector = null, ExecutionProvider = "cpu" },
        Image = new ImageSize { Width = 240, Height = 60 },
        Plates =
        [
            new Plate
            {
                Text = "RK959AF",
                Confidence = 0.97,
                Accepted = true,
                Characters =
                [
                    .. "RK959AF".Select(symbol => new PlateCharacter
                    {
                        Symbol = symbol.ToString(),
                        Confidence = 0.99,
                        Alternatives = symbol == 'R' ? [new CharacterAlternative { Symbol = "P", Confidence = 0.004 }] : [],
                    }),
                ],
                Candidates = [new PlateCandidate { Text = "RK959AF", Confidence = 0.97 }],
                Region = null,
                Lines = null,
                Box = new Box { X = 0, Y = 0, Width = 240, Height = 60 },
                Polygon = [new Point { X = 0, Y = 0 }, new Point { X = 240, Y = 0 }, new Point { X = 240, Y = 60 }, new Point { X = 0, Y = 60 }],
                DetectionConfidence = 1,
            },
        ],
        Timings = new Timings { DecodeMs = 0.4, DetectMs = 0, QueueMs = 0.02, ReadMs = 3.9, TotalMs = 4.32 },
    };

    private static Problem CutShort => new()
    {
        Type = "urn:plateapi:problem:ImageCutShort",
        Title = "The picture is cut short or damaged",
        Status = 422,
        Detail = "The Jpeg picture of 240×60 pixels is cut short or damaged (IncompleteInput).",
        Code = "ImageCutShort",
        RequestId = RequestId,
    };

    private static OpenApiExample Example(string summary, JsonNode? value) => new() { Summary = summary, Value = value };
}
