using PlateRecognition.Imaging;
using PlateRecognition.Plates;

namespace Training.Export.Data;

/// <summary>
/// Makes batches ahead of the trainer on threads of its own. Batch k always holds the samples k × size to
/// (k + 1) × size - 1, so a run that starts at batch k sees what an uninterrupted run would have seen.
/// </summary>
public sealed class PlateBatches : IDisposable
{
    private readonly BatchesAhead<PlateBatch> _batches;

    /// <summary>Starts the workers.</summary>
    /// <param name="source">Where the samples come from.</param>
    /// <param name="codec">Text to targets.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="grid">The feature map to supervise, or null.</param>
    /// <param name="size">Samples a batch.</param>
    /// <param name="firstBatch">Number of the first batch to deliver.</param>
    /// <param name="workers">Threads that render.</param>
    public PlateBatches(
        IPlateSource source, PlateTextCodec codec, ImageInputSpec input, SupervisionGrid? grid, int size, long firstBatch = 0, int workers = 1)
        => _batches = new BatchesAhead<PlateBatch>(() => new PlateBatch(size, input, grid, codec.Slots), (batch, number) =>
        {
            for (var i = 0; i < size; i++)
            {
                using var sample = source.Read(number * size + i);
                Write(sample, batch, i, codec, input, grid);
            }
        }, firstBatch, workers);

    /// <inheritdoc cref="BatchesAhead{TBatch}.Take"/>
    public PlateBatch Take() => _batches.Take();

    /// <inheritdoc cref="BatchesAhead{TBatch}.Return"/>
    public void Return(PlateBatch batch) => _batches.Return(batch);

    /// <summary>Fills one sample of a batch.</summary>
    public static void Write(PlateSample sample, PlateBatch batch, int position, PlateTextCodec codec, ImageInputSpec input, SupervisionGrid? grid)
    {
        var picture = sample.Picture;
        PixelPreprocessor.Write(
            picture.GetPixelSpan(), picture.Width, picture.Height, picture.RowBytes, input,
            batch.Pixels.AsSpan(position * input.ByteCount, input.ByteCount));

        Span<int> classes = stackalloc int[codec.Slots];
        if (!codec.TryEncode(sample.Text, classes, out var fault))
            throw new InvalidDataException(fault);

        var targets = batch.Targets.AsSpan(position * codec.Slots, codec.Slots);
        for (var slot = 0; slot < classes.Length; slot++)
            targets[slot] = classes[slot];

        if (grid is null)
            return;

        if (sample.Characters.Count == 0 && sample.Text.Length > 0)
        {
            // Nobody marked its characters: only the text teaches.
            batch.CellTargets.AsSpan(position * grid.Cells, grid.Cells).Fill(SupervisionGrid.Ignored);
            batch.AttentionTargets.AsSpan(position * codec.Slots * grid.Cells, codec.Slots * grid.Cells).Clear();
            return;
        }

        var size = (picture.Width, picture.Height);
        grid.WriteCells(sample.Characters, targets, size, codec.Alphabet.PadIndex, batch.CellTargets.AsSpan(position * grid.Cells, grid.Cells));
        grid.WriteAttention(
            sample.Characters, size, batch.AttentionTargets.AsSpan(position * codec.Slots * grid.Cells, codec.Slots * grid.Cells));
    }

    /// <summary>Stops the workers and waits for them.</summary>
    public void Dispose() => _batches.Dispose();
}
