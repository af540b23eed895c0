using SkiaSharp;
using Training.Export.Rendering;

namespace Training.Export.Tests.Rendering;

public sealed class ContactSheetTests
{
    [Fact]
    public void Write_SomePlates_WritesAReadablePng()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.png");
        try
        {
            ContactSheet.Write(path, RepositoryFonts.Renderer(), firstSeed: 1, count: 10);

            using var sheet = SKBitmap.Decode(path);
            Assert.NotNull(sheet);
            Assert.Equal(1600, sheet.Width);
            Assert.Contains(sheet.Pixels, pixel => pixel != SKColors.White);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Write_NoPlates_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ContactSheet.Write("unused.png", RepositoryFonts.Renderer(), 1, 0));
    }
}
