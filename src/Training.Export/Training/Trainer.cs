using System.Diagnostics;
using PlateRecognition.Imaging;
using PlateRecognition.Plates;
using TorchSharp;
using TorchSharp.Modules;
using Training.Export.Data;
using Training.Export.Networks;
using static TorchSharp.torch;
using NativeHeap = PlateRecognition.Inference.NativeHeap;

namespace Training.Export.Training;

/// <summary>
/// Trains a network on labelled plates. The story of a run is <see cref="Run"/>; it resumes from the run folder's checkpoint
/// and gives the same weights as a run that was never stopped. Not thread-safe.
/// </summary>
internal sealed class Trainer : IDisposable
{
    private readonly PlateNet _network;
    private readonly TrainingOptions _options;
    private readonly PlateTextCodec _codec;
    private readonly ImageInputSpec _input;
    private readonly Device _device;
    private readonly RunFolder _folder;
    private readonly SupervisionGrid? _grid;
    private readonly AdamW _optimizer;
    private readonly WeightAverage? _average;
    private readonly Checkpoint _checkpoint;
    private readonly PlateLoss _loss;

    /// <summary>Prepares a run; <paramref name="network"/> is moved to the device and stays the caller's.</summary>
    public Trainer(PlateNet network, PlateTextCodec codec, ImageInputSpec input, TrainingOptions options, RunFolder folder, Device device)
    {
        if (options.Validate() is { Count: > 0 } faults)
            throw new ArgumentException(string.Join(" ", faults), nameof(options));

        (_network, _codec, _input, _options, _folder, _device) = (network, codec, input, options, folder, device);
        _grid = options.CellLossWeight > 0 || options.AttentionLossWeight > 0 ? network.SupervisionGrid : null;
        network.to(device);
        if (device.type == DeviceType.CPU)
            ChannelsLast.Apply(network);

        var parameters = network.named_parameters().ToList();
        _optimizer = optim.AdamW(parameters.Select(pair => pair.parameter), options.LearningRate, beta2: options.Beta2, weight_decay: options.WeightDecay);
        var state = network.NamedState().ToList();
        _average = options.WeightAverageDecay > 0 ? new WeightAverage(state, options.WeightAverageDecay) : null;
        _checkpoint = new Checkpoint(state, parameters.Select(pair => pair.name).ToList(), _optimizer, _average);
        _loss = new PlateLoss(options, codec.Alphabet.Count, codec.Alphabet.PadIndex, device);
    }

    /// <summary>Trains to the end of the run, or until asked to stop. The network then holds the averaged weights.</summary>
    /// <param name="training">Training samples, read by number.</param>
    /// <param name="validation">The held-back set.</param>
    /// <param name="report">Told after every step.</param>
    /// <param name="stop">Asks for a stop after the step under way; the checkpoint is kept.</param>
    /// <param name="features">Where nothing of the trunk learns: its features of <paramref name="training"/>, so that it is not run in every step.</param>
    /// <returns>Whether the run reached its end.</returns>
    public bool Run(IPlateSource training, IPlateSource validation, Action<TrainingProgress> report, CancellationToken stop, KeptFeatures? features = null)
    {
        // 1. Go on where the last run stopped.
        var position = File.Exists(_folder.CheckpointPath) ? _checkpoint.Load(_folder.CheckpointPath) : new RunPosition();
        using var evaluation = new HeldBackEvaluation(_network, validation, _codec, _input, _options.ValidationSamples, _device);
        using var batches = new PlateBatches(training, _codec, _input, _grid, _options.BatchSize, position.Step, RenderThreads);
        var sinceCheckpoint = Stopwatch.StartNew();
        EpochMetrics? last = null;

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
            var epoch = (int)(position.Step / _options.StepsPerEpoch);
            FreezeFor(epoch);
            var step = Step(batch, position.Step, features);
            batches.Return(batch);

            // 4. Say how it goes.
            position = position with
            {
                Step = position.Step + 1,
                Samples = position.Samples + _options.BatchSize,
                LossSum = position.LossSum + step.Loss * _options.BatchSize,
                RightSlots = position.RightSlots + step.RightSlots,
                RightTexts = position.RightTexts + step.RightTexts,
                Seconds = position.Seconds + Stopwatch.GetElapsedTime(started).TotalSeconds,
            };
            report(new TrainingProgress(position, _options, _codec.Slots, step, last));

            // 5. At the end of an epoch: measure on the held-back set, write it down, keep it.
            if (position.Step % _options.StepsPerEpoch == 0)
            {
                last = EndEpoch(epoch + 1, position, evaluation);
                position = new RunPosition { Step = position.Step };
                _checkpoint.Save(_folder.CheckpointPath, position);
                sinceCheckpoint.Restart();
            }
        }

        // 6. Leave the network with the weights that were measured.
        _average?.Swap();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loss.Dispose();
        _average?.Dispose();
        _optimizer.Dispose();
    }

    // The second core renders; on a machine with more, half of them do.
    private static int RenderThreads => Math.Max(1, Environment.ProcessorCount / 2);

    private StepResult Step(PlateBatch batch, long number, KeptFeatures? features)
    {
        using var scope = NewDisposeScope();

        // Dropout and noise depend on the step alone, so that a resumed run draws what the uninterrupted one would have.
        manual_seed((long)Seeds.Mix(_options.Seed, (ulong)number));
        var rate = LearningRate.At(_options, number);
        foreach (var group in _optimizer.ParamGroups)
            group.LearningRate = rate;

        var targets = tensor(batch.Targets, [batch.Size, _codec.Slots], device: _device);
        var cells = _grid is null ? null : tensor(batch.CellTargets, [batch.Size, _grid.Cells], device: _device);
        var attention = _grid is null ? null : tensor(batch.AttentionTargets, [batch.Size, _codec.Slots, _grid.Cells], device: _device);

        _optimizer.zero_grad();
        var output = features is null ? _network.ForwardTraining(Pixels(batch)) : _network.ForwardHead(features.Of(number * batch.Size, batch.Size));
        var loss = _loss.Of(output, targets, cells, attention, HelperScale(number));
        loss.Total.backward();
        var norm = _options.ClipNorm > 0 ? nn.utils.clip_grad_norm_(_network.parameters().Where(p => p.grad is not null), _options.ClipNorm) : 0;
        _optimizer.step();
        _average?.Update(number);

        using var noGradient = no_grad();
        var right = output.SlotLogits.argmax(-1).eq(targets);
        var result = new StepResult(
            loss.Slots.ToDouble(), loss.Cells?.ToDouble() ?? 0, loss.Attention?.ToDouble() ?? 0,
            right.sum().ToInt64(), right.all(1).sum().ToInt64(), rate, norm);
        return double.IsFinite(result.Loss)
            ? result
            : throw new InvalidOperationException($"The loss of step {number} is {result.Loss}; lower LearningRate ({_options.LearningRate}) or set ClipNorm.");
    }

    private Tensor Pixels(PlateBatch batch)
    {
        var pixels = Augmentations.Apply(BatchTensors.Pixels(batch, _input, _device), _options.Augmentation);
        return _options.NoiseSigma > 0 ? (pixels + randn_like(pixels) * _options.NoiseSigma).clamp(0, 255) : pixels;
    }

    private double HelperScale(long step)
    {
        const double End = 0.1;
        var fadeFrom = _options.TotalSteps * (1 - _options.HelperLossFade);
        if (step < fadeFrom)
            return 1;
        return 1 - (1 - End) * (step - fadeFrom) / Math.Max(1, _options.TotalSteps - fadeFrom);
    }

    private void FreezeFor(int epoch)
    {
        _network.train();
        var frozenStages = _options.Trunk switch
        {
            TrunkTraining.Frozen => int.MaxValue,
            TrunkTraining.FromStage => _options.FirstTrainedStage,
            TrunkTraining.HeadThenAll when epoch < _options.HeadEpochs => int.MaxValue,
            _ => 0,
        };
        _network.Trunk.Freeze(frozenStages, _options.FrozenStatistics);
    }

    private EpochMetrics EndEpoch(int epoch, RunPosition position, HeldBackEvaluation evaluation)
    {
        var started = Stopwatch.GetTimestamp();
        NativeHeap.Trim();
        _average?.Swap();
        var validation = evaluation.Run();
        _average?.Swap();
        NativeHeap.Trim();
        var metrics = new EpochMetrics(
            epoch, position.Step, LearningRate.At(_options, position.Step - 1),
            position.LossSum / position.Samples,
            position.RightSlots / (double)(position.Samples * _codec.Slots), position.RightTexts / (double)position.Samples,
            validation.Loss, validation.CharacterAccuracy, validation.ExactMatch,
            position.Samples / position.Seconds, position.Seconds + Stopwatch.GetElapsedTime(started).TotalSeconds);
        _folder.WriteMetrics(metrics);
        return metrics;
    }
}
