using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using PlateApi.Hosting;
using PlateRecognition;

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

    /// <summary>An answer of two models.</summary>
    public static Dictionary<string, IOpenApiExample> Comparisons() => new()
    {
        ["two"] = Example("Two models that agree", JsonSerializer.SerializeToNode(
            new CompareAnswer { RequestId = RequestId, Agree = true, Results = [Answer, Answer with { Model = Answer.Model with { Recognizer = "plate-reader-fast/1" } }] }, ApiJson.Default.CompareAnswer)),
    };

    /// <summary>A problem of a status, or none when there is no example of it.</summary>
    public static Dictionary<string, IOpenApiExample>? Problems(int status) => status switch
    {
        400 => ProblemOf("queryWrong", "A parameter out of its range", ProblemKind.InvalidQuery, $"topN is '50'; it must be a whole number from 1 to {PictureQuery.MaxTopN}."),
        413 => ProblemOf("tooLarge", "More bytes than allowed", ProblemKind.UploadTooLarge, $"The request has more bytes than allowed; {Defaults.MaxRequestBytes} are allowed ({PlateApiOptions.SectionName}:{nameof(PlateApiOptions.MaxRequestBytes)})."),
        422 => new() { ["cutShort"] = Example("A picture that ends early", JsonSerializer.SerializeToNode(CutShort, ApiJson.Default.Problem)) },
        503 => ProblemOf("queueFull", "More pictures than can wait", ProblemKind.Of(RecognitionFailure.QueueFull), $"8 pictures are being read and {Defaults.InferenceQueueLimit} are waiting already (InferenceConcurrency, InferenceQueueLimit)."),
        504 => ProblemOf("late", "A picture whose turn did not come", ProblemKind.Of(RecognitionFailure.DeadlineExceeded), $"The deadline passed after {1000 * Defaults.DeadlineSeconds} ms in the queue."),
        _ => null,
    };

    private static PlateApiOptions Defaults { get; } = new();

    private static Dictionary<string, IOpenApiExample> ProblemOf(string name, string summary, ProblemKind kind, string detail)
        => new() { [name] = Example(summary, JsonSerializer.SerializeToNode(kind.For(RequestId, detail), ApiJson.Default.Problem)) };

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

    private static Problem CutShort
        => ProblemKind.Of(RecognitionFailure.ImageCutShort).For(RequestId, "The Jpeg picture of 240×60 pixels is cut short or damaged (IncompleteInput).");

    private static OpenApiExample Example(string summary, JsonNode? value) => new() { Summary = summary, Value = value };
}
