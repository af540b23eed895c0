using PlateRecognition;
using SkiaSharp;
using Training.Export.Data;

namespace Training.Export.Evaluation;

/// <summary>Measures finder and reader together on whole photos, through the code that serves them.</summary>
internal static class PhotoEvaluation
{
    /// <summary>Reads the photos of a labelled set.</summary>
    /// <param name="recognizer">The recogniser, warmed up.</param>
    /// <param name="photos">The set; rows without a box are photos of no plate.</param>
    /// <param name="request">How.</param>
    /// <param name="advance">Called after each photo.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<IReadOnlyList<ReadPhoto>> ReadAsync(
        PlateRecognizer recognizer, LabelledPictures photos, RecognitionRequest request, Action advance, CancellationToken stop)
    {
        // One after the other: their times are part of what is measured.
        var reads = new List<ReadPhoto>();
        foreach (var row in photos.Rows)
        {
            var answer = await AskAsync(recognizer, await File.ReadAllBytesAsync(row.Path, stop).ConfigureAwait(false), Path.GetFileName(row.Path), request, stop).ConfigureAwait(false);
            reads.Add(new ReadPhoto(row, answer.Plates, answer.Timings.Total.TotalMilliseconds));
            advance();
        }

        return reads;
    }

    /// <summary>Reads drawn scenes that hold no plate.</summary>
    /// <returns>The scenes that were answered with plates.</returns>
    public static Task<IReadOnlyList<FalseFinds>> ReadEmptyScenesAsync(
        PlateRecognizer recognizer, PlateScenes scenes, int count, RecognitionRequest request, Action advance, CancellationToken stop)
        => FindAsync(recognizer, Enumerable.Range(0, count).Select(number => ($"scene-{number}", Encode(scenes, number))), request, advance, stop);

    /// <summary>Reads what lies beside the labelled plates: the largest strip of each photo that the label does not touch.</summary>
    /// <returns>The strips that were answered with plates; plates without a label are among them.</returns>
    public static Task<IReadOnlyList<FalseFinds>> ReadBesidePlatesAsync(
        PlateRecognizer recognizer, LabelledPictures photos, RecognitionRequest request, Action advance, CancellationToken stop)
        => FindAsync(
            recognizer, photos.Rows.Where(row => row.Box is not null).Select(row => ($"beside-{Path.GetFileNameWithoutExtension(row.Path)}", CutBeside(row))), request, advance, stop);

    private static async Task<IReadOnlyList<FalseFinds>> FindAsync(
        PlateRecognizer recognizer, IEnumerable<(string Name, byte[] Picture)> pictures, RecognitionRequest request, Action advance, CancellationToken stop)
    {
        var found = new List<FalseFinds>();
        foreach (var (name, picture) in pictures)
        {
            var answer = await AskAsync(recognizer, picture, name, request, stop).ConfigureAwait(false);
            if (answer.Plates.Count > 0)
                found.Add(new FalseFinds(name, picture, answer.Plates));
            advance();
        }

        return found;
    }

    private static async ValueTask<Recognition> AskAsync(PlateRecognizer recognizer, byte[] picture, string name, RecognitionRequest request, CancellationToken stop)
    {
        var outcome = await recognizer.RecognizeAsync(picture, request, stop).ConfigureAwait(false);
        return outcome.Value ?? throw new InvalidDataException($"{name} was not read: {outcome.Failure}. {outcome.Detail}");
    }

    private static byte[] Encode(PlateScenes scenes, int number)
    {
        using var scene = scenes.Read(number);
        using var data = scene.Picture.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }

    private static byte[] CutBeside(LabelledPicture row)
    {
        using var photo = SKBitmap.Decode(row.Path) ?? throw new InvalidDataException($"{row.Path} is not a picture.");
        var box = row.Box!.Value;
        box.Inflate(box.Width / 4, box.Height / 2);
        var strips = new[]
        {
            new SKRectI(0, 0, photo.Width, Math.Max(0, box.Top)), new SKRectI(0, Math.Min(photo.Height, box.Bottom), photo.Width, photo.Height),
            new SKRectI(0, 0, Math.Max(0, box.Left), photo.Height), new SKRectI(Math.Min(photo.Width, box.Right), 0, photo.Width, photo.Height),
        };
        var largest = strips.MaxBy(strip => (long)strip.Width * strip.Height);
        using var cut = new SKBitmap(new SKImageInfo(largest.Width, largest.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(cut))
            canvas.DrawBitmap(photo, -largest.Left, -largest.Top, SKSamplingOptions.Default);
        using var data = cut.Encode(SKEncodedImageFormat.Jpeg, 92);
        return data.ToArray();
    }
}

/// <summary>Plates that were answered where there is none.</summary>
/// <param name="Name">What was read.</param>
/// <param name="Picture">It, as JPEG.</param>
/// <param name="Plates">The answer; one plate at least.</param>
internal sealed record FalseFinds(string Name, byte[] Picture, IReadOnlyList<RecognizedPlate> Plates);
