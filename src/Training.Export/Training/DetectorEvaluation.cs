using PlateRecognition;
using PlateRecognition.Detection;
using SkiaSharp;
using TorchSharp;
using Training.Export.Data;
using Training.Export.Networks;
using static TorchSharp.torch;

namespace Training.Export.Training;

/// <summary>
/// Measures a detector on held-back scenes through the core's own decoding. The scenes are kept in memory, so that they are
/// made once.
/// </summary>
internal sealed class DetectorEvaluation
{
    private const int BatchSize = 8;
    private readonly DetectorNet _network;
    private readonly Device _device;
    private readonly HeatMapDecoder _decoder;
    private readonly List<(SceneBatch Batch, List<Truth> Truths)> _batches = [];

    /// <summary>Makes the scenes.</summary>
    public DetectorEvaluation(DetectorNet network, ISceneSource source, int count, Device device)
    {
        (_network, _device) = (network, device);
        _decoder = new HeatMapDecoder(network.Config.InputSpec, network.Config.Rows, network.Config.Columns, new DetectionOptions());
        for (var first = 0; first < count; first += BatchSize)
        {
            var batch = new SceneBatch(Math.Min(BatchSize, count - first), network.Config);
            var truths = new List<Truth>();
            for (var i = 0; i < batch.Size; i++)
            {
                using var scene = source.Read(first + i);
                batch.Write(scene, i, network.Config);
                truths.Add(new Truth(scene.Picture.Width, scene.Picture.Height, scene.Plates, scene.Ignored));
            }

            _batches.Add((batch, truths));
        }
    }

    /// <summary>Runs the network over the scenes, in eval mode.</summary>
    public DetectorScore Run()
    {
        _network.eval();
        using var noGradient = no_grad();
        var (loss, tally) = (0.0, new Tally());
        var cells = _network.Config.Rows * _network.Config.Columns;
        foreach (var (batch, truths) in _batches)
        {
            using var scope = NewDisposeScope();
            var tensors = DetectorTensors.Of(batch, _network.Config, _device);
            var output = _network.forward(tensors.Pixels);
            loss += DetectorLoss.Of(output, tensors.Heat, tensors.Corners, tensors.Weights).Total.ToDouble();
            var heat = output.HeatLogits.sigmoid().cpu().contiguous().data<float>().ToArray();
            var corners = output.Corners.cpu().contiguous().data<float>().ToArray();
            for (var i = 0; i < batch.Size; i++)
            {
                var size = (truths[i].Width, truths[i].Height);
                var each = DetectorNetConfig.CornerValues * cells;
                tally.Add(_decoder.Decode(heat.AsSpan(i * cells, cells), corners.AsSpan(i * each, each), size, size), truths[i]);
            }
        }

        return tally.Score(loss / _batches.Count);
    }

    private sealed record Truth(int Width, int Height, IReadOnlyList<ScenePlate> Plates, IReadOnlyList<SKRect> Ignored);

    private sealed class Tally
    {
        private int _plates, _found50, _found70, _finds, _right, _exact;
        private double _cornerError;

        // Finds come surest first; each takes the free plate it overlaps most.
        public void Add(IReadOnlyList<DetectedPlate> finds, Truth truth)
        {
            var taken = new bool[truth.Plates.Count];
            _plates += taken.Length;
            foreach (var find in finds)
            {
                var box = find.Corners.Bounds;
                var (best, overlap) = (-1, 0.5);
                for (var i = 0; i < taken.Length; i++)
                {
                    if (!taken[i] && PlateCorners.Overlap(box, Box(truth.Plates[i].Bounds)) is var own && own >= overlap)
                        (best, overlap) = (i, own);
                }

                if (best < 0 && truth.Ignored.Any(region => region.Contains((float)(box.X + box.Width / 2), (float)(box.Y + box.Height / 2))))
                    continue;
                _finds++;
                if (best < 0)
                    continue;
                taken[best] = true;
                _right++;
                _found50++;
                _found70 += overlap >= 0.7 ? 1 : 0;
                if (truth.Plates[best].Exact)
                    AddCorners(find.Corners, truth.Plates[best].Corners);
            }
        }

        public DetectorScore Score(double loss) => new(
            loss, _plates, Share(_found50, _plates), Share(_found70, _plates), Share(_right, _finds), _exact == 0 ? 0 : _cornerError / _exact);

        private void AddCorners(PlateCorners found, SKPoint[] corners)
        {
            var height = (SKPoint.Distance(corners[0], corners[3]) + SKPoint.Distance(corners[1], corners[2])) / 2;
            PixelPoint[] points = [found.TopLeft, found.TopRight, found.BottomRight, found.BottomLeft];
            var sum = 0f;
            for (var i = 0; i < points.Length; i++)
                sum += SKPoint.Distance(new SKPoint((float)points[i].X, (float)points[i].Y), corners[i]);
            _cornerError += sum / points.Length / height;
            _exact++;
        }

        private static double Share(int part, int whole) => whole == 0 ? 0 : part / (double)whole;

        private static PixelBox Box(SKRect rect) => new(rect.Left, rect.Top, rect.Width, rect.Height);
    }
}
