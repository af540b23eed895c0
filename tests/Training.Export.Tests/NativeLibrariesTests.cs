using System.Text;

namespace Training.Export.Tests;

public sealed class NativeLibrariesTests
{
    [Theory]
    [InlineData("GLIBCXX_3.4.31\0GLIBCXX_3.4.32\0GLIBCXX_3.4.33\0", true)]
    [InlineData("GLIBCXX_3.4.30\0GLIBCXX_3.4.3\0", false)]
    public void FindProblem_Library_LooksForTheSymbolVersion(string versions, bool fits)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Encoding.ASCII.GetBytes($"\u007fELF...\0{versions}..."));

            var problem = NativeLibraries.FindProblem(path);

            Assert.Equal(fits, problem is null);
            if (!fits)
                Assert.Matches("GLIBCXX_3.4.32.*install.*", problem);
            Assert.DoesNotContain('\n', problem ?? "");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void FindProblem_WhereTorchLoads_FindsNone()
    {
        // This very suite computes with TorchSharp, so the check must agree that it can.
        using var tensor = TorchSharp.torch.ones(1);

        Assert.Null(NativeLibraries.FindProblem());
    }
}
