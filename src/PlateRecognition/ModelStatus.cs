using PlateRecognition.Inference;
using PlateRecognition.Models;

namespace PlateRecognition;

/// <summary>How a model of the folder is served.</summary>
/// <param name="Package">The package.</param>
/// <param name="IsServed">Whether it answers to its name alone; others of the name are asked for with their version.</param>
/// <param name="IsPinned">Whether it is served because it was pinned.</param>
/// <param name="IsDefault">Whether it reads when a request names no model.</param>
/// <param name="IsFinder">Whether it finds the plates of photos.</param>
/// <param name="IsLoaded">Whether its network is open; others are opened when they are asked for.</param>
/// <param name="Network">How its network is; null while it is not open.</param>
/// <param name="Faults">Why it cannot be used, one line each; empty while nothing is known against it.</param>
public sealed record ModelStatus(
    ModelPackage Package, bool IsServed, bool IsPinned, bool IsDefault, bool IsFinder, bool IsLoaded, NetworkStatus? Network, IReadOnlyList<string> Faults);

/// <summary>A model was opened and asked its golden samples.</summary>
/// <param name="package">Its package.</param>
/// <param name="faults">Why it cannot be used; empty when it can.</param>
public sealed class ModelOpenedEventArgs(ModelPackage package, IReadOnlyList<string> faults) : EventArgs
{
    /// <summary>Its package.</summary>
    public ModelPackage Package { get; } = package;

    /// <summary>Why it cannot be used, one line each; empty when it can.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
