using Training.Export.Rendering;

namespace Training.Export.Data;

/// <summary>
/// A user's own crops, each changed a little every time, mixed with rendered plates so that what was learnt from these is not forgotten.
/// Sample i is the same whenever it is asked for. Thread-safe.
/// </summary>
/// <param name="own">The crops to learn from.</param>
/// <param name="rendered">Rendered plates.</param>
/// <param name="share">Share of own crops, above 0 to 1.</param>
/// <param name="seed">Which of both comes when, and how crops are changed.</param>
internal sealed class OwnPlates(IPlateSource own, IPlateSource rendered, double share, ulong seed) : IPlateSource
{
    /// <inheritdoc/>
    public int Count => rendered.Count;

    /// <inheritdoc/>
    public PlateSample Read(long index)
    {
        var random = new SeededRandom(Seeds.Mix(seed, (ulong)index));
        if (!random.Chance(share))
            return rendered.Read(index);

        using var crop = own.Read(random.Below(own.Count));
        return crop with { Picture = CropJitter.Apply(crop.Picture, random) };
    }
}
