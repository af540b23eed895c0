namespace Training.Export.Data;

/// <summary>The detector's held-back set: photos as they are, and scenes made of them, in turn. Thread-safe.</summary>
internal sealed class ValidationScenes : ISceneSource
{
    private readonly IReadOnlyList<ScenePhoto> _photos;
    private readonly ISceneSource _scenes;

    /// <summary>Joins both.</summary>
    /// <param name="photos">Held-back photos; none leaves the scenes alone.</param>
    /// <param name="scenes">Scenes made of them.</param>
    public ValidationScenes(IReadOnlyList<ScenePhoto> photos, ISceneSource scenes) => (_photos, _scenes) = (photos, scenes);

    /// <inheritdoc/>
    public PlateScene Read(long index)
    {
        // Once all photos were shown, only scenes are new.
        if (index % 2 == 1 || index / 2 >= _photos.Count)
            return _scenes.Read(index);

        // A step through the list that is prime to most lengths: the first few hundred are not all of one folder.
        var photo = _photos[(int)(index / 2 * 61 % _photos.Count)];
        using var stored = SceneBackdrop.Decode(photo);
        var picture = Rendering.PictureStorage.New((int)MathF.Round(stored.Width * photo.Widen), stored.Height);
        stored.ScalePixels(picture, new SkiaSharp.SKSamplingOptions(SkiaSharp.SKFilterMode.Linear));
        var layout = new SceneLayout(picture.Width, picture.Height, new Rendering.SeededRandom(0));
        layout.Take(photo.Boxes.Select(box => new SkiaSharp.SKRect(box.Left * photo.Widen, box.Top, box.Right * photo.Widen, box.Bottom)), smallest: 10);
        return new PlateScene(picture, layout.Plates, layout.Ignored);
    }
}
