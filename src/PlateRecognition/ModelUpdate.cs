using System.Diagnostics.CodeAnalysis;

namespace PlateRecognition;

/// <summary>Why the models were not exchanged. All of it is as it was.</summary>
public enum ModelUpdateFailure
{
    /// <summary>Another change is under way.</summary>
    UnderWay,

    /// <summary>There is no such model or version.</summary>
    NotThere,

    /// <summary>Packages are faulty, or the default or a pinned version is gone.</summary>
    Faulty,
}

/// <summary>What became of a change of the models.</summary>
/// <param name="Failure">Why nothing changed; null when it did.</param>
/// <param name="Faults">For a person, one line each.</param>
/// <param name="Added">Ids of the packages that came; one whose files changed is removed and added.</param>
/// <param name="Removed">Ids of the packages that went.</param>
/// <param name="Served">Ids of the versions that answer to their name now and did not before.</param>
public sealed record ModelUpdate(
    ModelUpdateFailure? Failure, IReadOnlyList<string> Faults, IReadOnlyList<string> Added, IReadOnlyList<string> Removed, IReadOnlyList<string> Served)
{
    /// <summary>Whether the new models answer.</summary>
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Failure is null;

    internal static ModelUpdate Of(ModelUpdateFailure failure, IReadOnlyList<string> faults) => new(failure, faults, [], [], []);

    internal static ModelUpdate Of(ModelSet before, ModelSet next) => new(
        null, [], Ids(next.Models.Where(model => !IsIn(before, model))), Ids(before.Models.Where(model => !IsIn(next, model))),
        Ids(next.Models.Where(model => next.IsServed(model) && before.Find(model.Package.Manifest.Name)?.Package.IsSame(model.Package) != true)));

    private static bool IsIn(ModelSet set, OnDemandModel model) => set.Find(model.Package.Manifest.Id)?.Package.IsSame(model.Package) == true;

    private static string[] Ids(IEnumerable<OnDemandModel> models) => [.. models.Select(model => model.Package.Manifest.Id)];
}
