using SkiaSharp;
using Training.Export.Data;
using Training.Export.Networks;
using Training.Export.Tests.Rendering;

namespace Training.Export.Tests.Data;

/// <summary>Scenes on photos that the test draws itself.</summary>
public sealed class PlateScenesTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "scenes-" + Guid.NewGuid().ToString("N"));

    [Fact]
    public void Read_SameIndex_GivesTheSameScene()
    {
        var scenes = Scenes([]);

        using var once = scenes.Read(5);
        using var again = Scenes([]).Read(5);
        using var other = scenes.Read(6);

        Assert.Equal(once.Picture.GetPixelSpan().ToArray(), again.Picture.GetPixelSpan().ToArray());
        Assert.Equal(once.Plates.SelectMany(plate => plate.Corners), again.Plates.SelectMany(plate => plate.Corners));
        Assert.NotEqual(once.Picture.GetPixelSpan().ToArray(), other.Picture.GetPixelSpan().ToArray());
    }

    [Fact]
    public void Read_ManyScenes_HoldsPlatesOfAllSizesInsideThePictureAndApart()
    {
        var scenes = Scenes([]);
        var (widths, counts) = (new List<float>(), new HashSet<int>());

        for (var i = 0; i < 40; i++)
        {
            using var scene = scenes.Read(i);
            counts.Add(scene.Plates.Count);
            foreach (var plate in scene.Plates)
            {
                var box = plate.Bounds;
                widths.Add(box.Width);
                Assert.True(plate.Exact);
                Assert.InRange(box.Left, -box.Width * 0.02f, scene.Picture.Width);
                Assert.InRange(box.Bottom, 0, scene.Picture.Height + box.Height * 0.02f);
                Assert.DoesNotContain(scene.Plates, other => other != plate && other.Bounds.IntersectsWith(box));
            }
        }

        Assert.True(widths.Min() < 45 && widths.Max() > 220, $"widths from {widths.Min()} to {widths.Max()}");
        Assert.Superset(new HashSet<int> { 0, 1, 2 }, counts);
    }

    [Fact]
    public void Read_PlateInScene_IsDrawnWhereItsCornersSay()
    {
        var scenes = Scenes([]);
        var apart = 0;
        var seen = 0;

        // Text on its ground leaves contrast inside the corners, unless they are told wrongly or the light is very dim.
        for (var i = 0; i < 30; i++)
        {
            using var scene = scenes.Read(i);
            foreach (var plate in scene.Plates.Where(plate => plate.Bounds.Width > 120))
            {
                seen++;
                apart += Spread(scene.Picture, plate.Bounds) > 12 ? 1 : 0;
            }
        }

        Assert.True(seen >= 5 && apart >= seen * 0.8, $"{apart} of {seen} plates show contrast");
    }

    [Fact]
    public void Load_Photos_SplitsByNameAndKeepsTheMinutesOfAVideoTogether()
    {
        var photos = ScenePhotos.Load([WritePhotos(60)]);

        Assert.Equal(60, photos.Training.Count + photos.HeldBack.Count);
        Assert.InRange(photos.HeldBack.Count, 4, 22);
        Assert.Empty(photos.Training.Select(photo => photo.Path).Intersect(photos.HeldBack.Select(photo => photo.Path)));
        Assert.Equal(ScenePhotos.IsHeldBack("a/drive.mp4#t=120.jpg"), ScenePhotos.IsHeldBack("b/drive.mp4#t=179.jpg"));
        Assert.Contains(Enumerable.Range(0, 100), minute => ScenePhotos.IsHeldBack($"drive.mp4#t={minute * 60}.jpg"));
    }

    [Fact]
    public void Load_FaultyRows_ListsThemAll()
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, "labels.csv"), "file,plate_text,x,y,w,h\nnone.jpg,,1,2,3,4\nnone.jpg,,1,2,3\nnone.jpg,,a,2,0,4\n");

        var fault = Assert.Throws<InvalidDataException>(() => ScenePhotos.Load([_folder]));

        Assert.Contains("there is no file none.jpg", fault.Message, StringComparison.Ordinal);
        Assert.Contains("line 3: 5 fields", fault.Message, StringComparison.Ordinal);
        Assert.Contains("line 4: 'a' is not a number", fault.Message, StringComparison.Ordinal);
        Assert.Contains("line 4: the box 0×4 is empty", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OnPhotos_KeepsOrCoversTheirPlates()
    {
        var photos = ScenePhotos.Load([WritePhotos(8)]);
        var options = new PlateScenesOptions { PhotoShare = 1, MostPlates = 0, CoverShare = 0 };

        var kept = Count(new PlateScenes(RepositoryFonts.Library, photos.Training, options, DetectorNetConfig.Finder));
        var covered = Count(new PlateScenes(RepositoryFonts.Library, photos.Training, options with { CoverShare = 1 }, DetectorNetConfig.Finder));

        Assert.Equal(0, kept.Exact);
        Assert.True(kept.All > 5);
        Assert.Equal((kept.All, kept.All), (covered.All, covered.Exact));
    }

    [Fact]
    public void Read_HeldBackPhotoAsItIs_KeepsItsBoxes()
    {
        var photos = ScenePhotos.Load([WritePhotos(3)]).Training;
        var validation = new ValidationScenes(photos, Scenes(photos));

        using var scene = validation.Read(0);

        Assert.Equal((320, 200), (scene.Picture.Width, scene.Picture.Height));
        Assert.Equal(new SKRect(100, 120, 180, 140), Assert.Single(scene.Plates).Bounds);
        Assert.False(scene.Plates[0].Exact);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private static PlateScenes Scenes(IReadOnlyList<ScenePhoto> photos)
        => new(RepositoryFonts.Library, photos, new PlateScenesOptions(), DetectorNetConfig.Finder);

    private static (int All, int Exact) Count(PlateScenes scenes)
    {
        var (all, exact) = (0, 0);
        for (var i = 0; i < 16; i++)
        {
            using var scene = scenes.Read(i);
            (all, exact) = (all + scene.Plates.Count, exact + scene.Plates.Count(plate => plate.Exact));
        }

        return (all, exact);
    }

    private static float Spread(SKBitmap picture, SKRect box)
    {
        var (low, high) = (255, 0);
        for (var x = (int)box.Left; x < Math.Min(box.Right, picture.Width); x++)
        {
            for (var y = (int)box.Top; y < Math.Min(box.Bottom, picture.Height); y++)
            {
                var green = picture.GetPixel(Math.Max(0, x), Math.Max(0, y)).Green;
                (low, high) = (Math.Min(low, green), Math.Max(high, green));
            }
        }

        return high - low;
    }

    private string WritePhotos(int count)
    {
        Directory.CreateDirectory(_folder);
        using var labels = new StreamWriter(Path.Combine(_folder, "labels.csv"));
        labels.WriteLine("file,plate_text,x,y,w,h,visible_plates");
        for (var i = 0; i < count; i++)
        {
            using var picture = new SKBitmap(new SKImageInfo(320, 200, SKColorType.Rgba8888, SKAlphaType.Opaque));
            using var canvas = new SKCanvas(picture);
            canvas.Clear(new SKColor((byte)(40 + i), 90, 120));
            using var paint = new SKPaint { Color = SKColors.White };
            canvas.DrawRect(100, 120, 80, 20, paint);
            using var file = File.Create(Path.Combine(_folder, $"photo{i}.jpg"));
            using var encoded = picture.Encode(SKEncodedImageFormat.Jpeg, 90);
            encoded.SaveTo(file);
            labels.WriteLine($"photo{i}.jpg,,100,120,80,20,yes");
        }

        return _folder;
    }
}
