using PlateApi.Load;
using PlateRecognition.Models;

namespace PlateApi.Benchmarks;

/// <summary>The pictures that are read: crops and a photo, as cameras send them.</summary>
/// <param name="Catalogue">All models.</param>
/// <param name="Package">The newest reader.</param>
/// <param name="Finder">The finder.</param>
/// <param name="Encoded">Plates cut out.</param>
/// <param name="Photo">A photo with one plate.</param>
internal sealed record BenchmarkPictures(ModelCatalogue Catalogue, ModelPackage Package, ModelPackage Finder, IReadOnlyList<byte[]> Encoded, byte[] Photo)
{
    /// <summary>Makes them.</summary>
    public static BenchmarkPictures Load(string modelsFolder)
    {
        var catalogue = ModelCatalogue.Load(modelsFolder);
        return new BenchmarkPictures(catalogue, LoadPictures.Reader(catalogue), catalogue.Packages.First(package => package.Manifest.Task == ModelTask.Detection), LoadPictures.Crops(catalogue), LoadPictures.Photo(catalogue));
    }
}
