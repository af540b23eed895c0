using CsCheck;
using PlateRecognition.Plates;

namespace PlateRecognition.Tests.Plates;

/// <summary>Slot probabilities for tests: random ones, and every text they can mean, by brute force.</summary>
internal static class SlotRows
{
    /// <summary>Random probabilities of random small readers: two to four symbols, with and without a pad, one to four slots.</summary>
    public static Gen<(PlateTextCodec Codec, float[] Probabilities)> Small { get; } =
        from symbols in Gen.Int[1, 4]
        from padded in Gen.Bool
        from slots in Gen.Int[1, 4]
        let alphabet = padded ? new Alphabet("ABCD"[..symbols] + "_", '_') : new Alphabet("ABCDE"[..(symbols + 1)])
        from weights in Gen.Frequency((8, Gen.Float[0.001f, 1]), (1, Gen.Const(0f)), (1, Gen.Const(0.25f))).Array[slots * alphabet.Count]
        select (new PlateTextCodec(alphabet, slots), Normalise(weights, alphabet.Count));

    /// <summary>Every text of a reader with its probability, likeliest first.</summary>
    public static List<(string Text, double Probability)> AllTexts(PlateTextCodec codec, IReadOnlyList<double> probabilities)
    {
        var texts = new List<(string, double)>();
        for (var length = codec.Alphabet.Pad is null ? codec.Slots : 0; length <= codec.Slots; length++)
            Extend("", length);
        return [.. texts.OrderByDescending(text => text.Item2)];

        void Extend(string text, int length)
        {
            if (text.Length == length)
            {
                texts.Add((text, Probability(codec, probabilities, text)));
                return;
            }

            foreach (var symbol in codec.Alphabet.Symbols)
            {
                if (symbol != codec.Alphabet.Pad)
                    Extend(text + symbol, length);
            }
        }
    }

    /// <summary>The product over all slots, pads included.</summary>
    public static double Probability(PlateTextCodec codec, IReadOnlyList<double> probabilities, string text)
    {
        var product = 1.0;
        for (var slot = 0; slot < codec.Slots; slot++)
        {
            var index = slot < text.Length ? codec.Alphabet.IndexOf(text[slot]) : codec.Alphabet.PadIndex;
            product *= probabilities[slot * codec.Alphabet.Count + index];
        }

        return product;
    }

    /// <summary>The rows at a temperature, computed from logits as the literature defines it.</summary>
    public static double[] AtTemperature(float[] probabilities, int classes, double temperature)
    {
        var scaled = new double[probabilities.Length];
        for (var row = 0; row < probabilities.Length; row += classes)
        {
            var exponentials = probabilities.Skip(row).Take(classes).Select(p => p == 0 ? 0 : Math.Exp(Math.Log(p) / temperature)).ToArray();
            for (var i = 0; i < classes; i++)
                scaled[row + i] = exponentials[i] / exponentials.Sum();
        }

        return scaled;
    }

    private static float[] Normalise(float[] weights, int classes)
    {
        for (var row = 0; row < weights.Length; row += classes)
        {
            // A row of zeros is no distribution.
            if (weights.Skip(row).Take(classes).All(weight => weight == 0))
                weights[row] = 1;
            var sum = weights.Skip(row).Take(classes).Sum();
            for (var i = 0; i < classes; i++)
                weights[row + i] /= sum;
        }

        return weights;
    }
}
