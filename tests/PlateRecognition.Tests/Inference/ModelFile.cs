namespace PlateRecognition.Tests.Inference;

/// <summary>A network in a file of its own, deleted with it.</summary>
internal sealed class ModelFile : IDisposable
{
    public ModelFile(byte[] model)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"plate-{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(Path, model);
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
