using SkiaSharp;
using Training.Export.Rendering;

namespace Training.Export.Tests.Rendering;

public sealed class StrokeGlyphsTests
{
    [Fact]
    public void Add_EverySymbolAndShape_StaysInItsBox()
    {
        var box = new SKRect(10, 20, 60, 120);

        foreach (var symbol in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        {
            for (var variant = 0; variant < StrokeGlyphs.Variants(symbol); variant++)
            {
                using var builder = new SKPathBuilder();
                StrokeGlyphs.Add(builder, symbol, variant, box, radius: 20, terminal: 1, slant: 0, serif: 0);
                using var path = builder.Detach();

                // Q's tail may leave the box a little.
                var bounds = path.ComputeTightBounds();
                Assert.True(bounds.Left >= box.Left - 0.1f && bounds.Right <= box.Right + 2.1f, $"{symbol}{variant}: {bounds}");
                Assert.True(bounds.Top >= box.Top - 0.1f && bounds.Bottom <= box.Bottom + 6.1f, $"{symbol}{variant}: {bounds}");
                Assert.True(bounds.Height >= 95, $"{symbol}{variant} is only {bounds.Height} high.");
            }
        }
    }

    [Theory]
    [InlineData('T', true)]
    [InlineData('H', true)]
    [InlineData('4', true)]
    [InlineData('8', false)]
    [InlineData('I', false)]
    [InlineData('O', false)]
    public void Add_WithSerifs_GivesFeetAndBeaksToOpenEndsOfLetters(char symbol, bool expected)
    {
        var box = new SKRect(10, 20, 60, 120);

        Assert.Equal(expected, Lines(serif: 8) > Lines(serif: 0));

        int Lines(float serif)
        {
            using var builder = new SKPathBuilder();
            StrokeGlyphs.Add(builder, symbol, 0, box, radius: 20, terminal: 1, slant: 0, serif);
            using var path = builder.Detach();
            return path.VerbCount;
        }
    }
}
