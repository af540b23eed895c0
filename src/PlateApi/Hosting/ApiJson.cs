using System.Text.Json;
using System.Text.Json.Serialization;
using PlateApi.Health;
using PlateApi.Models;
using PlateApi.Recognize;

namespace PlateApi.Hosting;

/// <summary>All types of the wire, with generated serialisation: camelCase, numbers as numbers, nulls written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RecognizeAnswer))]
[JsonSerializable(typeof(RecognizeResults))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelDetails))]
[JsonSerializable(typeof(ModelStates))]
[JsonSerializable(typeof(ModelChange))]
[JsonSerializable(typeof(CompareAnswer))]
[JsonSerializable(typeof(LiveAnswer))]
[JsonSerializable(typeof(ReadyAnswer))]
internal sealed partial class ApiJson : JsonSerializerContext;
