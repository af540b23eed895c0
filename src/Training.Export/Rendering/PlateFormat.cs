using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>What stands at a plate's side.</summary>
internal enum SideBand
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The blue band with stars and the country's letters.</summary>
    Euro,

    /// <summary>A band with a flag.</summary>
    Flag,

    /// <summary>Country letters on the plate's own ground, under a small shield (Slovakia before 2010, and alike).</summary>
    ShieldAndLetters,
}

/// <summary>What the plate's ground shows.</summary>
internal enum Scenery
{
    /// <summary>One colour.</summary>
    Plain,

    /// <summary>A vertical gradient.</summary>
    Gradient,

    /// <summary>A gradient, mountains or a skyline at the bottom, now and then a figure.</summary>
    Landscape,
}

/// <summary>A kind of plate: its texts and its look. Lengths are millimetres, or parts of the plate's height where said so.</summary>
internal sealed record PlateFormat(string Code, double Weight, IReadOnlyList<string> Patterns)
{
    public const string NoIOQ = "ABCDEFGHJKLMNPRSTUVWXYZ";
    public const string AllLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>Those of the patterns that nearly all plates are of, where the others are special plates drawn oftener than they are met; null where none is special.</summary>
    public IReadOnlyList<string>? Usual { get; init; }

    /// <summary>Letters that <c>A</c> stands for in the patterns.</summary>
    public string Letters { get; init; } = AllLetters;

    /// <summary>Size of the plate, in millimetres.</summary>
    public SKSize Size { get; init; } = new(520, 110);

    /// <summary>Lines of text.</summary>
    public int Lines { get; init; } = 1;

    /// <summary>Names of fonts or stroke looks to choose among.</summary>
    public IReadOnlyList<string> Faces { get; init; } = ["din", "GL-Nummernschild-Eng", "OSP-DIN"];

    /// <summary>Horizontal scale of the characters.</summary>
    public float GlyphScale { get; init; } = 1;

    /// <summary>Character height in parts of the plate's height, of a line.</summary>
    public float TextHeight { get; init; } = 0.70f;

    /// <summary>Centre of the text in parts of the plate's height; the first line's centre when there are two.</summary>
    public float TextCentre { get; init; } = 0.5f;

    /// <summary>Centre of the second line.</summary>
    public float SecondCentre { get; init; } = 0.72f;

    /// <summary>Gap between characters in parts of their height.</summary>
    public Limits Gap { get; init; } = new(0.10f, 0.20f);

    /// <summary>Whether characters stand in cells of one width.</summary>
    public bool Monospaced { get; init; }

    /// <summary>Colours of the ground, top to bottom.</summary>
    public IReadOnlyList<string> Ground { get; init; } = ["F2F2EE"];

    /// <summary>Colours of the characters to choose among.</summary>
    public IReadOnlyList<string> Ink { get; init; } = ["15161A"];

    /// <summary>What the ground shows.</summary>
    public Scenery Scenery { get; init; }

    /// <summary>What stands at the left side.</summary>
    public SideBand Band { get; init; }

    /// <summary>Letters in the band.</summary>
    public string BandText { get; init; } = "";

    /// <summary>Probability of a second, blue band at the right (Italy, France) or none.</summary>
    public float RightBand { get; init; }

    /// <summary>Probability of a line around the plate, and its colour (ink when empty).</summary>
    public float Border { get; init; } = 0.6f;

    /// <summary>Colour of the border; empty takes the ink's.</summary>
    public string BorderColour { get; init; } = "";

    /// <summary>Captions above the text to choose among; empty for none. <c>*</c> makes one up.</summary>
    public IReadOnlyList<string> Top { get; init; } = [];

    /// <summary>Captions below the text to choose among.</summary>
    public IReadOnlyList<string> Bottom { get; init; } = [];

    /// <summary>Height of the captions in parts of the plate's height.</summary>
    public float CaptionHeight { get; init; } = 0.14f;

    /// <summary>Probability of embossed characters.</summary>
    public float Embossed { get; init; } = 0.5f;

    /// <summary>Whether the plate has the furniture of North America: corner slots, stickers, dealer frames.</summary>
    public bool American { get; init; }

    /// <summary>Whether the format is made up: its texts do not tell letters from digits.</summary>
    public bool Invented { get; init; }

    /// <summary>Whether bolts and a lead seal stand where Brazil wants them.</summary>
    public bool LeadSeal { get; init; }

    /// <summary>Probability of a dim traffic camera's picture.</summary>
    public float Night { get; init; } = 0.06f;

    /// <summary>Whether a weight given for a code or its first part is meant for this format.</summary>
    public bool Matches(string code) =>
        Code == code || (Code.Length > code.Length && Code[code.Length] == '-' && Code.StartsWith(code, StringComparison.Ordinal));
}
