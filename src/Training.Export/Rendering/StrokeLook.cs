namespace Training.Export.Rendering;

/// <summary>A family of own typefaces over <see cref="StrokeGlyphs"/>: proportions, stroke, roundness and letter shapes.</summary>
/// <param name="Name">Name that formats ask for.</param>
/// <param name="Width">Letter width in parts of the height.</param>
/// <param name="Weight">Stroke width in parts of the height.</param>
/// <param name="Radius">Corner radius of the centre line in parts of the height: 0.1 is boxy, 0.4 a bowl.</param>
/// <param name="RoundCaps">Probability of round stroke ends.</param>
/// <param name="Serifs">Probability of serifs.</param>
/// <param name="Shapes">Allowed shapes as pairs of symbol and shape number, space separated; symbols not named take the first.</param>
internal sealed record StrokeLook(string Name, Limits Width, Limits Weight, Limits Radius, float RoundCaps, float Serifs, string Shapes)
{
    // Shapes: 0 plain/slashed, 1 flag/bar/base/hook, 2 diagonal/flat/curved, 3 round/flat, 4 closed/open/boxed, 6 and 9 curved/straight ...
    private static readonly StrokeLook[] All =
    [
        // US dies: tall narrow rounded rectangles, thin to medium stroke.
        new("us", new(0.42f, 0.56f), new(0.105f, 0.15f), new(0.12f, 0.26f), 0.7f, 0, "10 10 10 12 12 15 20 20 22 30 30 40 40 60 60 62 61 90 90 92 91 70 70 71 I0 I1 I1 M0 M2 W0 W1 W2 W3 W3 J0 J1 G0 G1 A0 A1 A1 G2 G3 T0 T0 T1"),
        // Narrow US dies: Colorado, Wyoming, New Jersey.
        new("us-narrow", new(0.32f, 0.44f), new(0.09f, 0.13f), new(0.10f, 0.22f), 0.7f, 0, "10 10 10 12 12 15 20 20 22 30 30 40 40 60 60 62 61 90 90 92 91 70 70 71 I0 I1 I1 M0 M2 W0 W1 W2 W3 W3 J0 J1 G0 G1 A0 A1 A1 G2 G3 T0 T0 T1"),
        // Virginia: thin strokes on serifs.
        new("us-serif", new(0.38f, 0.52f), new(0.08f, 0.125f), new(0.12f, 0.26f), 0.2f, 1, "12 15 15 20 20 22 30 40 40 60 62 90 92 70 71 I1 M0 M1 M2 W0 W1 W2 J0 J1 G0 G3 G3 A0 A1 T0 T1"),
        // Boxy US dies of some prisons: corners almost square.
        new("us-box", new(0.40f, 0.54f), new(0.10f, 0.145f), new(0.06f, 0.14f), 0.6f, 0, "10 12 13 15 20 20 21 30 40 42 51 60 62 90 92 I0 I1 A1 A2 M0 M2 W0 W2 W3 J0 G0 G1 G2 G3 T0 T1"),
        // Brazilian mandatory style: wide, bold, 1 without base, bowls from boxy to round; the bars of D reach past its stem.
        new("br", new(0.50f, 0.66f), new(0.14f, 0.205f), new(0.06f, 0.28f), 0.15f, 0, "10 11 11 11 14 14 14 20 30 30 40 60 62 62 63 63 90 92 92 93 93 70 I0 M0 M1 W0 W1 J0 J0 A0 A1 G0 G1 B0 B1 D1"),
        // Charles Wright: bold, nearly square bowls, I as 1.
        new("gb", new(0.58f, 0.68f), new(0.16f, 0.19f), new(0.16f, 0.26f), 0.05f, 0, "11 11 13 14 20 30 31 40 60 62 90 92 70 I0 M0 M1 W0 J0 A0 A1 G0 G1"),
        // DIN-like: round bowls, medium stroke.
        new("din", new(0.50f, 0.62f), new(0.115f, 0.165f), new(0.28f, 0.42f), 0.2f, 0, "10 10 13 20 22 30 31 40 41 60 61 61 63 90 91 91 93 70 I0 I0 M0 M1 W0 W1 J0 A0 G0 G2 Q0"),
        // Thin round stamps: Slovak, Croatian, Nordic plates.
        new("thin", new(0.52f, 0.66f), new(0.085f, 0.125f), new(0.24f, 0.40f), 0.45f, 0, "10 10 13 20 30 31 40 41 60 61 62 63 90 91 92 93 70 I0 M0 M1 M2 W0 W1 J0 J1 A0 A1 G0 G1 G2"),
        // FE-Schrift-like: each symbol a shape of its own.
        new("fe", new(0.54f, 0.62f), new(0.13f, 0.16f), new(0.24f, 0.36f), 0.05f, 0, "10 20 22 30 41 41 50 61 91 70 I1 M0 W0 J1 A0 G0"),
        // Wide bold: Swiss, Dutch, motorcycle plates.
        new("wide", new(0.62f, 0.80f), new(0.13f, 0.19f), new(0.26f, 0.42f), 0.3f, 0, "10 11 20 22 30 31 40 60 61 62 90 91 92 70 I0 M0 M1 W0 W1 J0 A0 A1 G0 G2"),
    ];

    private readonly string[] _shapes = Shapes.Split(' ');

    /// <summary>The look of a name; null when the name is a font's. <c>any</c> mixes everything.</summary>
    public static StrokeLook? Find(string name) =>
        name == "any" ? AnyLook : Array.Find(All, look => look.Name == name);

    /// <summary>Draws the shape of a symbol.</summary>
    public int Variant(char symbol, SeededRandom random)
    {
        var drawn = random.NextUInt64();
        if (Shapes.Length == 0)
            return (int)(drawn % (ulong)StrokeGlyphs.Variants(symbol));

        var (count, pick) = (0, 0);
        foreach (var shape in _shapes)
        {
            if (shape[0] != symbol)
                continue;
            count++;
            if (drawn % (ulong)count == 0)
                pick = shape[1] - '0';
        }

        return pick;
    }

    private static readonly StrokeLook AnyLook = new("any", new(0.40f, 0.78f), new(0.08f, 0.19f), new(0.05f, 0.42f), 0.5f, 0.06f, "");
}
