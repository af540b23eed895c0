using PlateApi.Hosting;

namespace PlateApi.Recognize;

/// <summary>The files of a request, or why they cannot be read. Dispose it to give their memory back.</summary>
internal sealed class Upload : IDisposable
{
    /// <summary>The files in their order.</summary>
    public List<UploadedFile> Files { get; } = [];

    /// <summary>The other fields of the form in their order; empty unless they were asked for.</summary>
    public List<KeyValuePair<string, string>> Fields { get; init; } = [];

    /// <summary>Why there are none, or null.</summary>
    public ProblemKind? Problem { get; private set; }

    /// <summary>The problem for a person.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>Notes what is wrong; the files read so far are of no use then.</summary>
    public Upload Fail(ProblemKind problem, string detail)
    {
        (Problem, Detail) = (problem, detail);
        return this;
    }

    /// <summary>Notes that there is no memory for it.</summary>
    public void Refuse(InFlightMemory memory, long bytes)
    {
        var (problem, detail) = memory.Refuse(bytes);
        Fail(problem, detail);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in Files)
            file.Dispose();
        Files.Clear();
    }
}
