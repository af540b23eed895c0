using Microsoft.ML.OnnxRuntime;

namespace Training.Export.Evaluation;

/// <summary>
/// Times bare runs of networks on one thread by the processor time they take, which on an idle machine is what they last, their rounds interleaved: what else the machine does
/// matters little, and meets all of them alike.
/// </summary>
internal static class NetworkTimer
{
    /// <summary>Times networks.</summary>
    /// <param name="networks">Name, ONNX file, height and width of the uint8 NHWC input "image".</param>
    /// <param name="batches">Batch sizes.</param>
    /// <param name="rounds">Runs of each network and batch, 3 or more.</param>
    /// <param name="advance">Called after each round.</param>
    /// <returns>Median milliseconds of processor time of a run, by network and batch.</returns>
    public static IReadOnlyDictionary<(string Name, int Batch), double> Run(
        IReadOnlyList<(string Name, byte[] Onnx, int Height, int Width)> networks, IReadOnlyList<int> batches, int rounds, Action advance)
    {
        using var settings = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        var sessions = networks.Select(network => (network.Name, Session: new InferenceSession(network.Onnx, settings), network.Height, network.Width)).ToList();
        try
        {
            var times = new Dictionary<(string, int), List<double>>();
            using var run = new RunOptions();
            for (var round = -1; round < rounds; round++)
            {
                foreach (var (name, session, height, width) in sessions)
                {
                    foreach (var batch in batches)
                    {
                        var pixels = new byte[batch * height * width * 3];
                        Random.Shared.NextBytes(pixels);
                        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [batch, height, width, 3]);
                        var started = Environment.CpuUsage.TotalTime;
                        using var outputs = session.Run(run, [session.InputNames[0]], [input], session.OutputNames);
                        var took = (Environment.CpuUsage.TotalTime - started).TotalMilliseconds;
                        if (!times.TryGetValue((name, batch), out var list))
                            times[(name, batch)] = list = [];
                        if (round >= 0)
                            list.Add(took); // the first round warms up
                    }
                }

                advance();
            }

            return times.ToDictionary(pair => pair.Key, pair => Median(pair.Value));
        }
        finally
        {
            sessions.ForEach(session => session.Session.Dispose());
        }
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
