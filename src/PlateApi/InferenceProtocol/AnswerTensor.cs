using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using PlateRecognition;

namespace PlateApi.InferenceProtocol;

/// <summary>
/// One tensor of an answer. All of them have a row for each plate of all pictures together: pictures have any number of plates,
/// and a tensor has no ragged rows; <c>picture</c> says which picture a row belongs to.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">INT32, FP32, BOOL or BYTES.</param>
/// <param name="Shape">The number of plates, and the shape of a row.</param>
/// <param name="Values">Its values, row by row, in an array of the datatype; of texts for BYTES.</param>
internal sealed record AnswerTensor(string Name, string Datatype, int[] Shape, Array Values)
{
    /// <summary>The names of all tensors.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Of([]).Select(tensor => tensor.Name)];

    /// <summary>All tensors of an answer.</summary>
    /// <param name="answers">The answers to the pictures, in their order.</param>
    public static AnswerTensor[] Of(IReadOnlyList<Recognition> answers)
    {
        var plates = answers.SelectMany((answer, picture) => answer.Plates.Select(plate => (Picture: picture, Plate: plate))).ToArray();
        var count = plates.Length;
        return
        [
            new("picture", "INT32", [count], plates.Select(row => row.Picture).ToArray()),
            new("text", "BYTES", [count], plates.Select(row => row.Plate.Reading.Text).ToArray()),
            new("confidence", "FP32", [count], plates.Select(row => (float)row.Plate.Reading.Confidence).ToArray()),
            new("accepted", "BOOL", [count], plates.Select(row => row.Plate.Accepted).ToArray()),
            new("region", "BYTES", [count], plates.Select(row => row.Plate.Region?.Code ?? "").ToArray()),
            new("detection_confidence", "FP32", [count], plates.Select(row => (float)row.Plate.DetectionConfidence).ToArray()),
            new("box", "FP32", [count, 4], plates.SelectMany(row => Numbers(row.Plate.Box)).ToArray()),
            new("polygon", "FP32", [count, 4, 2], plates.SelectMany(row => row.Plate.Polygon).SelectMany(corner => new[] { (float)corner.X, (float)corner.Y }).ToArray()),
        ];
    }

    /// <summary>Writes the values as a flat array of JSON.</summary>
    public void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        switch (Values)
        {
            case int[] numbers:
                foreach (var number in numbers)
                    writer.WriteNumberValue(number);
                break;
            case float[] numbers:
                foreach (var number in numbers)
                    writer.WriteNumberValue(number);
                break;
            case bool[] flags:
                foreach (var flag in flags)
                    writer.WriteBooleanValue(flag);
                break;
            case string[] texts:
                foreach (var text in texts)
                    writer.WriteStringValue(text);
                break;
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the values as bytes, little-endian; a text is its length in four bytes and its UTF-8.</summary>
    public void WriteBinary(ArrayBufferWriter<byte> writer)
    {
        switch (Values)
        {
            case int[] numbers:
                foreach (var number in numbers)
                    WriteNumber(number);
                break;
            case float[] numbers:
                foreach (var number in numbers)
                    WriteNumber(BitConverter.SingleToInt32Bits(number));
                break;
            case bool[] flags:
                foreach (var flag in flags)
                    writer.Write([flag ? (byte)1 : (byte)0]);
                break;
            case string[] texts:
                foreach (var text in texts)
                {
                    WriteNumber(Encoding.UTF8.GetByteCount(text));
                    Encoding.UTF8.GetBytes(text, writer);
                }

                break;
        }

        void WriteNumber(int number)
        {
            BinaryPrimitives.WriteInt32LittleEndian(writer.GetSpan(sizeof(int)), number);
            writer.Advance(sizeof(int));
        }
    }

    private static float[] Numbers(PixelBox box) => [(float)box.X, (float)box.Y, (float)box.Width, (float)box.Height];
}
