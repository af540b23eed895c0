using System.Text.Json;
using Microsoft.OpenApi;
using PlateRecognition.Tests.Inference;

namespace PlateApi.Tests.Hosting;

public sealed class OpenApiTests(SharedService shared)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenApiYaml_InTheRepository_IsWhatTheServiceServes()
    {
        var served = await shared.Service.Client.GetStringAsync("/openapi/v1.yaml", Stop);
        var path = RepositoryFiles.PathOf("openapi.yaml");
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1")
            await File.WriteAllTextAsync(path, served.ReplaceLineEndings("\n"), Stop);

        var kept = await File.ReadAllTextAsync(path, Stop);

        Assert.True(kept == served.ReplaceLineEndings("\n"), "openapi.yaml is not what the service serves; look at the difference after running the tests with UPDATE_OPENAPI=1.");
    }

    [Fact]
    public async Task Document_ReadByAParser_IsOpenApi31WithoutFaults()
    {
        var text = await shared.Service.Client.GetStringAsync("/openapi/v1.json", Stop);

        var result = OpenApiDocument.Parse(text, OpenApiConstants.Json);

        Assert.Empty(result.Diagnostic!.Errors);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, result.Diagnostic.SpecificationVersion);
        Assert.Equal(
            [
                "/admin/models", "/admin/models/reload", "/admin/models/{name}/pin", "/admin/models/{name}/rollback", "/health/live", "/health/ready",
                "/models", "/models/{name}", "/recognize", "/recognize/compare",
            ],
            result.Document!.Paths.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_Upload_IsBinaryInEveryMediaType()
    {
        var content = (await OperationAsync("/recognize", "post")).GetProperty("requestBody").GetProperty("content");

        Assert.Equal(
            ["multipart/form-data", "image/jpeg", "image/png", "image/webp", "application/octet-stream"],
            content.EnumerateObject().Select(type => type.Name));
        var fields = content.GetProperty("multipart/form-data").GetProperty("schema").GetProperty("properties");
        Assert.Equal(["image"], fields.EnumerateObject().Select(field => field.Name));
        AssertBinary(fields.GetProperty("image").GetProperty("items"));
        AssertBinary(content.GetProperty("image/jpeg").GetProperty("schema"));

        static void AssertBinary(JsonElement schema)
        {
            Assert.Equal("string", schema.GetProperty("type").GetString());
            Assert.Equal("binary", schema.GetProperty("format").GetString());
        }
    }

    [Fact]
    public async Task Document_Recognize_NamesAllStatusesParametersAndExamples()
    {
        var operation = await OperationAsync("/recognize", "post");

        var responses = operation.GetProperty("responses");
        Assert.Equal(["200", "400", "401", "413", "415", "422", "429", "500", "503", "504"], responses.EnumerateObject().Select(response => response.Name).Order());
        Assert.All(responses.EnumerateObject().Where(response => response.Name != "200"), response =>
            Assert.Equal("#/components/schemas/Problem", response.Value.GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString()));
        Assert.Equal(["deadlineMs", "detail", "draw", "mode", "model", "regions", "topN"], operation.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
        var examples = responses.GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("examples");
        Assert.Equal("RK959AF", examples.GetProperty("one").GetProperty("value").GetProperty("plates")[0].GetProperty("text").GetString());
        Assert.Equal(422, examples.GetProperty("several").GetProperty("value").GetProperty("results")[1].GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Document_Keys_AreAHeaderABearerTokenOrNone()
    {
        var document = await DocumentAsync();

        Assert.Equal(["[]", "[\"ApiKey\"]", "[\"Bearer\"]"], document.GetProperty("security").EnumerateArray().Select(way => JsonSerializer.Serialize(way.EnumerateObject().Select(scheme => scheme.Name))));
        Assert.Equal("X-Api-Key", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("ApiKey").GetProperty("name").GetString());
        Assert.False((await OperationAsync("/health/ready", "get")).GetProperty("responses").TryGetProperty("401", out _));
    }

    [Fact]
    public async Task Document_Admin_NeedsAKeyAndSaysSo()
    {
        var operation = await OperationAsync("/admin/models/reload", "post");

        Assert.Equal(["[\"ApiKey\"]", "[\"Bearer\"]"], operation.GetProperty("security").EnumerateArray().Select(way => JsonSerializer.Serialize(way.EnumerateObject().Select(scheme => scheme.Name))));
        Assert.Equal(["200", "401", "403", "404", "409", "422", "429"], operation.GetProperty("responses").EnumerateObject().Select(response => response.Name).Order());
    }

    [Fact]
    public async Task Document_Compare_TakesSeveralModelsAndHasAnExample()
    {
        var operation = await OperationAsync("/recognize/compare", "post");

        var model = operation.GetProperty("parameters").EnumerateArray().Single(parameter => parameter.GetProperty("name").GetString() == "model");
        Assert.True(model.GetProperty("required").GetBoolean());
        Assert.Equal((2, 8), (model.GetProperty("schema").GetProperty("minItems").GetInt32(), model.GetProperty("schema").GetProperty("maxItems").GetInt32()));
        var answer = operation.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json");
        Assert.Equal("#/components/schemas/CompareAnswer", answer.GetProperty("schema").GetProperty("$ref").GetString());
        Assert.Equal("plate-reader-fast/1", answer.GetProperty("examples").GetProperty("two").GetProperty("value").GetProperty("results")[1].GetProperty("model").GetProperty("recognizer").GetString());
    }

    [Fact]
    public async Task Document_EveryOperationAndProperty_IsDescribed()
    {
        var document = await DocumentAsync();

        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).ToArray();
        Assert.All(operations, operation =>
        {
            Assert.NotEmpty(operation.Value.GetProperty("operationId").GetString()!);
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
            Assert.NotEmpty(operation.Value.GetProperty("description").GetString()!);
            Assert.All(operation.Value.GetProperty("responses").EnumerateObject(), response => Assert.NotEmpty(response.Value.GetProperty("description").GetString()!));
        });
        var undescribed = document.GetProperty("components").GetProperty("schemas").EnumerateObject()
            .Where(schema => schema.Value.TryGetProperty("properties", out _))
            .SelectMany(schema => schema.Value.GetProperty("properties").EnumerateObject().Where(property => !property.Value.GetRawText().Contains("\"description\"", StringComparison.Ordinal)).Select(property => $"{schema.Name}.{property.Name}"));
        Assert.Empty(undescribed);
    }

    [Fact]
    public async Task Document_AnswerOfTheService_HasExactlyItsSchemasProperties()
    {
        var schemas = (await DocumentAsync()).GetProperty("components").GetProperty("schemas");
        var answer = await (await shared.Service.Client.PostPictureAsync(TinyNetworks.Picture("ABE"))).ReadJsonAsync();

        AssertSchema("RecognizeAnswer", answer);
        AssertSchema("Plate", answer.GetProperty("plates")[0]);
        AssertSchema("PlateCharacter", answer.GetProperty("plates")[0].GetProperty("characters")[0]);
        AssertSchema("Timings", answer.GetProperty("timings"));

        void AssertSchema(string name, JsonElement value)
        {
            var schema = schemas.GetProperty(name);
            var names = value.EnumerateObject().Select(property => property.Name).ToArray();
            Assert.Equal(schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order(), names.Order());
            Assert.Equal(schema.GetProperty("required").EnumerateArray().Select(required => required.GetString()).Order(), names.Order());
        }
    }

    [Fact]
    public async Task SwaggerUi_Page_LoadsTheDocument()
    {
        var page = await shared.Service.Client.GetAsync("/swagger", Stop);
        var setup = await shared.Service.Client.GetStringAsync("/swagger/index.js", Stop);
        var bundle = await shared.Service.Client.GetAsync("/swagger/swagger-ui-bundle.js", Stop);

        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Contains("../openapi/v1.json", setup, StringComparison.Ordinal);
        Assert.True(bundle.IsSuccessStatusCode);
    }

    private async Task<JsonElement> DocumentAsync() => JsonElement.Parse(await shared.Service.Client.GetStringAsync("/openapi/v1.json", Stop));

    private async Task<JsonElement> OperationAsync(string path, string method) => (await DocumentAsync()).GetProperty("paths").GetProperty(path).GetProperty(method);
}
