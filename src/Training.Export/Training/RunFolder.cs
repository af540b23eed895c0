using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Training.Export.Training;

/// <summary>
/// The folder of one training run: <c>recipe.json</c> (what was asked for), <c>metrics.csv</c> (one row an epoch) and
/// <c>checkpoint.safetensors</c> (where it stands).
/// </summary>
public sealed class RunFolder
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Opens the folder, making it when it is not there.</summary>
    public RunFolder(string path)
    {
        FullPath = Path.GetFullPath(path);
        Directory.CreateDirectory(FullPath);
    }

    /// <summary>The folder.</summary>
    public string FullPath { get; }

    /// <summary>The last checkpoint's file.</summary>
    public string CheckpointPath => Path.Combine(FullPath, "checkpoint.safetensors");

    /// <summary>One row an epoch.</summary>
    public string MetricsPath => Path.Combine(FullPath, "metrics.csv");

    /// <summary>The run's recipe.</summary>
    public string RecipePath => Path.Combine(FullPath, "recipe.json");

    /// <summary>Writes the recipe, or checks that a run resumed here asks for the same one.</summary>
    /// <exception cref="InvalidDataException">The folder holds a run of another recipe.</exception>
    public void Claim<TRecipe>(TRecipe recipe)
    {
        var json = JsonSerializer.Serialize(recipe, Json);
        if (!File.Exists(RecipePath))
            File.WriteAllText(RecipePath, json + "\n");
        else if (File.Exists(CheckpointPath) && File.ReadAllText(RecipePath).Trim() != json)
            throw new InvalidDataException(
                $"{RecipePath} is not the recipe asked for now; a resumed run must keep its recipe. Choose another --run folder or delete this one.");
        else
            File.WriteAllText(RecipePath, json + "\n");
    }

    /// <summary>Reads the recipe of the run in this folder.</summary>
    /// <exception cref="InvalidDataException">There is no readable recipe.</exception>
    public TrainingRecipe ReadRecipe() => ReadRecipe<TrainingRecipe>();

    /// <inheritdoc cref="ReadRecipe()"/>
    public TRecipe ReadRecipe<TRecipe>()
        => JsonSerializer.Deserialize<TRecipe>(RecipeText(), Json) ?? throw new InvalidDataException($"{RecipePath} is empty.");

    /// <summary>The name of the recipe of the run in this folder: readers and detectors have recipes of different kinds.</summary>
    /// <exception cref="InvalidDataException">There is no readable recipe.</exception>
    public string ReadRecipeName()
    {
        using var recipe = JsonDocument.Parse(RecipeText());
        return recipe.RootElement.TryGetProperty("name", out var name) && name.GetString() is { } text ? text : throw new InvalidDataException($"{RecipePath} has no name.");
    }

    /// <summary>Writes an epoch's row, in place of rows of the same or later epochs that a resumed run leaves behind.</summary>
    public void WriteMetrics(EpochMetrics metrics) => WriteMetrics(metrics.Epoch, EpochMetrics.CsvHeader, metrics.ToCsv());

    /// <inheritdoc cref="WriteMetrics(EpochMetrics)"/>
    /// <param name="epoch">1 for the first.</param>
    /// <param name="header">The names of the columns, <c>epoch</c> first.</param>
    /// <param name="row">The epoch's row.</param>
    public void WriteMetrics(int epoch, string header, string row)
    {
        var kept = File.Exists(MetricsPath)
            ? File.ReadAllLines(MetricsPath).Skip(1).Where(row => int.Parse(row.Split(',')[0], CultureInfo.InvariantCulture) < epoch)
            : [];
        var temporary = MetricsPath + ".tmp";
        File.WriteAllLines(temporary, [header, .. kept, row]);
        File.Move(temporary, MetricsPath, overwrite: true);
    }

    private string RecipeText()
        => File.Exists(RecipePath) ? File.ReadAllText(RecipePath) : throw new InvalidDataException($"{FullPath} holds no training run: there is no recipe.json.");
}
