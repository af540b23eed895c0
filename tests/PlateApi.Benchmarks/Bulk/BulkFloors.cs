using System.Diagnostics;
using PlateRecognition.Imaging;

namespace PlateApi.Benchmarks.Bulk;

/// <summary>What many crops take at least: the network's bare runs, and these with decoding and preprocessing, on all cores.</summary>
internal sealed class BulkFloors(BenchmarkPictures pictures, BareRuntime bare)
{
    /// <summary>The largest batch that the reader is run at.</summary>
    public const int Batch = 8;

    /// <summary>Bare runs of noise.</summary>
    public (double Rate, TimeSpan Processor) MeasureBare(int count, int batch) => Measure(count, batch, () =>
    {
        var run = bare.Prepare(batch);
        return _ => run();
    });

    /// <summary>Decoding, preprocessing and bare runs of <see cref="Batch"/>, one after the other on each core.</summary>
    public (double Rate, TimeSpan Processor) MeasureSteps(int count) => Measure(count, Batch, () =>
    {
        var run = bare.Prepare(Batch, out var pixels);
        var spec = pictures.Package.Manifest.InputSpec;
        return first =>
        {
            for (var place = 0; place < Batch; place++)
            {
                if (!ImageDecoder.TryDecode(pictures.Encoded[(first + place) % pictures.Encoded.Count], new ImageLimits(), spec.Width, spec.Height, out var image, out var problem))
                    throw new InvalidDataException(problem.Detail);
                using (image)
                    PixelPreprocessor.Write(image.Rgba, image.Width, image.Height, image.Stride, spec, pixels.AsSpan(place * spec.ByteCount, spec.ByteCount));
            }

            run();
        };
    });

    private static (double Rate, TimeSpan Processor) Measure(int count, int batch, Func<Action<int>> prepare)
    {
        var works = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => prepare()).ToList();
        var (clock, taken, next) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, -batch);
        Parallel.ForEach(works, new ParallelOptions { MaxDegreeOfParallelism = works.Count }, work =>
        {
            while (Interlocked.Add(ref next, batch) is var first && first < count)
                work(first);
        });
        return (count / clock.Elapsed.TotalSeconds, Environment.CpuUsage.TotalTime - taken);
    }
}
