namespace PlateRecognition.Models;

/// <summary>A model package that cannot be served; the message lists every fault.</summary>
public sealed class ModelPackageException : Exception
{
    /// <summary>Makes an exception without a message.</summary>
    public ModelPackageException()
    {
    }

    /// <summary>Makes an exception.</summary>
    public ModelPackageException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with its cause.</summary>
    public ModelPackageException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
