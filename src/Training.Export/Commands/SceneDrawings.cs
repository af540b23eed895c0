using System.Globalization;
using SkiaSharp;
using Training.Export.Data;
using Training.Export.Networks;
using Training.Export.Rendering;

namespace Training.Export.Commands;

/// <summary>Scenes to look at: exact corners in green, upright boxes in yellow, what counts neither way in red.</summary>
internal static class SceneDrawings
{
    /// <summary>Writes scenes as JPEG files.</summary>
    /// <param name="folder">Where to; made when it is not there.</param>
    /// <param name="fonts">Fonts of the plates.</param>
    /// <param name="photos">Folders of photos.</param>
    /// <param name="seed">Seed of the scenes.</param>
    /// <param name="count">How many.</param>
    public static void Write(string folder, FontLibrary fonts, IReadOnlyList<string> photos, ulong seed, int count)
    {
        Directory.CreateDirectory(folder);
        var scenes = new PlateScenes(fonts, ScenePhotos.Load(photos).Training, new PlateScenesOptions { Seed = seed }, DetectorNetConfig.Finder);
        for (var i = 0; i < count; i++)
        {
            using var scene = scenes.Read(i);
            using (var canvas = new SKCanvas(scene.Picture))
            {
                foreach (var plate in scene.Plates)
                    DrawOutline(canvas, plate.Corners, plate.Exact ? SKColors.Lime : SKColors.Yellow);
                foreach (var region in scene.Ignored)
                    DrawOutline(canvas, ScenePlate.Of(region).Corners, SKColors.Red);
            }

            using var encoded = scene.Picture.Encode(SKEncodedImageFormat.Jpeg, 90);
            using var file = File.Create(Path.Combine(folder, i.ToString("D4", CultureInfo.InvariantCulture) + ".jpg"));
            encoded.SaveTo(file);
        }
    }

    private static void DrawOutline(SKCanvas canvas, SKPoint[] corners, SKColor colour)
    {
        using var line = new SKPaint { Color = colour, StrokeWidth = 1.2f, IsAntialias = true };
        for (var i = 0; i < corners.Length; i++)
            canvas.DrawLine(corners[i], corners[(i + 1) % corners.Length], line);
    }
}
