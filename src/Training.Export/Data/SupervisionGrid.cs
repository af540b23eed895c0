namespace Training.Export.Data;

/// <summary>
/// Turns the places of a plate's characters into targets on the network's feature map. Rendered plates know where their
/// characters stand; telling the network so ends the long plateau before it reads its first character.
/// </summary>
/// <param name="Rows">Rows of the feature map.</param>
/// <param name="Columns">Columns of the feature map.</param>
/// <param name="Slots">Slots of the network.</param>
public sealed record SupervisionGrid(int Rows, int Columns, int Slots)
{
    /// <summary>The target of a cell that is half on a character: it takes no part in the loss.</summary>
    public const long Ignored = -100;

    /// <summary>Cells of the map.</summary>
    public int Cells => Rows * Columns;

    /// <summary>Writes the class of every cell: a character's class inside it, <paramref name="background"/> far from all.</summary>
    /// <param name="places">Places in picture pixels.</param>
    /// <param name="classes">Class of each place.</param>
    /// <param name="size">Width and height of the picture, in pixels.</param>
    /// <param name="background">The class of a cell without a character: the alphabet's pad.</param>
    /// <param name="cells">Receives <see cref="Cells"/> targets, row by row.</param>
    public void WriteCells(
        IReadOnlyList<CharacterPlace> places, ReadOnlySpan<long> classes, (int Width, int Height) size, long background, Span<long> cells)
    {
        const float Inside = 0.30f, Outside = 0.60f;
        cells.Fill(background);
        for (var i = 0; i < places.Count; i++)
        {
            var (x, y, halfWidth, halfHeight) = OnMap(places[i], size);
            for (var row = 0; row < Rows; row++)
            {
                for (var column = 0; column < Columns; column++)
                {
                    var dx = MathF.Abs(column - x) / halfWidth / 2;
                    var dy = MathF.Abs(row - y) / halfHeight / 2;
                    ref var cell = ref cells[row * Columns + column];
                    if (dx <= Inside && dy <= Inside)
                        cell = classes[i];
                    else if (dx <= Outside && dy <= Outside && cell == background)
                        cell = Ignored;
                }
            }
        }

        // A character narrower than a cell still owns the cell it stands in.
        for (var i = 0; i < places.Count; i++)
        {
            var (x, y, _, _) = OnMap(places[i], size);
            var row = Math.Clamp((int)MathF.Round(y), 0, Rows - 1);
            var column = Math.Clamp((int)MathF.Round(x), 0, Columns - 1);
            cells[row * Columns + column] = classes[i];
        }
    }

    /// <summary>Writes where each slot should look: a Gaussian over its character that sums to 1; zeros for slots past the text.</summary>
    /// <param name="places">Places in picture pixels, in reading order.</param>
    /// <param name="size">Width and height of the picture, in pixels.</param>
    /// <param name="attention">Receives <see cref="Slots"/> × <see cref="Cells"/> weights.</param>
    public void WriteAttention(IReadOnlyList<CharacterPlace> places, (int Width, int Height) size, Span<float> attention)
    {
        attention.Clear();
        for (var slot = 0; slot < Math.Min(places.Count, Slots); slot++)
        {
            var (x, y, halfWidth, halfHeight) = OnMap(places[slot], size);
            var sigmaX = MathF.Max(0.45f, halfWidth * 0.4f);
            var sigmaY = MathF.Max(0.45f, halfHeight * 0.4f);
            var map = attention.Slice(slot * Cells, Cells);
            var sum = 0f;
            for (var cell = 0; cell < map.Length; cell++)
            {
                var dx = (cell % Columns - x) / sigmaX;
                var dy = (cell / Columns - y) / sigmaY;
                sum += map[cell] = MathF.Exp(-0.5f * (dx * dx + dy * dy));
            }

            for (var cell = 0; cell < map.Length; cell++)
                map[cell] /= MathF.Max(sum, 1e-12f);
        }
    }

    // A cell's centre is at its integer index, hence the half cell taken off.
    private (float X, float Y, float HalfWidth, float HalfHeight) OnMap(CharacterPlace place, (int Width, int Height) size)
    {
        var scaleX = Columns / (float)size.Width;
        var scaleY = Rows / (float)size.Height;
        return (
            Math.Clamp(place.X * scaleX - 0.5f, -0.5f, Columns - 0.5f),
            Math.Clamp(place.Y * scaleY - 0.5f, -0.5f, Rows - 0.5f),
            MathF.Max(place.Width * scaleX / 2, 0.25f),
            MathF.Max(place.Height * scaleY / 2, 0.25f));
    }
}
