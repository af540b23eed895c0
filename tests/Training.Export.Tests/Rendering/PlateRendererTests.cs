using CsCheck;
using SkiaSharp;
using Training.Export.Rendering;

namespace Training.Export.Tests.Rendering;

public sealed class PlateRendererTests
{
    [Fact]
    public void Render_SameSeed_SameBytes()
    {
        Gen.ULong.Sample(
            seed =>
            {
                using var first = RepositoryFonts.Renderer().Render(seed);
                using var second = RepositoryFonts.Renderer().Render(seed);

                return first.Text == second.Text && first.Characters.SequenceEqual(second.Characters)
                    && first.Picture.GetPixelSpan().SequenceEqual(second.Picture.GetPixelSpan());
            },
            iter: 60, threads: 2);
    }

    [Fact]
    public void Render_AfterOtherPictures_SameBytes()
    {
        var renderer = RepositoryFonts.Renderer();
        using var alone = renderer.Render(42);

        for (var seed = 100UL; seed < 140; seed++)
            renderer.Render(seed).Dispose();
        using var later = renderer.Render(42);

        Assert.True(alone.Picture.GetPixelSpan().SequenceEqual(later.Picture.GetPixelSpan()));
    }

    [Fact]
    public void Render_DifferentSeeds_DifferentPictures()
    {
        var renderer = RepositoryFonts.Renderer();
        var texts = new HashSet<string>();

        for (var seed = 0UL; seed < 200; seed++)
        {
            using var plate = renderer.Render(seed);
            texts.Add(plate.Text);
        }

        Assert.True(texts.Count > 180, $"200 seeds gave only {texts.Count} texts.");
    }

    [Fact]
    public void Render_AnySeed_BoxesSpellTheTextInsideThePicture()
    {
        var renderer = RepositoryFonts.Renderer();
        Gen.ULong.Sample(
            seed =>
            {
                using var plate = renderer.Render(seed);

                Assert.Equal(plate.Text, string.Concat(plate.Characters.Select(character => character.Symbol)));
                Assert.All(plate.Text, symbol => Assert.True(char.IsAsciiDigit(symbol) || char.IsAsciiLetterUpper(symbol)));
                Assert.InRange(plate.Text.Length, 0, 10);
                Assert.Equal(plate.Text.Length == 0, plate.Lines == 0);
                Assert.All(plate.Characters, box =>
                {
                    Assert.True(box.Width > 0 && box.Height > 0);
                    Assert.InRange(box.Centre.X - box.Width / 2, -0.01f, plate.Picture.Width);
                    Assert.InRange(box.Centre.X + box.Width / 2, 0, plate.Picture.Width + 0.01f);
                    Assert.InRange(box.Centre.Y - box.Height / 2, -0.01f, plate.Picture.Height);
                    Assert.InRange(box.Centre.Y + box.Height / 2, 0, plate.Picture.Height + 0.01f);
                });
            },
            iter: 300, threads: 2);
    }

    [Fact]
    public void Render_AnySeed_PictureIsOpaqueAndWithinTheWidths()
    {
        var renderer = RepositoryFonts.Renderer(new RenderOptions { MinimumWidth = 90, MaximumWidth = 140 });

        for (var seed = 0UL; seed < 60; seed++)
        {
            using var plate = renderer.Render(seed);
            Assert.Equal(SKColorType.Rgba8888, plate.Picture.ColorType);
            Assert.InRange(plate.Picture.Width, 90, 140);
            var pixels = plate.Picture.GetPixelSpan();
            for (var i = 3; i < pixels.Length; i += 4)
                Assert.Equal(255, pixels[i]);
        }
    }

    [Fact]
    public void Render_LinesInOrder_SecondLineStandsBelowTheFirst()
    {
        var renderer = RepositoryFonts.Renderer(new RenderOptions { Difficulty = 0, TwoLineShare = 1, NoPlateShare = 0 });

        for (var seed = 0UL; seed < 50; seed++)
        {
            using var plate = renderer.Render(seed);
            Assert.Equal(2, plate.Lines);
            Assert.True(plate.Characters[^1].Centre.Y > plate.Characters[0].Centre.Y + plate.Characters[0].Height / 2);
        }
    }

    [Fact]
    public void Render_DifficultyZero_CharactersStandOutFromTheirGround()
    {
        var renderer = RepositoryFonts.Renderer(new RenderOptions { Difficulty = 0, NoPlateShare = 0, MinimumWidth = 160 });
        var faint = 0;

        for (var seed = 0UL; seed < 150; seed++)
        {
            using var plate = renderer.Render(seed);
            if (plate.Characters.Average(box => Contrast(plate.Picture, box)) < 60)
                faint++;
        }

        Assert.InRange(faint, 0, 4);
    }

    [Fact]
    public void Render_SeedTask_SevenCharactersWithoutO()
    {
        var renderer = RepositoryFonts.Renderer(new RenderOptions { SeedTask = true, TwoLineShare = 1, NoPlateShare = 1 });
        var symbols = new HashSet<char>();

        for (var seed = 0UL; seed < 300; seed++)
        {
            using var plate = renderer.Render(seed);
            Assert.Equal(7, plate.Text.Length);
            Assert.Equal(1, plate.Lines);
            symbols.UnionWith(plate.Text);
        }

        Assert.DoesNotContain('O', symbols);
        Assert.Equal(35, symbols.Count);
    }

    [Fact]
    public void Render_NoPlateShareOne_HasNoCharacters()
    {
        var renderer = RepositoryFonts.Renderer(new RenderOptions { NoPlateShare = 1 });

        for (var seed = 0UL; seed < 60; seed++)
        {
            using var picture = renderer.Render(seed);
            Assert.Equal("", picture.Text);
            Assert.Empty(picture.Characters);
            Assert.Equal("none", picture.Format);
        }
    }

    [Fact]
    public void Constructor_WrongOptions_NamesEveryFault()
    {
        var options = new RenderOptions
        {
            Difficulty = 2,
            NoPlateShare = double.NaN,
            MinimumWidth = 8,
            FormatWeights = new Dictionary<string, double> { ["atlantis"] = 1, ["sk"] = -1 },
        };

        var fault = Assert.Throws<ArgumentException>(() => RepositoryFonts.Renderer(options));

        Assert.Contains("Difficulty 2", fault.Message, StringComparison.Ordinal);
        Assert.Contains("NoPlateShare NaN", fault.Message, StringComparison.Ordinal);
        Assert.Contains("MinimumWidth 8", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'atlantis'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("-1", fault.Message, StringComparison.Ordinal);
    }

    // Spread between the darkest and lightest tenth of the luminances in a box.
    private static double Contrast(SKBitmap picture, CharacterBox box)
    {
        var values = new List<double>();
        for (var y = (int)(box.Centre.Y - box.Height / 2); y < box.Centre.Y + box.Height / 2 && y < picture.Height; y++)
        {
            for (var x = (int)(box.Centre.X - box.Width / 2 - 2); x < box.Centre.X + box.Width / 2 + 2; x++)
            {
                var pixel = picture.GetPixel(Math.Clamp(x, 0, picture.Width - 1), Math.Max(y, 0));
                values.Add(0.30 * pixel.Red + 0.59 * pixel.Green + 0.11 * pixel.Blue);
            }
        }

        values.Sort();
        return values[values.Count * 9 / 10] - values[values.Count / 10];
    }
}
