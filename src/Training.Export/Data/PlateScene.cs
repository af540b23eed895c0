using SkiaSharp;

namespace Training.Export.Data;

/// <summary>A picture to find plates in. Not thread-safe; dispose it.</summary>
/// <param name="Picture">RGBA 8888, opaque.</param>
/// <param name="Plates">The plates in it.</param>
/// <param name="Ignored">Where there may be a plate and it counts neither way: cut off, or too small to mark.</param>
internal sealed record PlateScene(SKBitmap Picture, IReadOnlyList<ScenePlate> Plates, IReadOnlyList<SKRect> Ignored) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Picture.Dispose();
}

/// <summary>A plate in a scene.</summary>
/// <param name="Corners">Top left, top right, bottom right, bottom left, in the picture's pixels.</param>
/// <param name="Exact">True where these are the plate's corners, false where they are those of an upright box around it.</param>
internal sealed record ScenePlate(SKPoint[] Corners, bool Exact)
{
    /// <summary>The upright box around the corners.</summary>
    public SKRect Bounds => new(Corners.Min(c => c.X), Corners.Min(c => c.Y), Corners.Max(c => c.X), Corners.Max(c => c.Y));

    /// <summary>The plate of an upright box.</summary>
    public static ScenePlate Of(SKRect box)
        => new([new(box.Left, box.Top), new(box.Right, box.Top), new(box.Right, box.Bottom), new(box.Left, box.Bottom)], false);
}

/// <summary>A numbered collection of scenes. Reading is thread-safe; the same index gives the same scene.</summary>
internal interface ISceneSource
{
    /// <summary>Reads a scene. The caller disposes it.</summary>
    PlateScene Read(long index);
}
