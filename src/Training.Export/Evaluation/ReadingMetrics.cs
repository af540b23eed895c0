namespace Training.Export.Evaluation;

/// <summary>How well a set of pictures was read.</summary>
/// <param name="Count">Pictures.</param>
/// <param name="Exact">Pictures whose whole text is right.</param>
/// <param name="ExactFolded">The same with O read as 0 on both sides.</param>
/// <param name="CharacterAccuracy">1 - edits / characters of the truth, at least 0.</param>
/// <param name="MeanEditDistance">Edits a picture.</param>
/// <param name="Accepted">Pictures the model stands by.</param>
/// <param name="AcceptedRight">Those of them whose folded text is right.</param>
public sealed record ReadingMetrics(
    int Count, int Exact, int ExactFolded, double CharacterAccuracy, double MeanEditDistance, int Accepted, int AcceptedRight)
{
    /// <summary>Share of pictures whose whole text is right.</summary>
    public double ExactMatch => Count == 0 ? 0 : Exact / (double)Count;

    /// <summary><see cref="ExactMatch"/>'s 95 % interval.</summary>
    public WilsonInterval ExactInterval => WilsonInterval.Of(Exact, Count);

    /// <summary><see cref="ExactMatch"/> with O read as 0.</summary>
    public double ExactMatchFolded => Count == 0 ? 0 : ExactFolded / (double)Count;

    /// <summary>Measures a set of reads.</summary>
    public static ReadingMetrics Of(IReadOnlyCollection<ReadPlate> reads)
    {
        var (edits, characters) = (0, 0);
        foreach (var read in reads)
        {
            edits += EditDistance.Between(read.Read, read.Truth);
            characters += read.Truth.Length;
        }

        return new ReadingMetrics(
            reads.Count,
            reads.Count(read => read.Exact),
            reads.Count(read => read.ExactFolded),
            characters == 0 ? 0 : Math.Max(0, 1 - edits / (double)characters),
            reads.Count == 0 ? 0 : edits / (double)reads.Count,
            reads.Count(read => read.Accepted),
            reads.Count(read => read.Accepted && read.ExactFolded));
    }
}
