using PlateRecognition.Plates;

namespace PlateRecognition.Tests.Plates;

public sealed class TextLinesTests
{
    [Theory]
    [InlineData(1, "one line", 0.1f, 0.5f, 0.3f, 0.52f, 0.5f, 0.49f, 0.9f, 0.5f)]
    [InlineData(1, "one line, tilted over the whole height", 0.1f, 0.2f, 0.3f, 0.38f, 0.5f, 0.56f, 0.9f, 0.9f)]
    [InlineData(1, "one line of characters of two heights", 0.1f, 0.3f, 0.14f, 0.7f, 0.5f, 0.5f, 0.9f, 0.5f)]
    [InlineData(2, "two lines of two", 0.3f, 0.28f, 0.7f, 0.3f, 0.3f, 0.72f, 0.7f, 0.7f)]
    [InlineData(2, "one character above three", 0.5f, 0.3f, 0.2f, 0.7f, 0.5f, 0.7f, 0.8f, 0.7f)]
    [InlineData(2, "three characters above one", 0.2f, 0.3f, 0.5f, 0.3f, 0.8f, 0.3f, 0.5f, 0.7f)]
    public void Count_Positions_TellsTheLines(int lines, string what, params float[] positions)
        => Assert.True(TextLines.Count(positions, 4) == lines, what);

    [Fact]
    public void Count_SlotsPastTheText_AreNotLookedAt()
        => Assert.Equal(1, TextLines.Count([0.2f, 0.3f, 0.6f, 0.3f, 0.1f, 0.8f], 2));

    [Fact]
    public void Count_NoCharacterOrNoNumbers_IsUnknown()
    {
        Assert.Null(TextLines.Count([0.2f, 0.3f], 0));
        Assert.Null(TextLines.Count([0.2f, float.NaN], 1));
    }
}
