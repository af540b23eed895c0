using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace PlateApi.Tests.Deployment;

/// <summary>YAML as JSON nodes: merge keys are merged, numbers and flags are numbers and flags unless they stand in quotes.</summary>
internal static class YamlFile
{
    private static readonly IDeserializer Deserializer = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
    private static readonly ISerializer Serializer = new SerializerBuilder().JsonCompatible().Build();

    /// <summary>The one document of a file that is named from the repository's root.</summary>
    public static JsonNode Read(string name) => Assert.Single(Parse(File.ReadAllText(RepositoryFiles.PathOf(name))));

    /// <summary>All documents of a text.</summary>
    public static IReadOnlyList<JsonNode> Parse(string text)
    {
        var parser = new MergingParser(new Parser(new StringReader(text)));
        var documents = new List<JsonNode>();
        parser.Consume<YamlDotNet.Core.Events.StreamStart>();
        while (!parser.Accept<YamlDotNet.Core.Events.StreamEnd>(out _))
            documents.Add(JsonNode.Parse(Serializer.Serialize(Deserializer.Deserialize(parser)!))!);
        return documents;
    }

    /// <summary>The texts of a list.</summary>
    public static string[] Texts(this JsonNode? list) => [.. list!.AsArray().Select(item => item!.ToString())];
}
