using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Training.Export.Training;

namespace Training.Export.Study;

/// <summary>
/// The study's folder: one run folder an experiment, of which <c>experiment.json</c> (every knob, commit, machine, weights) and <c>metrics.csv</c> are kept in
/// the repository, so that a study goes on over machines; checkpoints and logs are not.
/// </summary>
internal sealed class StudyFolder(string root)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The folder.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>The run folder of an experiment, made when it is not there.</summary>
    public RunFolder Run(StudyExperiment experiment) => new(Path.Combine(Root, experiment.Name));

    /// <summary>Writes what a run is, beside its metrics.</summary>
    public void Describe(StudyRecord record)
        => File.WriteAllText(Path.Combine(Run(record.Experiment).FullPath, "experiment.json"), JsonSerializer.Serialize(record, Json) + "\n");

    /// <summary>What was asked for in an experiment's folder, or null.</summary>
    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public StudyRecord? Record(StudyExperiment experiment)
    {
        var path = Path.Combine(Root, experiment.Name, "experiment.json");
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<StudyRecord>(File.ReadAllText(path), Json) : null;
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path} is no experiment of the study: {fault.Message}");
        }
    }

    /// <summary>Epochs measured so far, in order; empty when the experiment was not begun.</summary>
    public IReadOnlyList<EpochMetrics> Epochs(StudyExperiment experiment)
    {
        var path = Path.Combine(Root, experiment.Name, "metrics.csv");
        return File.Exists(path) ? [.. File.ReadLines(path).Skip(1).Where(line => line.Length > 0).Select(Parse)] : [];
    }

    /// <summary>Whether an experiment, as it is asked for now, was run to its end.</summary>
    public bool IsDone(StudyExperiment experiment)
        => Epochs(experiment).Count == experiment.Epochs && Record(experiment)?.Experiment == experiment;

    /// <summary>Whether a run of an experiment was started and has not reached its end.</summary>
    public bool IsBegun(StudyExperiment experiment)
        => !IsDone(experiment) && (Epochs(experiment).Count > 0 || File.Exists(Path.Combine(Root, experiment.Name, "checkpoint.safetensors")));

    private static EpochMetrics Parse(string row)
    {
        var values = row.Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray();
        return new EpochMetrics((int)values[0], (long)values[1], values[2], values[3], values[4], values[5], values[6], values[7], values[8], values[9], values[10]);
    }
}

/// <summary>What an experiment was run with.</summary>
/// <param name="Experiment">Every knob.</param>
/// <param name="Commit">The sources it was begun with.</param>
/// <param name="Machine">Processor and cores.</param>
/// <param name="Threads">Threads of libtorch; another number may round differently.</param>
/// <param name="Weights">SHA-256 of the file that the trunk started from, or null.</param>
internal sealed record StudyRecord(StudyExperiment Experiment, string Commit, string Machine, int Threads, string? Weights);
