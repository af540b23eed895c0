using Microsoft.ML.OnnxRuntime;
using PlateRecognition.Imaging;
using Training.Export.Networks;
using static TorchSharp.torch;

namespace Training.Export.Onnx;

/// <summary>
/// Runs the trained network in TorchSharp and its export in ONNX Runtime on the same pictures and compares. Batches of
/// 1, 3 and 8 show that the batch dimension is free. A network that answers alike for all pictures fails, too: comparing
/// its answers would prove nothing.
/// </summary>
public static class ParityCheck
{
    /// <summary>Largest difference of a probability that passes unless told otherwise.</summary>
    public const double Tolerance = 1e-3;

    /// <summary>Pictures that <c>Run</c> needs.</summary>
    public const int Pictures = 8;

    private static readonly int[] Batches = [1, 3, Pictures];

    /// <summary>Compares.</summary>
    /// <param name="network">The network; evaluated in eval mode, its mode is then restored.</param>
    /// <param name="model">Its export.</param>
    /// <param name="pictures"><see cref="Pictures"/> different pictures (N, H, W, 3), RGB bytes as the model takes them.</param>
    /// <param name="tolerance">Largest difference of a probability, or of a position, that passes; half-precision weights need more than the default.</param>
    /// <returns>One row a batch and output.</returns>
    /// <exception cref="ArgumentException"><paramref name="pictures"/> has another size.</exception>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime does not take the model.</exception>
    public static ParityReport Run(PlateNet network, byte[] model, ReadOnlySpan<byte> pictures, double tolerance = Tolerance)
        => Run(network, network.Config.InputSpec, pixels =>
        {
            var output = network.ForwardTraining(pixels);
            var probabilities = (PlateNetExporter.OutputName, output.SlotLogits.softmax(-1));
            return network.Attention is { } attention ? [probabilities, (PlateNetExporter.PositionsName, attention.Positions(output.AttentionLogProbabilities!))] : [probabilities];
        }, model, pictures, tolerance);

    /// <summary>Compares a detector; corners are in cells.</summary>
    /// <inheritdoc cref="Run(PlateNet, byte[], ReadOnlySpan{byte}, double)"/>
    public static ParityReport Run(DetectorNet network, byte[] model, ReadOnlySpan<byte> pictures, double tolerance = Tolerance)
        => Run(network, network.Config.InputSpec, pixels =>
        {
            var (heat, corners) = network.forward(pixels);
            return [(DetectorExporter.HeatName, heat.sigmoid()), (DetectorExporter.CornersName, corners)];
        }, model, pictures, tolerance);

    private static ParityReport Run(
        nn.Module network, ImageInputSpec input, Func<Tensor, (string Name, Tensor Value)[]> forward, byte[] model, ReadOnlySpan<byte> pictures, double tolerance)
    {
        // The core's first type is touched before ONNX Runtime's: it switches the runtime's telemetry off.
        var (height, width) = (input.Height, input.Width);
        var size = height * width * 3;
        if (pictures.Length != Pictures * size)
            throw new ArgumentException($"The pictures have {pictures.Length} bytes; {Pictures} of {height}×{width}×3 have {Pictures * size}.", nameof(pictures));

        using var settings = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(model, settings);
        using var run = new RunOptions();
        var rows = new List<ParityRow>();

        // How far apart the answers for all pictures are: three of them may by chance be answered much alike by a network that hardly learnt.
        var spreads = Expected(network, forward, pictures.ToArray(), Pictures, height, width).ToDictionary(output => output.Key, output => Spread(output.Value));
        foreach (var batch in Batches)
        {
            var bytes = pictures[..(batch * size)].ToArray();
            var expected = Expected(network, forward, bytes, batch, height, width);
            using var value = OrtValue.CreateTensorValueFromMemory(bytes, [batch, height, width, 3]);
            using var outputs = session.Run(run, [InputWriter.Name], [value], session.OutputNames);
            for (var i = 0; i < outputs.Count; i++)
            {
                var shape = outputs[i].GetTensorTypeAndShape().Shape;
                rows.Add(Compare(session.OutputNames[i], shape, expected[session.OutputNames[i]], outputs[i].GetTensorDataAsSpan<float>(), spreads[session.OutputNames[i]], tolerance));
            }
        }

        return new ParityReport(rows);
    }

    private static Dictionary<string, float[]> Expected(
        nn.Module network, Func<Tensor, (string Name, Tensor Value)[]> forward, byte[] pictures, int batch, int height, int width)
    {
        var training = network.training;
        network.eval();
        try
        {
            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            var device = network.parameters().First().device;
            var pixels = tensor(pictures, [batch, height, width, 3]).to(device).permute(0, 3, 1, 2).to(ScalarType.Float32);
            return forward(pixels).ToDictionary(output => output.Name, output => output.Value.cpu().contiguous().data<float>().ToArray());
        }
        finally
        {
            network.train(training);
        }
    }

    private static ParityRow Compare(string name, long[] shape, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double spread, double tolerance)
    {
        if (actual.Length != expected.Length)
            return new ParityRow(name, shape, double.NaN, double.NaN, spread, $"holds {actual.Length} values, the network gives {expected.Length}");

        var (largest, sum) = (0.0, 0.0);
        for (var i = 0; i < actual.Length; i++)
        {
            // Math.Max carries NaN on, so that it fails below.
            var difference = Math.Abs(actual[i] - (double)expected[i]);
            largest = Math.Max(largest, difference);
            sum += difference;
        }

        return new ParityRow(name, shape, largest, sum / actual.Length, spread, Fault(largest, spread, tolerance));
    }

    // Largest difference between the first picture's answer and another's.
    private static double Spread(float[] answers)
    {
        var (each, spread) = (answers.Length / Pictures, 0.0);
        for (var i = each; i < answers.Length; i++)
            spread = Math.Max(spread, Math.Abs(answers[i] - (double)answers[i % each]));
        return spread;
    }

    private static string? Fault(double largest, double spread, double tolerance)
    {
        // How much smaller than what tells two pictures apart an error must be.
        const int Clearance = 20;
        if (!(largest <= tolerance))
            return FormattableString.Invariant($"differs by {largest:0.0e+0}, more than {tolerance:0.0e+0}");
        if (spread < tolerance)
            return FormattableString.Invariant($"answers alike for different pictures (at most {spread:0.0e+0} apart): the comparison would prove nothing; train the network first");
        return largest * Clearance > spread
            ? FormattableString.Invariant($"differs by {largest:0.0e+0} where different pictures are only {spread:0.0e+0} apart")
            : null;
    }
}
