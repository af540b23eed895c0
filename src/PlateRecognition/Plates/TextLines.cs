namespace PlateRecognition.Plates;

/// <summary>Tells by where a text's characters stand on how many lines it is written. Pure.</summary>
public static class TextLines
{
    // A second line begins below the end of the first, by this share of the picture's height, and not to its right. On a tilted plate of one line the next character is
    // lower, too, but further right.
    private const float Below = 0.2f, Right = 0.05f;

    /// <summary>Counts.</summary>
    /// <param name="positions">x and y of each slot's character, 0 to 1 of the picture.</param>
    /// <param name="characters">Slots in use.</param>
    /// <returns>1 or 2; null without characters, or for positions that are not finite.</returns>
    public static int? Count(ReadOnlySpan<float> positions, int characters)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(characters);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(characters, positions.Length / 2);
        if (characters == 0)
            return null;
        foreach (var value in positions[..(2 * characters)])
        {
            if (!float.IsFinite(value))
                return null;
        }

        for (var i = 1; i < characters; i++)
        {
            if (Begins(positions[..(2 * characters)], i))
                return 2;
        }

        return 1;
    }

    // Whether a second line begins at a character: all that follows stays below. Small characters above each other, as some plates have between large ones, are no line.
    private static bool Begins(ReadOnlySpan<float> positions, int character)
    {
        var (lastX, lastY) = (positions[2 * character - 2], positions[2 * character - 1]);
        var (x, y) = (positions[2 * character], positions[2 * character + 1]);
        if (y - lastY <= Below || x - lastX >= Right)
            return false;
        for (var next = character + 1; next < positions.Length / 2; next++)
        {
            if (positions[2 * next + 1] <= (y + lastY) / 2)
                return false;
        }

        return true;
    }
}
