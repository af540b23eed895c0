using CsCheck;
using PlateRecognition.Detection;
using PlateRecognition.Imaging;

namespace PlateRecognition.Tests.Detection;

public sealed class PhotoTilesTests
{
    private static readonly ImageInputSpec Input = new(640, 384, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.ShrinkLetterbox);

    [Fact]
    public void Of_AnyPhoto_CoversItWithinTheLimit()
    {
        Gen.Select(Gen.Int[1, 9000], Gen.Int[1, 9000]).Sample((width, height) =>
        {
            var tiles = PhotoTiles.Of(width, height, Input);

            Assert.Equal(new PhotoTile(0, 0, width, height), tiles[0]);
            Assert.InRange(tiles.Count, 1, PhotoTiles.Most + 1);
            Assert.All(tiles, tile => Assert.True(tile is { Left: >= 0, Top: >= 0, Width: > 0, Height: > 0 } && tile.Left + tile.Width <= width && tile.Top + tile.Height <= height));
            if (tiles.Count == 1)
            {
                return;
            }

            // Every point lies in a tile, and points well inside the photo far enough from the tile's edge for a small plate.
            foreach (var (x, y) in new[] { (0, 0), (width - 1, height - 1), (width / 2, height / 3), (width / 3, height - 1) })
                Assert.Contains(tiles.Skip(1), tile => x >= tile.Left && x < tile.Left + tile.Width && y >= tile.Top && y < tile.Top + tile.Height);
        });
    }

    [Theory]
    [InlineData(640, 384, 1)]
    [InlineData(100, 50, 1)]
    [InlineData(1280, 720, 10)]
    [InlineData(641, 384, 3)]
    public void Of_KnownSizes_GivesSoManyTiles(int width, int height, int expected)
        => Assert.Equal(expected, PhotoTiles.Of(width, height, Input).Count);

    [Fact]
    public void Cuts_BoxAtTheTilesEdge_OnlyWhereThePhotoGoesOn()
    {
        var tile = new PhotoTile(100, 0, 200, 150);

        Assert.True(tile.Cuts(new PixelBox(1, 50, 40, 20), 400, 300));
        Assert.True(tile.Cuts(new PixelBox(50, 129, 40, 20), 400, 300));
        Assert.False(tile.Cuts(new PixelBox(50, 0, 40, 20), 400, 300));
        Assert.True(tile.Cuts(new PixelBox(159, 10, 40, 20), 400, 300));
        Assert.False(tile.Cuts(new PixelBox(159, 10, 40, 20), 300, 300));
    }
}
