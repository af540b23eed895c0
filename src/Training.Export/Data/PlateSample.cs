using SkiaSharp;

namespace Training.Export.Data;

/// <summary>One labelled picture before it becomes a tensor.</summary>
/// <param name="Picture">RGBA 8888, opaque.</param>
/// <param name="Text">The text in the alphabet's symbols; empty for a picture without a plate.</param>
/// <param name="Characters">
/// Where each character of <paramref name="Text"/> stands, in picture pixels; empty when unknown (real pictures).
/// </param>
public sealed record PlateSample(SKBitmap Picture, string Text, IReadOnlyList<CharacterPlace> Characters) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Picture.Dispose();
}

/// <summary>Where a character stands in its picture, in pixels.</summary>
/// <param name="X">Centre, from the left.</param>
/// <param name="Y">Centre, from the top.</param>
/// <param name="Width">Width of the character's box.</param>
/// <param name="Height">Height of the character's box.</param>
public readonly record struct CharacterPlace(float X, float Y, float Width, float Height);
