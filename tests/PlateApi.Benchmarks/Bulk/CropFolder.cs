namespace PlateApi.Benchmarks.Bulk;

/// <summary>A folder of crops, gone with it.</summary>
internal sealed class CropFolder : IDisposable
{
    private readonly string _folder;

    private CropFolder(string folder, string[] files) => (_folder, Files) = (folder, files);

    /// <summary>The files.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Writes as many files as wanted.</summary>
    public static CropFolder Write(IReadOnlyList<byte[]> pictures, int count)
    {
        var folder = Directory.CreateTempSubdirectory("crops-").FullName;
        string[] files = [.. Enumerable.Range(0, count).Select(i => Path.Combine(folder, $"{i:00000}.jpg"))];
        for (var i = 0; i < count; i++)
            File.WriteAllBytes(files[i], pictures[i % pictures.Count]);
        return new CropFolder(folder, files);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
