using Training.Export.Onnx;
using Training.Export.Onnx.Schema;

namespace Training.Export.Tests.Onnx;

public sealed class GraphBuilderTests
{
    [Fact]
    public void Node_UnknownInput_Throws()
        => Assert.Contains("'x'", Assert.Throws<InvalidOperationException>(() => new GraphBuilder("g").Node("Relu", "r", ["x"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Node_NameTwice_Throws()
    {
        var graph = new GraphBuilder("g");
        var input = graph.ByteInput("x", "N", 4);

        Assert.Throws<InvalidOperationException>(() => graph.Node("Relu", input, [input]));
    }

    [Fact]
    public void Scalar_SameNameTwice_IsStoredOnce()
    {
        var graph = new GraphBuilder("g");

        graph.Scalar("six", 6);
        graph.Scalar("six", 6);

        Assert.Single(Model(graph).Graph.Initializer);
    }

    [Fact]
    public void Attributes_Zero_IsWritten()
    {
        var graph = new GraphBuilder("g");
        graph.Node("Softmax", "y", [graph.ByteInput("x", "N", 4)], ("axis", 0L), ("scale", 0.5f), ("pads", new long[] { 0, 1 }));

        var attributes = Model(graph).Graph.Node.Single().Attribute;

        Assert.True(attributes[0].HasI);
        Assert.Equal(0.5f, attributes[1].F);
        Assert.Equal([0, 1], attributes[2].Ints);
    }

    [Fact]
    public void Attributes_UnknownType_Throws()
        => Assert.Throws<ArgumentException>(() =>
        {
            var graph = new GraphBuilder("g");
            graph.Node("Softmax", "y", [graph.ByteInput("x", 4)], ("mode", "linear"));
        });

    [Fact]
    public void Weights_Half_KeepsVectorsWhole()
    {
        var graph = new GraphBuilder("g", halfWeights: true);

        graph.Weights("matrix", [1, 2, 3, 4], 2, 2);
        graph.Weights("bias", [1, 2], 2);

        var model = Model(graph);
        Assert.Equal([8, 8], model.Graph.Initializer.Select(tensor => tensor.RawData.Length));
        Assert.Equal("Cast", model.Graph.Node.Single().OpType);
    }

    private static ModelProto Model(GraphBuilder graph) => ModelProto.Parser.ParseFrom(graph.Build("1", "test", []));
}
