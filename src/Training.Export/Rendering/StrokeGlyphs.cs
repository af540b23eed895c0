using System.Collections.Frozen;
using System.Globalization;
using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>
/// Own letter skeletons for the stamped typefaces that no free font draws (US dies, Brazilian, Charles-Wright-like). A
/// glyph is a set of polylines in a box of 100 × 100; points marked <c>*</c> are rounded with the typeface's corner
/// radius, so that one table yields rounded rectangles (US dies) as well as bowls (DIN-like). Lines end with <c>;</c>,
/// <c>z</c> closes one. Thread-safe.
/// </summary>
internal static class StrokeGlyphs
{
    private const string Shapes = """
        0 1.00 0,0* 100,0* 100,100* 0,100* z
        0 1.00 0,0* 100,0* 100,100* 0,100* z ; 20,78 80,22
        1 0.45 0,22 62,0 62,100
        1 0.10 50,0 50,100
        1 0.62 0,24 50,0 50,100 ; 0,100 100,100
        1 0.50 0,0 70,0 70,100
        1 0.20 0,12 80,0 80,100
        1 0.58 20,14 52,0 52,100 ; 0,100 100,100
        2 1.00 0,26 0,0* 100,0* 100,46* 0,100 100,100
        2 1.00 0,24 0,0* 100,0* 100,50* 0,70* 0,100 100,100
        2 1.00 0,24 0,0* 100,0* 100,42* 52,66* 2,88 0,100 100,100
        3 1.00 0,22 0,0* 100,0* 100,47* 38,47 ; 38,47 100,47* 100,100* 0,100* 0,78
        3 1.00 0,0 97,0 42,40 60,40* 100,40* 100,100* 0,100* 0,78
        4 1.05 100,73 0,73 70,0 70,100
        4 1.05 100,70 0,70 40,0 ; 70,38 70,100
        4 1.00 0,0 0,62 100,62 ; 75,0 75,100
        5 1.00 94,0 6,0 4,46 20,38* 100,38* 100,100* 0,100* 0,78
        5 1.00 100,0 0,0 0,45 100,45* 100,100* 0,100* 0,80
        6 1.00 0,44* 100,44* 100,100* 0,100* z ; 0,66 0,0* 100,0* 100,18
        6 1.00 0,42* 100,42* 100,100* 0,100* z ; 0,70 0,46* 66,0
        6 1.00 0,44* 100,44* 100,100* 0,100* z ; 0,66 0,0* 90,0
        6 1.00 0,42* 100,42* 100,100* 0,100* z ; 0,70 0,34* 52,0* 92,0
        7 0.95 0,0 100,0 34,100
        7 0.95 0,0 100,0 100,16 40,62* 38,100
        7 0.95 0,0 100,0 100,20* 32,100
        8 1.00 6,0* 94,0* 94,46* 6,46* z ; 0,46* 100,46* 100,100* 0,100* z
        9 1.00 0,0* 100,0* 100,56* 0,56* z ; 100,34 100,100* 0,100* 0,82
        9 1.00 0,0* 100,0* 100,58* 0,58* z ; 100,30 100,54* 34,100
        9 1.00 0,0* 100,0* 100,56* 0,56* z ; 100,34 100,100* 10,100
        9 1.00 0,0* 100,0* 100,58* 0,58* z ; 100,30 100,66* 48,100* 8,100
        A 1.12 0,100 50,0 100,100 ; 18,68 82,68
        A 1.10 0,100 38,0 62,0 100,100 ; 16,70 84,70
        A 1.00 0,100 0,20* 30,0* 70,0* 100,20* 100,100 ; 0,60 100,60
        B 1.02 0,0 92,0* 92,46* 0,46 z ; 0,46 100,46* 100,100* 0,100 z
        B 1.04 0,0 94,0* 94,46* 14,46 ; 14,46 100,46* 100,100* 0,100 ; 14,0 14,100
        C 1.00 100,24 100,0* 0,0* 0,100* 100,100* 100,76
        D 1.02 0,0 100,0* 100,100* 0,100 z
        D 1.04 0,0 100,0* 100,100* 0,100 ; 14,0 14,100
        E 0.88 100,0 0,0 0,100 100,100 ; 0,48 86,48
        F 0.86 100,0 0,0 0,100 ; 0,48 84,48
        G 1.02 100,24 100,0* 0,0* 0,100* 100,100* 100,54 52,54
        G 1.02 96,20 96,0* 0,0* 0,100* 100,100* 100,56 60,56
        G 1.00 100,22 100,0* 0,0* 0,100* 100,100* 100,58 72,58
        G 1.04 94,22 94,0* 0,0* 0,100* 94,100* 94,76 ; 58,56 94,56 94,100
        H 1.02 0,0 0,100 ; 100,0 100,100 ; 0,48 100,48
        I 0.10 50,0 50,100
        I 0.60 0,0 100,0 ; 50,0 50,100 ; 0,100 100,100
        J 0.92 100,0 100,100* 0,100* 0,72
        J 0.92 42,0 100,0 100,100* 0,100* 0,74
        K 1.04 0,0 0,100 ; 96,0 0,62 ; 32,42 100,100
        L 0.84 0,0 0,100 100,100
        M 1.25 0,100 0,0 50,64 100,0 100,100
        M 1.22 0,100 0,0 50,98 100,0 100,100
        M 1.15 0,100 0,0 50,44 100,0 100,100
        N 1.06 0,100 0,0 100,100 100,0
        O 1.06 0,0* 100,0* 100,100* 0,100* z
        P 1.00 0,100 0,0 100,0* 100,54* 0,54
        Q 1.06 0,0* 100,0* 100,100* 0,100* z ; 58,72 104,106
        R 1.04 0,100 0,0 98,0* 98,52* 0,52 ; 48,52 100,100
        S 1.00 100,22 100,0* 0,0* 0,46* 100,52* 100,100* 0,100* 0,78
        T 1.00 0,0 100,0 ; 50,0 50,100
        T 0.82 0,0 100,0 ; 50,0 50,100
        U 1.04 0,0 0,100* 100,100* 100,0
        V 1.10 0,0 50,100 100,0
        W 1.38 0,0 24,100 50,24 76,100 100,0
        W 1.34 0,0 20,100 50,0 80,100 100,0
        W 1.20 0,0 0,100 50,44 100,100 100,0
        W 1.24 0,0 12,100 50,36 88,100 100,0
        X 1.08 0,0 100,100 ; 100,0 0,100
        Y 1.08 0,0 50,52 100,0 ; 50,52 50,100
        Z 1.00 2,0 100,0 0,100 100,100
        """;

    private static readonly FrozenDictionary<char, Shape[]> Table = Shapes.Split('\n', StringSplitOptions.TrimEntries)
        .Select(Shape.Parse).GroupBy(shape => shape.Symbol).ToFrozenDictionary(group => group.Key, group => group.ToArray());

    /// <summary>How many shapes of a symbol there are.</summary>
    public static int Variants(char symbol) => Table[symbol].Length;

    /// <summary>Width of the skeleton relative to the face's standard letter width.</summary>
    public static float Width(char symbol, int variant) => Table[symbol][variant].Width;

    /// <summary>Adds a symbol's centre lines to a path.</summary>
    /// <param name="path">Receives the lines.</param>
    /// <param name="symbol">A digit or capital letter.</param>
    /// <param name="variant">Which of its shapes.</param>
    /// <param name="box">Where the centre lines go: the ink's box less half a stroke on each side.</param>
    /// <param name="radius">Radius of rounded corners, in the units of the box.</param>
    /// <param name="terminal">Length of hooks, as at the ends of C, S, 2 and 5; 1 is as drawn in the table.</param>
    /// <param name="slant">Shift to the right at the top, in parts of the height.</param>
    /// <param name="serif">Half the length of the serifs at the ends of letters, in the units of the box; 0 for none.</param>
    public static void Add(SKPathBuilder path, char symbol, int variant, SKRect box, float radius, float terminal, float slant, float serif)
    {
        foreach (var line in Table[symbol][variant].Lines)
        {
            AddLine(path, line, box, radius, terminal, slant);
            if (serif > 0 && !line.Closed)
            {
                AddSerif(path, symbol, line.Points[0], line.Points[1], box, serif);
                AddSerif(path, symbol, line.Points[^1], line.Points[^2], box, serif);
            }
        }
    }

    // Uprights stand on a foot, arms end in a beak, as on the plates of Virginia; digits but for 2, 4 and 7 have neither.
    private static void AddSerif(SKPathBuilder path, char symbol, (float X, float Y, bool Rounded) end, (float X, float Y, bool Rounded) next, SKRect box, float serif)
    {
        var (x, y) = (box.Left + end.X * box.Width, box.Top + end.Y * box.Height);
        if (symbol is 'E' or 'F' && end.X > 0.8f && end.Y is > 0.4f and < 0.6f)
        {
            path.MoveTo(x, y - serif);
            path.LineTo(x, y + serif);
        }

        if (next.Rounded || end.Y is > 0.02f and < 0.98f || symbol is '1' or 'I' or 'Q')
            return;
        if (MathF.Abs(end.Y - next.Y) > 0.2f)
        {
            if (!char.IsAsciiLetterUpper(symbol) && symbol != '4')
                return;
            path.MoveTo(x - serif, y);
            path.LineTo(x + serif, y);
        }
        else if (end.X is < 0.05f or > 0.95f)
        {
            path.MoveTo(x, y);
            path.LineTo(x, y + (end.Y < 0.5f ? 1.6f : -1.6f) * serif);
        }
    }

    private static void AddLine(SKPathBuilder path, Line line, SKRect box, float radius, float terminal, float slant)
    {
        const float LongestHook = 0.4f;
        var points = line.Points;
        SKPoint At(int i)
        {
            var (x, y, _) = points[(i + points.Length) % points.Length];
            if (!line.Closed && (i == 0 || i == points.Length - 1))
            {
                var (cornerX, cornerY, rounded) = points[i == 0 ? 1 : i - 1];
                if (rounded && MathF.Abs(x - cornerX) + MathF.Abs(y - cornerY) < LongestHook)
                    (x, y) = (cornerX + (x - cornerX) * terminal, cornerY + (y - cornerY) * terminal);
            }

            return new SKPoint(box.Left + (x + slant * (1 - y) * box.Height / MathF.Max(box.Width, 1e-3f)) * box.Width, box.Top + y * box.Height);
        }

        for (var i = 0; i < points.Length; i++)
        {
            var isEnd = !line.Closed && (i == 0 || i == points.Length - 1);
            var corner = At(i);
            if (!points[i].Rounded || isEnd)
            {
                MoveOrLine(corner, i == 0);
                continue;
            }

            // Half the shorter side at most, so that two neighbouring corners never overlap.
            var (before, after) = (At(i - 1) - corner, At(i + 1) - corner);
            var reach = MathF.Min(radius, MathF.Min(Reach(i - 1, before.Length), Reach(i + 1, after.Length)));
            MoveOrLine(corner + Scale(before, reach / before.Length), i == 0);
            var end = corner + Scale(after, reach / after.Length);
            path.ConicTo(corner, end, 0.75f);
        }

        if (line.Closed)
            path.Close();

        void MoveOrLine(SKPoint point, bool first)
        {
            if (first)
                path.MoveTo(point);
            else
                path.LineTo(point);
        }

        float Reach(int neighbour, float length) => length * (points[(neighbour + points.Length) % points.Length].Rounded ? 0.5f : 0.92f);
    }

    private static SKPoint Scale(SKPoint point, float factor) => new(point.X * factor, point.Y * factor);

    private sealed record Shape(char Symbol, float Width, Line[] Lines)
    {
        public static Shape Parse(string row)
        {
            var lines = row[6..].Split(';', StringSplitOptions.TrimEntries).Select(Line.Parse).ToArray();
            return new Shape(row[0], float.Parse(row.AsSpan(2, 4), CultureInfo.InvariantCulture), lines);
        }
    }

    private sealed record Line((float X, float Y, bool Rounded)[] Points, bool Closed)
    {
        public static Line Parse(string text)
        {
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var closed = words[^1] == "z";
            var points = words.Take(closed ? words.Length - 1 : words.Length).Select(word =>
            {
                var comma = word.IndexOf(',', StringComparison.Ordinal);
                var x = float.Parse(word.AsSpan(0, comma), CultureInfo.InvariantCulture) / 100;
                var y = float.Parse(word.AsSpan(comma + 1).TrimEnd('*'), CultureInfo.InvariantCulture) / 100;
                return (x, y, word.EndsWith('*'));
            }).ToArray();
            return new Line(points, closed);
        }
    }
}
