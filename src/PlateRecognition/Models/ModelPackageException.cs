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

    /// <summary>Makes an exception of several faults.</summary>
    /// <param name="faults">One line each.</param>
    public ModelPackageException(IReadOnlyList<string> faults)
        : base(string.Join(Environment.NewLine, faults))
    {
    }

    /// <summary>Makes an exception with its cause.</summary>
    public ModelPackageException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>The faults, one line each.</summary>
    public IReadOnlyList<string> Faults => Message.Split(Environment.NewLine);
}
