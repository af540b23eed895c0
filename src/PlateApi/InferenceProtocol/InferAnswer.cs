using System.Buffers;
using System.Globalization;
using System.Text.Json;
using PlateRecognition.Models;

namespace PlateApi.InferenceProtocol;

/// <summary>The answer to an inference request: JSON, and behind it the tensors that were asked for as bytes.</summary>
internal sealed class InferAnswer(ModelManifest model, string? requestId, IReadOnlyList<(AnswerTensor Tensor, bool IsBinary)> outputs) : IResult
{
    /// <summary>The header that says how many bytes of a body are JSON.</summary>
    public const string LengthHeader = "Inference-Header-Content-Length";

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        var binary = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(body))
            Write(writer, binary);

        var response = httpContext.Response;
        response.ContentType = "application/json";
        if (outputs.Any(output => output.IsBinary))
        {
            response.ContentType = "application/octet-stream";
            response.Headers[LengthHeader] = body.WrittenCount.ToString(CultureInfo.InvariantCulture);
            body.Write(binary.WrittenSpan);
        }

        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, httpContext.RequestAborted);
    }

    private void Write(Utf8JsonWriter writer, ArrayBufferWriter<byte> binary)
    {
        writer.WriteStartObject();
        writer.WriteString("model_name", model.Name);
        writer.WriteString("model_version", model.Version.ToString(CultureInfo.InvariantCulture));
        if (requestId is { } id)
            writer.WriteString("id", id);
        writer.WriteStartArray("outputs");
        foreach (var (tensor, isBinary) in outputs)
        {
            writer.WriteStartObject();
            writer.WriteString("name", tensor.Name);
            writer.WriteString("datatype", tensor.Datatype);
            writer.WriteStartArray("shape");
            foreach (var size in tensor.Shape)
                writer.WriteNumberValue(size);
            writer.WriteEndArray();
            if (isBinary)
            {
                var before = binary.WrittenCount;
                tensor.WriteBinary(binary);
                writer.WriteStartObject("parameters");
                writer.WriteNumber("binary_data_size", binary.WrittenCount - before);
                writer.WriteEndObject();
            }
            else
            {
                writer.WritePropertyName("data");
                tensor.WriteJson(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
