using System.Collections.Concurrent;
using System.Security.Cryptography;
using PlateRecognition.Plates;

namespace Training.Export.Data;

/// <summary>A CSV of own crops, opened and looked through: what is wrong with it, and what it holds.</summary>
internal sealed class LabelCheck
{
    private LabelCheck(LabelledPictures pictures, IReadOnlyList<(int Width, int Height)> sizes) => (Pictures, Sizes) = (pictures, sizes);

    /// <summary>The rows.</summary>
    public LabelledPictures Pictures { get; }

    /// <summary>Pixels of each crop, in the order of the rows.</summary>
    public IReadOnlyList<(int Width, int Height)> Sizes { get; }

    /// <summary>Reads the file and opens every picture.</summary>
    /// <param name="csvPath">The file.</param>
    /// <param name="alphabet">The symbols that texts may use.</param>
    /// <param name="slots">The longest text.</param>
    /// <exception cref="InvalidDataException">Rows or pictures are wrong; the message has a line for each.</exception>
    public static LabelCheck Open(string csvPath, Alphabet alphabet, int slots)
    {
        var pictures = LabelledPictures.Load(csvPath, alphabet, slots);
        var (sizes, hashes) = (new (int, int)[pictures.Count], new string[pictures.Count]);
        var faults = new ConcurrentBag<(int Line, string Fault)>();
        Parallel.For(0, pictures.Count, i =>
        {
            var row = pictures.Rows[i];
            if (row.Text.Length == 0)
                faults.Add((row.Line, $"line {row.Line}: plate_text is empty."));
            try
            {
                using var sample = pictures.Read(i);
                sizes[i] = (sample.Picture.Width, sample.Picture.Height);
                hashes[i] = $"{sizes[i]} {Convert.ToHexString(SHA256.HashData(sample.Picture.GetPixelSpan()))}";
            }
            catch (InvalidDataException fault)
            {
                faults.Add((row.Line, fault.Message));
            }
        });

        // The same pixels cannot say two things: one of the labels is wrong.
        foreach (var same in Enumerable.Range(0, pictures.Count).Where(i => hashes[i] is not null).GroupBy(i => hashes[i]))
        {
            var first = pictures.Rows[same.First()];
            foreach (var row in same.Select(i => pictures.Rows[i]).Where(row => row.Text != first.Text))
                faults.Add((row.Line, $"line {row.Line}: '{row.Text}' is the picture of line {first.Line}, which says '{first.Text}'."));
        }

        LabelledPictures.ThrowIfFaulty(csvPath, [.. faults.OrderBy(fault => fault.Line).Select(fault => fault.Fault)]);
        return new LabelCheck(pictures, sizes);
    }
}
