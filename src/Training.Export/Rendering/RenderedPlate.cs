using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>One rendered picture and what is written on it. Not thread-safe; dispose it.</summary>
/// <param name="Picture">The crop as it would be uploaded: RGBA 8888, opaque, of varying size.</param>
/// <param name="Text">Upper-case letters and digits without separators, line by line; empty when there is no plate.</param>
/// <param name="Characters">Where each character of <paramref name="Text"/> stands, in reading order.</param>
/// <param name="Format">Code of the plate's format, such as <c>sk</c> or <c>us-ca</c>; <c>none</c> without a plate.</param>
/// <param name="Lines">Lines of text: 0, 1 or 2.</param>
public sealed record RenderedPlate(SKBitmap Picture, string Text, IReadOnlyList<CharacterBox> Characters, string Format, int Lines) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Picture.Dispose();
}

/// <summary>Where a character stands, in pixels of the finished picture: after perspective, cropping and resampling.</summary>
/// <param name="Symbol">The character.</param>
/// <param name="Centre">Centre of its upright bounding box, which lies inside the picture.</param>
/// <param name="Width">Width of the box, more than 0.</param>
/// <param name="Height">Height of the box, more than 0.</param>
public readonly record struct CharacterBox(char Symbol, SKPoint Centre, float Width, float Height);
