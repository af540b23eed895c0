using PlateRecognition.Inference;
using PlateRecognition.Models;

namespace PlateRecognition;

/// <summary>The models of a catalogue, opened.</summary>
/// <param name="Readers">All recognisers.</param>
/// <param name="Default">The one to use when a request names none.</param>
/// <param name="Finder">The detector, or null when there is none.</param>
internal sealed record LoadedModels(LoadedReader[] Readers, LoadedReader Default, LoadedFinder? Finder)
{
    /// <summary>Opens all recognisers, and the first detector in its highest version.</summary>
    /// <exception cref="ModelPackageException">Networks cannot be opened, or the default is not there; the message lists every fault.</exception>
    public static LoadedModels Open(ModelCatalogue catalogue, string defaultModel, InferenceOptions options, TimeProvider time)
    {
        var chosen = catalogue.Find(defaultModel);
        if (chosen?.Manifest.Task != ModelTask.Recognition)
            throw new ModelPackageException($"There is no recogniser '{defaultModel}' in {catalogue.Root}; there are {string.Join(", ", catalogue.Packages.Select(package => package.Manifest.Id))}.");

        var (readers, finders, faults) = (new List<LoadedReader>(), new List<LoadedFinder>(), new List<string>());
        foreach (var package in catalogue.Packages)
        {
            try
            {
                if (package.Manifest.Task == ModelTask.Recognition)
                    readers.Add(LoadedReader.Open(package, options, time));
                else if (finders.Count == 0)
                    finders.Add(LoadedFinder.Open(package, options, time));
            }
            catch (ModelPackageException fault)
            {
                faults.Add(fault.Message);
            }
        }

        if (faults.Count == 0)
            return new LoadedModels([.. readers], readers.Single(reader => reader.Package == chosen), finders.SingleOrDefault());

        readers.ForEach(reader => reader.Pool.Dispose());
        finders.ForEach(finder => finder.Pool.Dispose());
        throw new ModelPackageException(string.Join(Environment.NewLine, faults));
    }
}
