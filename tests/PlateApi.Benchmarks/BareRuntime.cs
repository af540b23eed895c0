using Microsoft.ML.OnnxRuntime;
using PlateRecognition.Models;

namespace PlateApi.Benchmarks;

/// <summary>The floor: ONNX Runtime alone, one thread a run, on bytes that are in place already.</summary>
internal sealed class BareRuntime : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _inputs, _outputs;
    private readonly ManifestInput _input;
    private readonly IReadOnlyList<ManifestOutput> _shapes;

    /// <summary>Opens the network.</summary>
    /// <param name="package">Whose it is.</param>
    /// <param name="isTuned">One thread a run, no spinning; else ONNX Runtime's defaults, as a service has them that sets nothing.</param>
    public BareRuntime(ModelPackage package, bool isTuned = true)
    {
        using var options = new SessionOptions();
        if (isTuned)
        {
            (options.IntraOpNumThreads, options.InterOpNumThreads, options.EnableMemoryPattern) = (1, 1, false);
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        }

        _session = new InferenceSession(package.ModelPath, options);
        (_input, _shapes) = (package.Manifest.Input, package.Manifest.Outputs);
        (_inputs, _outputs) = ([_input.Name], [.. _shapes.Select(output => output.Name)]);
    }

    /// <summary>A run of one batch whose buffers are made once, of noise.</summary>
    public Action Prepare(int batch) => Prepare(batch, out _);

    /// <summary>Likewise, with the input for whoever fills it.</summary>
    public Action Prepare(int batch, out byte[] pixels)
    {
        pixels = new byte[batch * _input.Height * _input.Width * 3];
        new Random(1).NextBytes(pixels);
        var input = OrtValue.CreateTensorValueFromMemory(pixels, [batch, _input.Height, _input.Width, 3]);
        var outputs = _shapes.Select(output =>
        {
            long[] shape = [batch, .. output.Shape.Skip(1).Select(size => (long)size)];
            return OrtValue.CreateTensorValueFromMemory(new float[shape.Aggregate(1L, (product, size) => product * size)], shape);
        }).ToArray();
        return () => _session.Run(_run, _inputs, [input], _outputs, outputs);
    }

    /// <summary>Milliseconds a picture, for several batch sizes in turn.</summary>
    public IReadOnlyList<(int Batch, Timing PerPicture)> MeasureBatches(int[] sizes, int rounds)
    {
        var runs = sizes.Select(Prepare).ToList();
        var times = new StepTimes([.. sizes.Select(size => $"{size}")]);
        for (var round = -5; round < rounds; round++)
        {
            times.Begin(isKept: round >= 0);
            foreach (var run in runs)
            {
                run();
                times.Lap();
            }
        }

        return [.. sizes.Zip(times.Results, (size, result) => (size, result.Timing.DividedBy(size)))];
    }

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }
}
