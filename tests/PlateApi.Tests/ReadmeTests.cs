using System.Text.Json;
using System.Text.Json.Nodes;

namespace PlateApi.Tests;

/// <summary>The README's example is the shipped model's real answer. Run with UPDATE_README=1 to write it anew.</summary>
public sealed class ReadmeTests
{
    private const string Begin = "<!-- answer:begin -->\n```json\n", End = "\n```\n<!-- answer:end -->";

    [Fact]
    public async Task Example_SentToTheShippedModel_AnswersAsWritten()
    {
        await using var service = await RunningService.StartAsync($"--PlateApi:ModelsFolder={RepositoryFiles.PathOf("models")}");
        using var form = Answers.Form(("image", await File.ReadAllBytesAsync(RepositoryFiles.PathOf("docs/plate.png"), TestContext.Current.CancellationToken)));
        using var response = await service.Client.PostAsync("/recognize?mode=crop&topN=2", form, TestContext.Current.CancellationToken);
        var actual = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        var readme = RepositoryFiles.PathOf("README.md");
        if (Environment.GetEnvironmentVariable("UPDATE_README") == "1")
            await File.WriteAllTextAsync(readme, Replace(await File.ReadAllTextAsync(readme, TestContext.Current.CancellationToken), Format(actual, "")), TestContext.Current.CancellationToken);
        var written = JsonNode.Parse(Section(await File.ReadAllTextAsync(readme, TestContext.Current.CancellationToken)))!;

        AssertAlike(written, actual, "$");
    }

    // Equal but for what differs from request to request, and for the last digits, which differ from processor to processor.
    private static void AssertAlike(JsonNode? written, JsonNode? actual, string path)
    {
        switch (written)
        {
            case JsonObject members:
                Assert.Equal(members.Select(member => member.Key), actual!.AsObject().Select(member => member.Key));
                foreach (var (name, value) in members.Where(member => member.Key is not ("requestId" or "timings" or "alternatives")))
                    AssertAlike(value, actual[name], $"{path}.{name}");
                break;
            case JsonArray items:
                Assert.Equal(items.Count, actual!.AsArray().Count);
                for (var i = 0; i < items.Count; i++)
                    AssertAlike(items[i], actual[i], $"{path}[{i}]");
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                Assert.True(Math.Abs(value.GetValue<double>() - actual!.GetValue<double>()) <= 0.001, $"{path} is {actual}; README says {value}.");
                break;
            default:
                Assert.Equal(written?.ToJsonString(), actual?.ToJsonString());
                break;
        }
    }

    // A line a member down to the plates and their characters; what lies deeper stays on its line.
    private static string Format(JsonNode? node, string indent)
    {
        const string Step = "  ";
        const int Width = 140;
        var line = node?.ToJsonString() ?? "null";
        if (line.Length + indent.Length <= Width)
            return line;
        return node switch
        {
            JsonObject members => $"{{\n{string.Join(",\n", members.Select(member => $"{indent}{Step}\"{member.Key}\": {Format(member.Value, indent + Step)}"))}\n{indent}}}",
            JsonArray items => $"[\n{string.Join(",\n", items.Select(item => $"{indent}{Step}{Format(item, indent + Step)}"))}\n{indent}]",
            _ => line,
        };
    }

    private static string Section(string readme)
    {
        var from = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        return readme[from..readme.IndexOf(End, StringComparison.Ordinal)];
    }

    private static string Replace(string readme, string json)
    {
        const string Opening = "<!-- answer:begin -->", Closing = "<!-- answer:end -->";
        var (from, to) = (readme.IndexOf(Opening, StringComparison.Ordinal), readme.IndexOf(Closing, StringComparison.Ordinal));
        return readme[..from] + Begin + json + End + readme[(to + Closing.Length)..];
    }
}
