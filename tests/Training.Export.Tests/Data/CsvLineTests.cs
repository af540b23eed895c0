using CsCheck;
using Training.Export.Data;

namespace Training.Export.Tests.Data;

public sealed class CsvLineTests
{
    [Theory]
    [InlineData("a,b,c", new[] { "a", "b", "c" })]
    [InlineData("", new[] { "" })]
    [InlineData("a,,", new[] { "a", "", "" })]
    [InlineData("\"a,b\",c", new[] { "a,b", "c" })]
    [InlineData("\"say \"\"x\"\"\",c", new[] { "say \"x\"", "c" })]
    [InlineData("\"never closed, c", new[] { "never closed, c" })]
    public void Split_LineOfAFile_GivesItsFields(string line, string[] fields) => Assert.Equal(fields, CsvLine.Split(line));

    [Fact]
    public void Join_AnyFieldsOfOneLine_AreSplitAgain()
        => Gen.String[Gen.Char["ab,\" "], 0, 6].Array[1, 5].Sample(fields => Assert.Equal(fields, CsvLine.Split(CsvLine.Join(fields))));
}
