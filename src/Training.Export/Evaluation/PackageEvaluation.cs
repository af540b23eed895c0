using PlateRecognition;
using SkiaSharp;
using Training.Export.Data;

namespace Training.Export.Evaluation;

/// <summary>Measures a package through the code that serves it, so that a published accuracy is the accuracy of the shipped path.</summary>
internal static class PackageEvaluation
{
    /// <summary>Reads every picture of a labelled set.</summary>
    /// <param name="recognizer">The recogniser, warmed up.</param>
    /// <param name="pictures">The set.</param>
    /// <param name="request">How.</param>
    /// <param name="askRegions">Whether to ask for each picture's own region.</param>
    /// <param name="advance">Called after each picture.</param>
    /// <param name="stop">Gives up.</param>
    public static Task<IReadOnlyList<ReadPlate>> ReadAsync(PlateRecognizer recognizer, LabelledPictures pictures, RecognitionRequest request, bool askRegions, Action advance, CancellationToken stop)
        => ReadAsync(recognizer, index => askRegions ? request with { Regions = [pictures.Rows[index].Region] } : request, pictures.Count, index =>
        {
            var row = pictures.Rows[index];
            var group = row.Region.Length > 0 ? row.Region : "all";
            if (row.Box is null)
                return (File.ReadAllBytes(row.Path), Path.GetFileName(row.Path), group, row.Text);
            using var sample = pictures.Read(index);
            return (Encode(sample.Picture), Path.GetFileName(row.Path), group, row.Text);
        }, advance, stop);

    /// <summary>Reads rendered plates.</summary>
    public static Task<IReadOnlyList<ReadPlate>> ReadAsync(PlateRecognizer recognizer, RenderedPlates plates, int count, Action advance, CancellationToken stop)
        => ReadAsync(recognizer, _ => new RecognitionRequest { Mode = RecognitionMode.Crop }, count, index =>
        {
            using var sample = plates.Read(index);
            return (Encode(sample.Picture), $"rendered {index}", "rendered", sample.Text);
        }, advance, stop);

    private static async Task<IReadOnlyList<ReadPlate>> ReadAsync(
        PlateRecognizer recognizer, Func<int, RecognitionRequest> request, int count, Func<int, (byte[] Picture, string Name, string Group, string Text)> open, Action advance, CancellationToken stop)
    {
        var reads = new ReadPlate[count];
        await Parallel.ForEachAsync(Enumerable.Range(0, count), stop, async (index, token) =>
        {
            var (picture, name, group, text) = open(index);
            var outcome = await recognizer.RecognizeAsync(picture, request(index), token).ConfigureAwait(false);
            if (!outcome.Succeeded)
                throw new InvalidDataException($"{name} was not read: {outcome.Failure}. {outcome.Detail}");
            var plate = outcome.Value.Plates is [var first, ..] ? first : null;
            reads[index] = new ReadPlate(name, group, text, plate?.Reading.Text ?? "", plate?.Reading.Confidence ?? 0, plate?.Accepted ?? false);
            advance();
        }).ConfigureAwait(false);
        return reads;
    }

    private static byte[] Encode(SKBitmap picture)
    {
        using var data = picture.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
