namespace PlateRecognition.Inference;

/// <summary>A tensor of a network.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Shape">Sizes for a batch of one: the first is 1.</param>
public sealed record TensorSpec(string Name, IReadOnlyList<int> Shape)
{
    /// <summary>Elements of one item.</summary>
    public int Elements
    {
        get
        {
            var product = 1;
            foreach (var size in Shape)
                product = checked(product * size);
            return product;
        }
    }
}
