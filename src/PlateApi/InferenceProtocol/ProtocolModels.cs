using System.Globalization;
using PlateApi.Hosting;
using PlateRecognition;
using PlateRecognition.Models;

namespace PlateApi.InferenceProtocol;

/// <summary>The models as the protocol shows them: those that read, each with the picture as its input and plates as its outputs.</summary>
internal static class ProtocolModels
{
    /// <summary>The readers of all names and versions; of a name, the highest version comes first.</summary>
    public static IEnumerable<ModelPackage> All(PlateRecognizer models)
        => models.Packages.Where(package => package.Manifest.Task == ModelTask.Recognition);

    /// <summary>A model; without a version, the one that is served. Null when there is none.</summary>
    public static ModelPackage? Find(PlateRecognizer models, string name, string? version)
        => models.FindPackage(version is null ? name : $"{name}/{version}") is { Manifest: { Task: ModelTask.Recognition } manifest } package && manifest.Name == name ? package : null;

    /// <summary>The answer to a name that no model has.</summary>
    public static ProblemAnswer Unknown(HttpContext context, PlateRecognizer models, string name, string? version) => ProblemKind.UnknownModel.ToAnswer(
        context,
        $"There is no model '{ProblemAnswers.Echo(version is null ? name : $"{name}/{version}")}'; there are {string.Join(", ", All(models).Select(package => package.Manifest.Id))}.");

    /// <summary>A model's description.</summary>
    public static ModelMetadata Describe(PlateRecognizer models, ModelPackage model) => new()
    {
        Name = model.Manifest.Name,
        Versions = [.. All(models).Where(package => package.Manifest.Name == model.Manifest.Name).Select(VersionOf)],
        Platform = "onnx_onnxv1",
        Inputs = [new TensorMetadata { Name = InferRequestReader.Input, Datatype = "BYTES", Shape = [-1] }],
        Outputs = [.. AnswerTensor.Of([]).Select(tensor => new TensorMetadata { Name = tensor.Name, Datatype = tensor.Datatype, Shape = [-1, .. tensor.Shape[1..]] })],
    };

    private static string VersionOf(ModelPackage package) => package.Manifest.Version.ToString(CultureInfo.InvariantCulture);
}
