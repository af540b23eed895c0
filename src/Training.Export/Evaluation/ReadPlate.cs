namespace Training.Export.Evaluation;

/// <summary>One picture of an evaluation: what stands on it and what was read.</summary>
/// <param name="Name">What the picture is called.</param>
/// <param name="Group">The region or format it belongs to.</param>
/// <param name="Truth">The labelled text, normalised; empty for no plate.</param>
/// <param name="Read">The text read; empty for nothing.</param>
/// <param name="Confidence">Confidence of the whole text, 0 to 1.</param>
/// <param name="Accepted">Whether the model stands by it.</param>
public sealed record ReadPlate(string Name, string Group, string Truth, string Read, double Confidence, bool Accepted)
{
    /// <summary>Whether the texts are equal.</summary>
    public bool Exact => Truth == Read;

    /// <summary>Whether the texts are equal when the letter O is read as 0, as some labels write it.</summary>
    public bool ExactFolded => Truth.Replace('O', '0') == Read.Replace('O', '0');
}
