using System.Text;
using CsCheck;
using PlateApi.InferenceProtocol;

namespace PlateApi.Tests.InferenceProtocol;

public sealed class InferRequestReaderTests
{
    private static readonly Gen<byte[][]> Pictures = Gen.Byte.Array[0, 40].Array[1, 6];

    [Fact]
    public void Read_PackedPictures_AreThePictures() => Pictures.Sample(pictures =>
    {
        var tensor = ProtocolClient.Pack(pictures);
        var head = Encoding.UTF8.GetBytes(ProtocolClient.BinaryHeader(pictures.Length, tensor.Length));

        var request = InferRequestReader.Read((byte[])[.. head, .. tensor], $"{head.Length}", mostPictures: 6);

        Assert.Equal("42", request.Id);
        Assert.Equal(pictures, request.Pictures.Select(picture => picture.ToArray()));
    });

    [Fact]
    public void Read_NestedBase64_AreThePictures() => Pictures.Sample(pictures =>
    {
        var rows = string.Join(',', pictures.Select(picture => $"[\"{Convert.ToBase64String(picture)}\"]"));

        var request = InferRequestReader.Read(
            Encoding.UTF8.GetBytes($$$"""{"inputs":[{"name":"image","shape":[{{{pictures.Length}}},1],"datatype":"BYTES","data":[{{{rows}}}]}]}"""), headerLength: null, mostPictures: 6);

        Assert.Null(request.Outputs);
        Assert.Equal(pictures, request.Pictures.Select(picture => picture.ToArray()));
    });

    [Fact]
    public void Read_DamagedRequests_AreReadOrRefusedInOneLine()
        => Gen.Select(Pictures, Gen.Select(Gen.Int[0, 400], Gen.Byte).Array[0, 6], Gen.Int[0, 400], Gen.Int[0, 400]).Sample((pictures, changes, cut, headerLength) =>
        {
            var tensor = ProtocolClient.Pack(pictures);
            var head = Encoding.UTF8.GetBytes(ProtocolClient.BinaryHeader(
                pictures.Length, tensor.Length, ""","parameters":{"mode":"cr\u006fp","timeout":5},"outputs":[{"name":"text","parameters":{"binary_data":true}}]"""));
            byte[] body = [.. head, .. tensor];
            foreach (var (position, value) in changes)
                body[position % body.Length] = value;
            try
            {
                var request = InferRequestReader.Read(body.AsMemory(0, body.Length - cut % 3), headerLength % 4 == 0 ? $"{headerLength}" : $"{head.Length}", mostPictures: 6);
                Assert.InRange(request.Pictures.Count, 1, 6);
            }
            catch (InvalidDataException fault)
            {
                Assert.DoesNotContain('\n', fault.Message);
            }
        });

    [Theory]
    [InlineData("""{"id":"\ud800","inputs":[]}""")]
    [InlineData("""{"inputs":[{"name":"\udfff"}]}""")]
    public void Read_TextThatIsNoUnicode_IsRefused(string json)
        => Assert.Throws<InvalidDataException>(() => InferRequestReader.Read(Encoding.UTF8.GetBytes(json), headerLength: null, mostPictures: 6));

    [Fact]
    public void Read_Timeout_IsAnHourAtMost()
    {
        var request = InferRequestReader.Read(
            Encoding.UTF8.GetBytes("""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["AAAA"]}],"parameters":{"timeout":9223372036854775807}}"""), headerLength: null, mostPictures: 1);

        Assert.Equal(TimeSpan.FromHours(1), request.Timeout);
    }
}
