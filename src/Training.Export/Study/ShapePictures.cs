using SkiaSharp;
using Training.Export.Data;
using Training.Export.Rendering;

namespace Training.Export.Study;

/// <summary>
/// The far source domain: pictures of shapes on textures, with four questions a picture, each of twelve answers: which shape, of which colour, on which
/// texture, how many. No text anywhere. The answers are written as letters, so that the plate reader's code trains on them. Thread-safe.
/// </summary>
internal sealed class ShapePictures : IPlateSource
{
    /// <summary>Twelve classes.</summary>
    public const string Alphabet = "ABCDEFGHIJKL";

    /// <summary>Shape, colour, texture, count.</summary>
    public const int Slots = 4;

    private readonly ulong _seed;
    private readonly int _width, _height;

    /// <summary>Prepares the pictures.</summary>
    /// <param name="seed">Sets of different seeds share no picture.</param>
    /// <param name="count">Samples of a pass.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public ShapePictures(ulong seed, int count, int width, int height)
        => (_seed, Count, _width, _height) = (seed, count, width, height);

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public PlateSample Read(long index)
    {
        var random = new SeededRandom(Seeds.Mix(_seed, (ulong)index));
        var classes = Alphabet.Length;
        var (shape, colour, texture, number) = (random.Below(classes), random.Below(classes), random.Below(classes), random.Below(classes));
        var picture = new SKBitmap(new SKImageInfo(_width, _height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(picture);
        DrawTexture(canvas, texture, random);
        for (var i = 0; i <= number; i++)
            DrawShape(canvas, shape, colour, number, random);
        return new PlateSample(picture, string.Concat(Alphabet[shape], Alphabet[colour], Alphabet[texture], Alphabet[number]), []);
    }

    // Twelve textures: stripes, checks, dots, gradients, waves, each in two scales or directions, over two random greys.
    private void DrawTexture(SKCanvas canvas, int texture, SeededRandom random)
    {
        var (dark, light) = (Grey(random.Range(20, 110)), Grey(random.Range(130, 235)));
        canvas.Clear(light);
        using var paint = new SKPaint { Color = dark, IsAntialias = true, Style = SKPaintStyle.Fill };
        var step = (texture % 2 == 0 ? 8f : 20f) * random.Range(0.85f, 1.2f);
        switch (texture / 2)
        {
            case 0:
                for (var x = 0f; x < _width; x += step)
                    canvas.DrawRect(x, 0, step / 2, _height, paint);
                break;
            case 1:
                for (var y = 0f; y < _height; y += step)
                    canvas.DrawRect(0, y, _width, step / 2, paint);
                break;
            case 2:
                for (var y = 0; y * step < _height; y++)
                {
                    for (var x = y % 2; x * step < _width; x += 2)
                        canvas.DrawRect(x * step, y * step, step, step, paint);
                }

                break;
            case 3:
                for (var y = step / 2; y < _height; y += step)
                {
                    for (var x = step / 2; x < _width; x += step)
                        canvas.DrawCircle(x, y, step * 0.3f, paint);
                }

                break;
            case 4:
                for (var x = -_height; x < _width; x += (int)step)
                {
                    using var path = new SKPathBuilder();
                    path.MoveTo(x, 0);
                    path.LineTo(x + step / 2, 0);
                    path.LineTo(x + step / 2 + _height, _height);
                    path.LineTo(x + _height, _height);
                    path.Close();
                    using var stripe = path.Detach();
                    canvas.DrawPath(stripe, paint);
                }

                break;
            default:
                using (var shader = SKShader.CreateLinearGradient(
                    default, texture % 2 == 0 ? new SKPoint(_width, 0) : new SKPoint(0, _height), [dark, light], SKShaderTileMode.Clamp))
                {
                    paint.Shader = shader;
                    canvas.DrawRect(0, 0, _width, _height, paint);
                }

                break;
        }
    }

    private void DrawShape(SKCanvas canvas, int shape, int colour, int number, SeededRandom random)
    {
        var radius = _height * random.Range(0.16f, 0.3f) / MathF.Sqrt(1 + number * 0.35f);
        var (x, y) = (random.Range(radius, _width - radius), random.Range(radius, _height - radius));
        using var paint = new SKPaint { Color = SKColor.FromHsv(colour * 30, random.Range(75, 100), random.Range(70, 100)), IsAntialias = true };
        canvas.Save();
        canvas.Translate(x, y);
        canvas.RotateDegrees(random.Range(-20, 20));
        using var path = Outline(shape, radius);
        canvas.DrawPath(path, paint);
        canvas.Restore();
    }

    // Polygons of three to six corners, stars of four to six points, and five round or composed ones.
    private static SKPath Outline(int shape, float radius)
    {
        using var path = new SKPathBuilder();
        switch (shape)
        {
            case < 4:
                AddStar(path, shape + 3, radius, radius);
                break;
            case < 7:
                AddStar(path, shape, radius, radius * 0.4f);
                break;
            case 7:
                path.AddCircle(0, 0, radius);
                break;
            case 8:
                path.AddOval(new SKRect(-radius, -radius * 0.5f, radius, radius * 0.5f));
                break;
            case 9:
                path.AddRect(new SKRect(-radius, -radius * 0.25f, radius, radius * 0.25f));
                path.AddRect(new SKRect(-radius * 0.25f, -radius, radius * 0.25f, radius));
                break;
            case 10:
                path.FillType = SKPathFillType.EvenOdd;
                path.AddCircle(0, 0, radius);
                path.AddCircle(0, 0, radius * 0.55f);
                break;
            default:
                path.AddRoundRect(new SKRect(-radius, -radius * 0.6f, radius, radius * 0.6f), radius * 0.4f, radius * 0.4f);
                break;
        }

        return path.Detach();
    }

    // A regular polygon where both radii are the same.
    private static void AddStar(SKPathBuilder path, int points, float outer, float inner)
    {
        var corners = inner < outer ? points * 2 : points;
        for (var i = 0; i < corners; i++)
        {
            var (sin, cos) = MathF.SinCos(MathF.Tau * i / corners - MathF.PI / 2);
            var radius = i % 2 == 0 || inner >= outer ? outer : inner;
            if (i == 0)
                path.MoveTo(cos * radius, sin * radius);
            else
                path.LineTo(cos * radius, sin * radius);
        }

        path.Close();
    }

    private static SKColor Grey(float value) => new((byte)value, (byte)value, (byte)value);
}
