using SkiaSharp;
using Training.Export.Rendering;

namespace Training.Export.Data;

/// <summary>Keeps account of what stands where in a scene. Pixels of the scene throughout; not thread-safe.</summary>
internal sealed class SceneLayout
{
    private readonly List<ScenePlate> _plates = [];
    private readonly List<SKRect> _ignored = [], _blocked = [];
    private readonly SKRect _edges;

    // Own plates of photos stand low; so do half of the added ones.
    private readonly bool _low;

    public SceneLayout(int width, int height, SeededRandom random)
        => (Width, _edges, _low) = (width, SKRect.Create(width, height), random.Chance(0.5));

    public int Width { get; }

    public IReadOnlyList<ScenePlate> Plates => _plates;

    public IReadOnlyList<SKRect> Ignored => _ignored;

    /// <summary>Takes the boxes of a photo's plates over; those cut off or too narrow to mark count neither way.</summary>
    public void Take(IEnumerable<SKRect> boxes, float smallest)
    {
        foreach (var box in boxes)
        {
            var shown = SKRect.Intersect(box, _edges);
            if (shown.IsEmpty)
                continue;
            var share = shown.Width * shown.Height / (box.Width * box.Height);
            if (share < 0.9f || box.Width < smallest)
                _ignored.Add(shown);
            else
                _plates.Add(ScenePlate.Of(shown));
        }
    }

    public void Add(ScenePlate plate) => _plates.Add(plate);

    public void Replace(int index, ScenePlate plate) => _plates[index] = plate;

    public void Block(SKRect box) => _blocked.Add(box);

    /// <summary>Where a thing of a size fits without touching another; null when nothing was found in a few tries.</summary>
    public SKPoint? FindPlace(float width, float height, SeededRandom random)
    {
        for (var tries = 0; tries < 12; tries++)
        {
            var (room, rise) = (_edges.Width - width, _edges.Height - height);
            if (room < 0 || rise < 0)
                return null;
            var down = _low ? MathF.Sqrt(random.Unit()) : random.Unit();
            var centre = new SKPoint(width / 2 + room * random.Unit(), height / 2 + rise * down);
            if (IsFree(SKRect.Create(centre.X - width / 2, centre.Y - height / 2, width, height)))
                return centre;
        }

        return null;
    }

    /// <summary>Whether a box lies in the picture and touches neither plates nor what counts neither way.</summary>
    public bool IsFree(SKRect box)
    {
        const float Apart = 3;
        var edges = _edges;
        edges.Inflate(box.Width * 0.01f, box.Height * 0.01f);
        if (!edges.Contains(box))
            return false;
        box.Inflate(Apart, Apart);
        return !_plates.Exists(plate => plate.Bounds.IntersectsWith(box)) && !_ignored.Exists(region => region.IntersectsWith(box))
            && !_blocked.Exists(region => region.IntersectsWith(box));
    }

    /// <summary>How much of a car may be drawn around a plate without hiding another, as a share of the plate's height.</summary>
    public float Room(SKRect box, float wanted)
    {
        for (var share = wanted; share > 0.05f; share /= 2)
        {
            var around = box;
            around.Inflate(share * box.Height * 1.5f, share * box.Height * 1.5f);
            if (!_plates.Exists(plate => plate.Bounds.IntersectsWith(around)) && !_ignored.Exists(region => region.IntersectsWith(around)))
                return share;
        }

        return 0;
    }
}
