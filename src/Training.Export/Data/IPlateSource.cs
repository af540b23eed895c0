namespace Training.Export.Data;

/// <summary>A numbered collection of labelled pictures. Reading is thread-safe; the same index gives the same sample.</summary>
public interface IPlateSource
{
    /// <summary>How many samples one pass holds.</summary>
    int Count { get; }

    /// <summary>Reads a sample. The caller disposes it.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1; rendered sources take any non-negative index.</param>
    PlateSample Read(long index);
}
