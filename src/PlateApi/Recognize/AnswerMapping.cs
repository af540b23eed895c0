using PlateRecognition;
using PlateRecognition.Plates;

namespace PlateApi.Recognize;

/// <summary>The core's answer in the words of the wire. Plain loops: this runs once for every picture.</summary>
internal static class AnswerMapping
{
    /// <summary>Maps one answer.</summary>
    public static RecognizeAnswer ToAnswer(this Recognition recognition, string requestId)
    {
        var plates = new Plate[recognition.Plates.Count];
        for (var i = 0; i < plates.Length; i++)
            plates[i] = ToPlate(recognition.Plates[i]);

        return new RecognizeAnswer
        {
            RequestId = requestId,
            Model = new AnsweringModels
            {
                Recognizer = recognition.Recognizer,
                Detector = recognition.Detector,
                ExecutionProvider = recognition.ExecutionProvider,
            },
            Image = new ImageSize { Width = recognition.Width, Height = recognition.Height },
            Plates = plates,
            Timings = ToTimings(recognition.Timings),
        };
    }

    private static Plate ToPlate(RecognizedPlate plate)
    {
        var candidates = new PlateCandidate[plate.Reading.Candidates.Count];
        for (var i = 0; i < candidates.Length; i++)
            candidates[i] = new PlateCandidate { Text = plate.Reading.Candidates[i].Text, Confidence = Probability(plate.Reading.Candidates[i].Confidence) };

        var corners = new Point[plate.Polygon.Count];
        for (var i = 0; i < corners.Length; i++)
            corners[i] = new Point { X = plate.Polygon[i].X, Y = plate.Polygon[i].Y };

        return new Plate
        {
            Text = plate.Reading.Text,
            Confidence = Probability(plate.Reading.Confidence),
            Accepted = plate.Accepted,
            Characters = ToCharacters(plate.Reading.Characters),
            Candidates = candidates,
            Region = plate.Region is { } region ? new PlateRegion { Code = region.Code, Confidence = Probability(region.Confidence) } : null,
            Lines = plate.Lines,
            Box = new Box { X = plate.Box.X, Y = plate.Box.Y, Width = plate.Box.Width, Height = plate.Box.Height },
            Polygon = corners,
            DetectionConfidence = Probability(plate.DetectionConfidence),
        };
    }

    private static PlateCharacter[] ToCharacters(IReadOnlyList<CharacterReading> readings)
    {
        var characters = new PlateCharacter[readings.Count];
        for (var i = 0; i < characters.Length; i++)
        {
            var alternatives = new CharacterAlternative[readings[i].Alternatives.Count];
            for (var k = 0; k < alternatives.Length; k++)
            {
                var alternative = readings[i].Alternatives[k];
                alternatives[k] = new CharacterAlternative { Symbol = alternative.Symbol.ToString(), Confidence = Probability(alternative.Confidence) };
            }

            characters[i] = new PlateCharacter
            {
                Symbol = readings[i].Symbol.ToString(),
                Confidence = Probability(readings[i].Confidence),
                Alternatives = alternatives,
            };
        }

        return characters;
    }

    private static Timings ToTimings(RecognitionTimings timings) => new()
    {
        DecodeMs = Milliseconds(timings.Decode),
        DetectMs = Milliseconds(timings.Detect),
        QueueMs = Milliseconds(timings.Queue),
        ReadMs = Milliseconds(timings.Read),
        TotalMs = Milliseconds(timings.Total),
    };

    // A network's probability has some six digits that mean anything; more would only be traffic.
    private static double Probability(double value) => Math.Round(value, 6);

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
