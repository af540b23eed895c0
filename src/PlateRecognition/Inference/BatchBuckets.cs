namespace PlateRecognition.Inference;

/// <summary>
/// The batch sizes that are run. A CPU runs any; on a GPU each new size costs a search for the best kernels, so few are run, all of them
/// before the first picture, and batches are padded to the next. Immutable.
/// </summary>
internal sealed class BatchBuckets
{
    private readonly int[] _sizes;

    private BatchBuckets(int[] sizes) => _sizes = sizes;

    /// <summary>The sizes, from small to large.</summary>
    public IReadOnlyList<int> Sizes => _sizes;

    /// <summary>Every size up to the largest.</summary>
    public static BatchBuckets All(int largest) => new([.. Enumerable.Range(1, largest)]);

    /// <summary>Powers of two, and the largest.</summary>
    public static BatchBuckets Doubling(int largest)
        => new([.. Enumerable.Range(0, 31).Select(power => 1 << power).TakeWhile(size => size < largest), largest]);

    /// <summary>The size that a batch is run at.</summary>
    public int For(int count) => Array.Find(_sizes, size => size >= count);
}
