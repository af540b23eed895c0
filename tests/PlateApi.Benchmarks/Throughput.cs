using PlateRecognition;
using PlateRecognition.Inference;
using PlateRecognition.Models;

namespace PlateApi.Benchmarks;

/// <summary>What many clients get: of the engine alone, of whole pictures in process, and of the service over HTTP.</summary>
internal static class Throughput
{
    public const string Bare = "bare runs, one a core", BareBatch = "bare runs of eight, one a core", Single = "one session, defaults, no batches";
    public const string Unbatched = "pool, no batches", Batched = "pool, batches up to 8", Service = "service over HTTP";
    public static readonly int[] Clients = [1, 2, 4, 8, 16, 32];

    // Pictures at the same time, in multiples of the cores.
    public static readonly int[] Places = [1, 2, 4, 8];

    /// <summary>Tensors that are ready, no decoding: the engine against ONNX Runtime itself.</summary>
    public static async Task<IReadOnlyDictionary<(string Name, int Clients), double>> MeasureEngineAsync(ModelPackage package, BareRuntime bare)
    {
        using var naive = new BareRuntime(package, isTuned: false);
        using var unbatched = Open(package, largestBatch: 1);
        using var batched = Open(package, largestBatch: 8);
        var tensor = new byte[package.Manifest.InputSpec.ByteCount];
        new Random(1).NextBytes(tensor);
        var loops = new List<ClosedLoop> { new(Bare, Environment.ProcessorCount, _ => Synchronous(bare.Prepare(1))), new(BareBatch, Environment.ProcessorCount, _ => Synchronous(bare.Prepare(8))) };
        foreach (var clients in Clients)
        {
            loops.Add(new ClosedLoop(Single, clients, _ => Synchronous(naive.Prepare(1))));
            loops.Add(new ClosedLoop(Unbatched, clients, _ => () => RunAsync(unbatched, tensor)));
            loops.Add(new ClosedLoop(Batched, clients, _ => () => RunAsync(batched, tensor)));
        }

        return await ClosedLoop.MeasureAsync(loops);
    }

    /// <summary>Whole pictures in process, by how many are let in at the same time; named by the multiple of the cores.</summary>
    public static async Task<IReadOnlyDictionary<(string Name, int Clients), double>> MeasurePlacesAsync(BenchmarkPictures pictures, ModelCatalogue catalogue)
    {
        var recognizers = new List<PlateRecognizer>();
        foreach (var multiple in Places)
        {
            var inference = new InferenceOptions { MaxConcurrentPictures = multiple * Environment.ProcessorCount };
            recognizers.Add(PlateRecognizer.Create(catalogue, pictures.Package.Manifest.Id, new PlateRecognizerOptions { Inference = inference, ReadsPerPlate = 1 }));
            await recognizers[^1].WarmUpAsync(CancellationToken.None);
        }

        var request = new RecognitionRequest { Mode = RecognitionMode.Crop };
        var loops = Clients.SelectMany(clients => Places.Select((multiple, at) => new ClosedLoop($"{multiple}", clients, client =>
        {
            var next = client;
            return async () =>
            {
                var outcome = await recognizers[at].RecognizeAsync(pictures.Encoded[next++ % pictures.Encoded.Count], request, CancellationToken.None);
                if (!outcome.Succeeded)
                    throw new InvalidDataException(outcome.Detail);
            };
        }))).ToList();
        var measured = await ClosedLoop.MeasureAsync(loops);
        foreach (var recognizer in recognizers)
            await recognizer.DisposeAsync();
        return measured;
    }

    /// <summary>JPEG in, JSON out; bare runs take turns with it.</summary>
    public static Task<IReadOnlyDictionary<(string Name, int Clients), double>> MeasureServiceAsync(BenchmarkPictures pictures, BareRuntime bare, BenchmarkedService service)
        => ClosedLoop.MeasureAsync([
            new ClosedLoop(Bare, Environment.ProcessorCount, _ => Synchronous(bare.Prepare(1))),
            .. Clients.Select(clients => new ClosedLoop(Service, clients, client =>
            {
                var next = client;
                return () => service.PostAsync(pictures.Encoded[next++ % pictures.Encoded.Count]);
            })),
        ]);

    /// <summary>The network as the service opens it.</summary>
    public static InferencePool Open(ModelPackage package, int largestBatch)
    {
        var (input, output) = (package.Manifest.Input, package.Manifest.Outputs[0]);
        return InferencePool.Open(
            package.ModelPath, new TensorSpec(input.Name, [1, input.Height, input.Width, 3]), [new TensorSpec(output.Name, [1, .. output.Shape.Skip(1)])],
            new InferenceOptions { LargestBatch = largestBatch }, TimeProvider.System);
    }

    /// <summary>One tensor through a pool.</summary>
    public static async Task RunAsync(InferencePool pool, byte[] tensor)
    {
        using var run = pool.Rent();
        tensor.CopyTo(run.Input);
        if (await run.ExecuteAsync(deadline: null, CancellationToken.None) is { } failure)
            throw new InvalidDataException(failure.Detail);
    }

    private static Func<Task> Synchronous(Action run) => () =>
    {
        run();
        return Task.CompletedTask;
    };
}
