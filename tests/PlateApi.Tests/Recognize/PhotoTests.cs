using System.Net;
using PlateRecognition.Tests.Detection;
using PlateRecognition.Tests.Inference;
using SkiaSharp;

namespace PlateApi.Tests.Recognize;

public sealed class PhotoTests : IAsyncLifetime
{
    private RunningService _service = null!;

    private HttpClient Client => _service.Client;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _service = await RunningService.StartAsync([], _ => { }, packages =>
    {
        packages.Write(TinyNetworks.ColourReader());
        TinyFinder.Write(packages);
    });

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Recognize_Photo_AnswersEveryPlateWithItsPlace()
    {
        var answer = await (await Client.PostPictureAsync(TinyFinder.Photo(2, (0, 1, "FACE"), (2, 3, "BEAD")), "?mode=photo&detail=normal")).ReadJsonAsync();

        Assert.Equal("""{"recognizer":"colour-reader/1","detector":"cell-finder/1","executionProvider":"cpu"}""", answer.GetProperty("model").GetRawText());
        var plates = answer.GetProperty("plates").EnumerateArray().ToDictionary(plate => plate.GetProperty("text").GetString()!);
        Assert.Equal(["BEAD", "FACE"], plates.Keys.Order());
        Assert.Equal("""{"x":64,"y":96,"width":32,"height":32}""", plates["BEAD"].GetProperty("box").GetRawText());
        Assert.Equal("""[{"x":0,"y":32},{"x":32,"y":32},{"x":32,"y":64},{"x":0,"y":64}]""", plates["FACE"].GetProperty("polygon").GetRawText());
        Assert.InRange(answer.GetProperty("timings").GetProperty("detectMs").GetDouble(), 0.000001, 60_000);
    }

    [Fact]
    public async Task Recognize_PhotoWithoutPlate_IsASuccessWithAnEmptyList()
        => Assert.Empty((await (await Client.PostPictureAsync(TinyFinder.Photo(1), "?mode=photo&detail=high")).ReadJsonAsync()).GetProperty("plates").EnumerateArray());

    [Theory]
    [InlineData("?mode=photo&draw=true", null, "image/png", SKEncodedImageFormat.Png)]
    [InlineData("?mode=photo", "image/png", "image/png", SKEncodedImageFormat.Png)]
    [InlineData("?mode=photo&draw=true", "image/jpeg, */*", "image/jpeg", SKEncodedImageFormat.Jpeg)]
    public async Task Recognize_AskedToDraw_AnswersThePictureWithOutlines(string query, string? accept, string type, SKEncodedImageFormat format)
    {
        var response = await PostAsync(query, accept, TinyFinder.Photo(4, (1, 1, "FACE")));

        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        var bytes = await response.Content.ReadAsByteArrayAsync(Stop);
        using var codec = SKCodec.Create(new MemoryStream(bytes));
        Assert.Equal(format, codec.EncodedFormat);
        using var drawing = SKBitmap.Decode(bytes);
        Assert.Equal((256, 256), (drawing.Width, drawing.Height));

        // The outline is green or amber on what was black, left of the plate's edge; far away the photo is as it was.
        var edge = Enumerable.Range(60, 4).Select(x => drawing.GetPixel(x, 96)).MaxBy(pixel => pixel.Green);
        Assert.True(edge.Green > 60 && edge.Blue < edge.Green, $"{edge}");
        Assert.True(drawing.GetPixel(10, 200).Green < 16);
        Assert.Contains("total;dur=", response.Headers.GetValues("Server-Timing").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recognize_LargePictureDrawn_HasAtMostAScreensPixels()
    {
        var response = await PostAsync("?mode=photo&draw=true", null, TinyFinder.Photo(40, (3, 3, "FACE")));

        using var drawing = SKBitmap.Decode(await response.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal((1920, 1920), (drawing.Width, drawing.Height));
    }

    [Theory]
    [InlineData("", "text/html, image/png, */*")]
    [InlineData("?draw=false", "image/png")]
    [InlineData("?draw=false", "image/jpeg")]
    public async Task Recognize_PictureNotAskedFor_AnswersJson(string query, string accept)
    {
        var response = await PostAsync(query, accept, TinyFinder.Photo(1));

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Recognize_DrawingOfSeveralFiles_IsRefused()
    {
        using var form = Answers.Form(("image", TinyFinder.Photo(1)), ("image", TinyFinder.Photo(1)));
        var response = await Client.PostAsync("/recognize?draw=true", form, Stop);

        var problem = await response.ReadProblemAsync(400, "InvalidQuery");
        Assert.Contains("2 files", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recognize_BadDetailAndDraw_NamesBoth()
    {
        var response = await Client.PostPictureAsync(TinyFinder.Photo(1), "?detail=most&draw=1");

        var detail = (await response.ReadProblemAsync(400, "InvalidQuery")).GetProperty("detail").GetString();
        Assert.Contains("detail is 'most'", detail, StringComparison.Ordinal);
        Assert.Contains("draw is '1'", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_WithAFinder_ListBoth()
    {
        var models = await (await Client.GetAsync("/models", Stop)).ReadJsonAsync();

        Assert.Contains("cell-finder", models.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("detection", models.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    private async Task<HttpResponseMessage> PostAsync(string query, string? accept, byte[] photo)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/recognize{query}") { Content = Answers.Body(photo, "image/png") };
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        var response = await Client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response;
    }
}
