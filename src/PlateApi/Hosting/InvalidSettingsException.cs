namespace PlateApi.Hosting;

/// <summary>The service cannot start with these settings; the message has one line for each fault.</summary>
public sealed class InvalidSettingsException : Exception
{
    /// <summary>Makes an exception without a message.</summary>
    public InvalidSettingsException()
    {
    }

    /// <summary>Makes an exception.</summary>
    public InvalidSettingsException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with its cause.</summary>
    public InvalidSettingsException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
