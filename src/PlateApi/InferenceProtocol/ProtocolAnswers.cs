using System.Text.Json.Serialization;

namespace PlateApi.InferenceProtocol;

/// <summary>What the server is.</summary>
internal sealed record ServerMetadata
{
    /// <summary>The server's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>What it understands beyond the protocol.</summary>
    public required IReadOnlyList<string> Extensions { get; init; }
}

/// <summary>The names of the models.</summary>
internal sealed record ModelNames
{
    /// <summary>Each name once.</summary>
    public required IReadOnlyList<string> Models { get; init; }
}

/// <summary>What a model takes and answers.</summary>
internal sealed record ModelMetadata
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>All of its versions.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    /// <summary>What kind of file it is.</summary>
    public required string Platform { get; init; }

    /// <summary>Its inputs.</summary>
    public required IReadOnlyList<TensorMetadata> Inputs { get; init; }

    /// <summary>Its outputs.</summary>
    public required IReadOnlyList<TensorMetadata> Outputs { get; init; }
}

/// <summary>A tensor's name and kind; -1 is any size.</summary>
internal sealed record TensorMetadata
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its datatype.</summary>
    public required string Datatype { get; init; }

    /// <summary>Its shape.</summary>
    public required IReadOnlyList<int> Shape { get; init; }
}

/// <summary>The server is alive.</summary>
internal sealed record ServerLive(bool Live);

/// <summary>The server is ready.</summary>
internal sealed record ServerReady(bool Ready);

/// <summary>A model is ready.</summary>
internal sealed record ModelReady(string Name, bool Ready);

/// <summary>What went wrong.</summary>
internal sealed record ProtocolError(string Error);

/// <summary>The protocol's types, as it writes them.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ServerMetadata))]
[JsonSerializable(typeof(ModelNames))]
[JsonSerializable(typeof(ModelMetadata))]
[JsonSerializable(typeof(ServerLive))]
[JsonSerializable(typeof(ServerReady))]
[JsonSerializable(typeof(ModelReady))]
[JsonSerializable(typeof(ProtocolError))]
internal sealed partial class ProtocolJson : JsonSerializerContext;
