using System.Buffers.Binary;
using System.Text;
using Training.Export.Weights;
using static TorchSharp.torch;

namespace Training.Export.Tests.Weights;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("safetensors").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ScalarType.Float32, 0)]
    [InlineData(ScalarType.Float16, 1e-3)]
    [InlineData(ScalarType.BFloat16, 8e-3)]
    public void WriteRead_AnyType_RoundTripsToItsPrecision(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "a.safetensors");
        var tensors = new Dictionary<string, Tensor> { ["a.weight"] = randn(3, 4, 5, 2), ["scalar"] = tensor(2.5f), ["turned"] = randn(4, 6).t() };

        SafetensorsFile.Write(path, tensors, new Dictionary<string, string> { ["step"] = "12" }, type);
        var file = SafetensorsFile.Read(path);

        Assert.Equal("12", file.Metadata["step"]);
        Assert.Equal(tensors.Keys.Order(), file.Names.Order());
        foreach (var (name, expected) in tensors)
        {
            Assert.True(file.TryGetTensor(name, out var actual));
            Assert.Equal(expected.shape, actual.shape);
            Assert.True(allclose(expected, actual, rtol: tolerance, atol: 0));
        }
    }

    [Fact]
    public void Write_OtherType_SaysWhichAreWritten()
        => Assert.Contains("Float16", Assert.Throws<ArgumentException>(() => SafetensorsFile.Write("x", new Dictionary<string, Tensor>(), type: ScalarType.Int64)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_KnownBytes_GivesKnownNumbers()
    {
        var file = SafetensorsFile.Read(Write("""{"x":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"y":{"dtype":"BF16","shape":[1],"data_offsets":[4,6]}}""", [0x00, 0x3C, 0x00, 0xC0, 0x80, 0x3F]));
        using var scope = NewDisposeScope();

        Assert.True(file.TryGetTensor("x", out var x));
        Assert.True(file.TryGetTensor("y", out var y));

        Assert.Equal([1f, -2f], x.data<float>().ToArray());
        Assert.Equal([1f], y.data<float>().ToArray());
        Assert.False(file.TryGetTensor("z", out _));
    }

    [Fact]
    public void TryGetTensor_IntegerType_SaysWhichAreRead()
    {
        var file = SafetensorsFile.Read(Write("""{"n":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", new byte[8]));

        var fault = Assert.Throws<InvalidDataException>(() => file.TryGetTensor("n", out _));

        Assert.Contains("'n' has type I64", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "outside the data")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[-4,4]}}""", 8, "outside the data")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "outside the data")]
    [InlineData("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "does not take 8 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "outside the data")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "cannot be read")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 8, "overlaps")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "twice")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1]}}""", 4, "cannot be read")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "cannot be read")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "cannot be read")]
    [InlineData("""{"x":7}""", 4, "cannot be read")]
    [InlineData("""[]""", 4, "cannot be read")]
    [InlineData("""{"x":""", 4, "cannot be read")]
    public void Read_DamagedHeader_SaysWhat(string header, int data, string what)
    {
        var path = Write(header, new byte[data]);

        var fault = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(path));

        Assert.Contains(what, fault.Message, StringComparison.Ordinal);
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Read_TooShort_SaysSo(int length)
    {
        var path = Path.Combine(_folder, "short.safetensors");
        File.WriteAllBytes(path, new byte[length]);

        Assert.Contains($"{length} bytes are fewer", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1000)]
    [InlineData(long.MaxValue)]
    public void Read_HeaderLengthOff_SaysSo(long length)
    {
        var path = Path.Combine(_folder, "length.safetensors");
        var bytes = new byte[64];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        File.WriteAllBytes(path, bytes);

        Assert.Contains($"length {length} does not fit", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(path)).Message, StringComparison.Ordinal);
    }

    private string Write(string header, byte[] data)
    {
        var path = Path.Combine(_folder, "written.safetensors");
        var json = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(path, [.. length, .. json, .. data]);
        return path;
    }
}
