using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using Training.Export.Data;
using Training.Export.Networks;
using static TorchSharp.torch;
using NativeHeap = PlateRecognition.Inference.NativeHeap;

namespace Training.Export.Training;

/// <summary>How a detector's run goes, after a step.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Options">Its options.</param>
/// <param name="HeatLoss">The step's loss of the heat map.</param>
/// <param name="CornerLoss">The step's loss of the corners.</param>
/// <param name="LastEpoch">The last epoch that ended in this process, or null.</param>
internal sealed record DetectorProgress(RunPosition Position, TrainingOptions Options, double HeatLoss, double CornerLoss, DetectorMetrics? LastEpoch);

/// <summary>
/// Trains a detector on scenes; resumes from the run folder's checkpoint and gives the same weights as a run that was never
/// stopped. Not thread-safe.
/// </summary>
internal sealed class DetectorTrainer : IDisposable
{
    private readonly DetectorNet _network;
    private readonly TrainingOptions _options;
    private readonly Device _device;
    private readonly RunFolder _folder;
    private readonly AdamW _optimizer;
    private readonly WeightAverage? _average;
    private readonly Checkpoint _checkpoint;

    /// <summary>Prepares a run; <paramref name="network"/> is moved to the device and stays the caller's.</summary>
    public DetectorTrainer(DetectorNet network, TrainingOptions options, RunFolder folder, Device device)
    {
        if (options.Validate() is { Count: > 0 } faults)
            throw new ArgumentException(string.Join(" ", faults), nameof(options));

        (_network, _options, _folder, _device) = (network, options, folder, device);
        network.to(device);
        if (device.type == DeviceType.CPU)
            ChannelsLast.Apply(network);

        var parameters = network.named_parameters().ToList();
        _optimizer = optim.AdamW(parameters.Select(pair => pair.parameter), options.LearningRate, beta2: options.Beta2, weight_decay: options.WeightDecay);
        var state = network.NamedState().ToList();
        _average = options.WeightAverageDecay > 0 ? new WeightAverage(state, options.WeightAverageDecay) : null;
        _checkpoint = new Checkpoint(state, parameters.Select(pair => pair.name).ToList(), _optimizer, _average);
    }

    /// <summary>Trains to the end of the run, or until asked to stop. The network then holds the averaged weights.</summary>
    /// <param name="training">Training scenes, read by number.</param>
    /// <param name="validation">The held-back set.</param>
    /// <param name="report">Told after every step.</param>
    /// <param name="stop">Asks for a stop after the step under way; the checkpoint is kept.</param>
    /// <returns>Whether the run reached its end.</returns>
    public bool Run(ISceneSource training, ISceneSource validation, Action<DetectorProgress> report, CancellationToken stop)
    {
        // 1. Go on where the last run stopped.
        var position = File.Exists(_folder.CheckpointPath) ? _checkpoint.Load(_folder.CheckpointPath) : new RunPosition();
        var evaluation = new DetectorEvaluation(_network, validation, _options.ValidationSamples, _device);
        using var batches = Batches(training, position.Step);
        var sinceCheckpoint = Stopwatch.StartNew();
        DetectorMetrics? last = null;

        while (position.Step < _options.TotalSteps)
        {
            // 2. Once in a while: keep what was learnt.
            if (stop.IsCancellationRequested || sinceCheckpoint.Elapsed.TotalMinutes >= _options.CheckpointMinutes)
            {
                _checkpoint.Save(_folder.CheckpointPath, position);
                sinceCheckpoint.Restart();
                if (stop.IsCancellationRequested)
                    return false;
            }

            // 3. One step on one batch.
            var started = Stopwatch.GetTimestamp();
            var batch = batches.Take();
            var (heat, corners) = Step(batch, position.Step);
            batches.Return(batch);

            // 4. Say how it goes.
            position = position with
            {
                Step = position.Step + 1,
                Samples = position.Samples + _options.BatchSize,
                LossSum = position.LossSum + (heat + corners) * _options.BatchSize,
                Seconds = position.Seconds + Stopwatch.GetElapsedTime(started).TotalSeconds,
            };
            report(new DetectorProgress(position, _options, heat, corners, last));

            // 5. At the end of an epoch: measure on the held-back set, write it down, keep it.
            if (position.Step % _options.StepsPerEpoch == 0)
            {
                last = EndEpoch(position, evaluation);
                position = new RunPosition { Step = position.Step };
                _checkpoint.Save(_folder.CheckpointPath, position);
                sinceCheckpoint.Restart();
                report(new DetectorProgress(position, _options, heat, corners, last));
            }
        }

        // 6. Leave the network with the weights that were measured.
        _average?.Swap();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _average?.Dispose();
        _optimizer.Dispose();
    }

    private BatchesAhead<SceneBatch> Batches(ISceneSource training, long first)
    {
        var workers = Math.Max(1, Environment.ProcessorCount / 2);
        return new BatchesAhead<SceneBatch>(() => new SceneBatch(_options.BatchSize, _network.Config), (batch, number) =>
        {
            for (var i = 0; i < batch.Size; i++)
            {
                using var scene = training.Read(number * batch.Size + i);
                batch.Write(scene, i, _network.Config);
            }
        }, first, workers);
    }

    private (double Heat, double Corners) Step(SceneBatch batch, long number)
    {
        using var scope = NewDisposeScope();

        // Drop-path depends on the step alone, so that a resumed run draws what the uninterrupted one would have.
        manual_seed((long)Seeds.Mix(_options.Seed, (ulong)number));
        foreach (var group in _optimizer.ParamGroups)
            group.LearningRate = LearningRate.At(_options, number);

        _network.train();
        var tensors = DetectorTensors.Of(batch, _network.Config, _device);
        _optimizer.zero_grad();
        var loss = DetectorLoss.Of(_network.forward(tensors.Pixels), tensors.Heat, tensors.Corners, tensors.Weights);
        loss.Total.backward();
        if (_options.ClipNorm > 0)
            nn.utils.clip_grad_norm_(_network.parameters(), _options.ClipNorm);
        _optimizer.step();
        _average?.Update(number);

        using var noGradient = no_grad();
        var (heat, corners) = (loss.Heat.ToDouble(), loss.Corners.ToDouble());
        return double.IsFinite(heat + corners)
            ? (heat, corners)
            : throw new InvalidOperationException($"The loss of step {number} is {heat} + {corners}; lower LearningRate ({_options.LearningRate}) or set ClipNorm.");
    }

    private DetectorMetrics EndEpoch(RunPosition position, DetectorEvaluation evaluation)
    {
        var started = Stopwatch.GetTimestamp();
        NativeHeap.Trim();
        _average?.Swap();
        var score = evaluation.Run();
        _average?.Swap();
        NativeHeap.Trim();
        var metrics = new DetectorMetrics(
            (int)(position.Step / _options.StepsPerEpoch), position.Step, LearningRate.At(_options, position.Step - 1), position.LossSum / position.Samples,
            score, position.Samples / position.Seconds, position.Seconds + Stopwatch.GetElapsedTime(started).TotalSeconds);
        _folder.WriteMetrics(metrics.Epoch, DetectorMetrics.CsvHeader, metrics.ToCsv());
        return metrics;
    }
}
