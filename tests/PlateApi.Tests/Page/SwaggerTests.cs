using Microsoft.Playwright;
using PlateRecognition.Tests.Inference;
using static Microsoft.Playwright.Assertions;

namespace PlateApi.Tests.Page;

/// <summary>Swagger UI in a browser, as people use it.</summary>
public sealed class SwaggerTests(SharedService shared, Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Swagger_Opened_OffersToReadAPicture()
    {
        var page = await browser.OpenAsync(new Uri(shared.Service.Address, "/swagger/index.html"));

        await Expect(page.GetByText("Read the plates of a picture")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Swagger_PictureChosenAndSent_ShowsTheAnswer()
    {
        var operation = await SendAsync("plate.png", TinyNetworks.Picture("ABE", 240, 60));

        await Expect(operation.Locator(".live-responses-table tr.response .response-col_status").First).ToContainTextAsync("200");
        await Expect(operation.Locator(".live-responses-table tr.response .response-col_description").First).ToContainTextAsync("\"ABE\"");
    }

    [Fact]
    public async Task Swagger_FileThatIsNoPicture_ShowsTheProblem()
    {
        var operation = await SendAsync("letter.png", "no picture"u8.ToArray());

        await Expect(operation.Locator(".live-responses-table tr.response .response-col_status").First).ToContainTextAsync("422");
        await Expect(operation.Locator(".live-responses-table tr.response .response-col_description").First).ToContainTextAsync("NotAnImage");
    }

    private async Task<ILocator> SendAsync(string name, byte[] picture)
    {
        var page = await browser.OpenAsync(new Uri(shared.Service.Address, "/swagger/index.html"));
        var operation = page.Locator("#operations-Recognition-recognize");
        await operation.Locator(".opblock-summary-control").ClickAsync();
        await operation.Locator(".opblock-section-request-body .content-type").SelectOptionAsync("image/png");
        await operation.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "image/png", Buffer = picture });
        await operation.Locator("button.execute").ClickAsync();
        return operation;
    }
}
