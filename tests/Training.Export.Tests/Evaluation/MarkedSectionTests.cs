using Training.Export.Evaluation;

namespace Training.Export.Tests.Evaluation;

public sealed class MarkedSectionTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Write_SectionThere_ReplacesOnlyIt()
    {
        File.WriteAllText(_path, "before\n<!-- accuracy:begin -->\nold\n<!-- accuracy:end -->\nafter\n");

        MarkedSection.Write(_path, "accuracy", "new\nlines");

        Assert.Equal("before\n<!-- accuracy:begin -->\nnew\nlines\n<!-- accuracy:end -->\nafter\n", File.ReadAllText(_path));
    }

    [Theory]
    [InlineData("nothing here")]
    [InlineData("<!-- accuracy:end --> <!-- accuracy:begin -->")]
    public void Write_NoSection_SaysWhichMarkersAreMissing(string document)
    {
        File.WriteAllText(_path, document);

        Assert.Contains("<!-- accuracy:begin -->", Assert.Throws<InvalidDataException>(() => MarkedSection.Write(_path, "accuracy", "x")).Message);
    }

    public void Dispose() => File.Delete(_path);
}
