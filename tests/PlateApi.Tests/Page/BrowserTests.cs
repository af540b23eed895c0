using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Playwright;
using PlateRecognition.Tests.Inference;
using static Microsoft.Playwright.Assertions;

namespace PlateApi.Tests.Page;

/// <summary>The page in a browser, as people use it.</summary>
public sealed class BrowserTests(SharedService shared, Browser browser) : IClassFixture<Browser>
{
    private static readonly byte[] Picture = TinyNetworks.Picture("ABE", 240, 60);

    private Uri Address => shared.Service.Address;

    [Fact]
    public async Task Page_PictureChosen_ShowsItsPlateAndHowToAskForIt()
    {
        var page = await browser.OpenAsync(Address);
        var faults = Watch(page);

        await ChooseAsync(page, ("it's a plate.png", Picture));

        await Expect(page.Locator(".plate h3")).ToHaveTextAsync("ABE");
        await Expect(page.Locator(".state")).ToHaveTextAsync("One plate.");
        await Expect(page.Locator(".verdict")).ToContainTextAsync("accepted");
        await Expect(page.Locator(".characters li")).ToHaveCountAsync(3);
        await Expect(page.Locator(".candidates tr")).ToHaveCountAsync(3);
        await Expect(page.Locator(".timings")).ToContainTextAsync("240×60 pixels, colour-reader/1 on cpu");
        await Expect(page.Locator("svg polygon")).ToHaveAttributeAsync("points", "0,0 240,0 240,60 0,60");
        await Expect(page.Locator(".command code")).ToHaveTextAsync(
            $@"curl --data-binary '@it'\''s a plate.png' -H 'Content-Type: image/png' '{Address}recognize?mode=auto&topN=3'");
        await page.Locator("summary").ClickAsync();
        await Expect(page.Locator("pre")).ToContainTextAsync("\"text\": \"ABE\"");
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Page_SeveralPictures_EachGetsItsResult()
    {
        var page = await browser.OpenAsync(Address);

        await ChooseAsync(page, [.. "ABCDEF".Select(letter => ($"{letter}.png", TinyNetworks.Picture($"{letter}")))]);

        foreach (var letter in "ABCDEF")
            await Expect(page.Locator("article", new() { HasText = $"{letter}.png" }).Locator(".plate h3")).ToHaveTextAsync($"{letter}");
        await page.Locator("#clear").ClickAsync();
        await Expect(page.Locator("article")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Page_PictureWithoutAPlate_SaysSo()
    {
        var page = await browser.OpenAsync(Address);

        await ChooseAsync(page, ("street.png", TinyNetworks.Picture("____")));

        await Expect(page.Locator(".state")).ToHaveTextAsync("No plate found.");
    }

    [Fact]
    public async Task Page_FileThatIsNoPicture_ShowsTheProblemAndMayBeTriedAgain()
    {
        var page = await browser.OpenAsync(Address);

        await ChooseAsync(page, ("<b>letter</b>.png", "no picture"u8.ToArray()));

        await Expect(page.Locator(".state.problem")).ToContainTextAsync("Not a picture");
        await Expect(page.Locator("article h2")).ToHaveTextAsync("<b>letter</b>.png");
        await page.RouteAsync("**/recognize*", route => route.FulfillAsync(new() { Status = 200, ContentType = "application/json", Body = Nothing }));
        await page.Locator(".again").ClickAsync();
        await Expect(page.Locator(".state")).ToHaveTextAsync("No plate found.");
        await Expect(page.Locator(".again")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Page_ServiceGone_SaysSo()
    {
        var page = await browser.OpenAsync(Address);
        await page.RouteAsync("**/recognize*", route => route.AbortAsync());

        await ChooseAsync(page, ("plate.png", Picture));

        await Expect(page.Locator(".state.problem")).ToContainTextAsync("The service did not answer");
    }

    [Fact]
    public async Task Page_OtherChoices_AreWhatIsAskedFor()
    {
        var page = await browser.OpenAsync(Address);
        await page.Locator("[name=mode]").SelectOptionAsync("crop");
        await page.Locator("[name=detail]").SelectOptionAsync("high");
        await page.Locator("[name=topN]").FillAsync("2");
        await page.Locator("[name=regions]").FillAsync("sk, us-ca");

        await ChooseAsync(page, ("plate.png", Picture));

        await Expect(page.Locator(".candidates tr")).ToHaveCountAsync(2);
        await Expect(page.Locator(".command code")).ToContainTextAsync("recognize?mode=crop&topN=2&detail=high&regions=sk&regions=us-ca'");
    }

    [Fact]
    public async Task Page_WrongRegion_ShowsTheServicesWords()
    {
        var page = await browser.OpenAsync(Address);
        await page.Locator("[name=regions]").FillAsync("sk, nowhere");

        await ChooseAsync(page, ("plate.png", Picture));

        await Expect(page.Locator(".state.problem")).ToContainTextAsync("regions has 'nowhere'");
    }

    [Fact]
    public async Task Page_ServiceWithKeys_AsksForOneAndSendsIt()
    {
        const string Key = "0123456789abcdef0123456789abcdef";
        await using var service = await RunningService.StartAsync($"--PlateApi:Keys:page={Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))}");
        var page = await browser.OpenAsync(service.Address);
        await ChooseAsync(page, ("plate.png", Picture));
        await Expect(page.Locator(".state.problem")).ToContainTextAsync("needs a key");

        await page.Locator("[name=key]").FillAsync(Key);
        await page.Locator(".again").ClickAsync();

        await Expect(page.Locator(".plate h3")).ToHaveTextAsync("ABE");
        await Expect(page.Locator(".command code")).ToContainTextAsync("-H \"X-Api-Key: $KEY\"");
        await Expect(page.Locator("article")).Not.ToContainTextAsync(Key);
    }

    [Theory]
    [InlineData("drop", "dataTransfer")]
    [InlineData("paste", "clipboardData")]
    public async Task Page_PictureDroppedOrPasted_IsRead(string happening, string member)
    {
        var page = await browser.OpenAsync(Address);

        await page.EvaluateAsync(
            """
            ([happening, member, base64]) => {
              const transfer = new DataTransfer();
              transfer.items.add(new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], "plate.png", { type: "image/png" }));
              transfer.items.add(new File(["text"], "letter.txt", { type: "text/plain" }));
              const event = new Event(happening, { bubbles: true, cancelable: true });
              Object.defineProperty(event, member, { value: transfer });
              document.getElementById("drop").dispatchEvent(event);
            }
            """,
            new object[] { happening, member, Convert.ToBase64String(Picture) });

        await Expect(page.Locator(".plate h3")).ToHaveTextAsync("ABE");
        await Expect(page.Locator("article")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Page_SeveralPlatesInAPhoto_AreDrawnWhereTheyAre()
    {
        var page = await browser.OpenAsync(Address);
        await page.RouteAsync("**/recognize*", route => route.FulfillAsync(new() { Status = 200, ContentType = "application/json", Body = TwoPlates }));

        await ChooseAsync(page, ("street.png", Picture));

        await Expect(page.Locator(".state")).ToHaveTextAsync("2 plates.");
        await Expect(page.Locator("svg polygon")).ToHaveCountAsync(2);
        await Expect(page.Locator("svg text")).ToHaveTextAsync(["AB 97.0 %", "CD 42.0 %"]);
        await Expect(page.Locator(".verdict").Nth(1)).ToHaveTextAsync("not accepted, 42.0 %, SK 80.0 %");
    }

    [Fact]
    public async Task Page_KeyboardAlone_ChoosesAPicture()
    {
        var page = await browser.OpenAsync(Address);

        // The link to the API, then the pictures.
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.Keyboard.PressAsync("Enter"));
        await chooser.SetFilesAsync(Payload("plate.png", Picture));

        Assert.True(chooser.IsMultiple);
        await Expect(page.Locator(".plate h3")).ToHaveTextAsync("ABE");
    }

    [Fact]
    public async Task Page_OnAPhone_FitsItsWidthAndOffersTheCamera()
    {
        var page = await browser.OpenAsync(Address, new() { ViewportSize = new() { Width = 360, Height = 740 }, HasTouch = true, IsMobile = true });

        await ChooseAsync(page, ("a-name-that-is-rather-long-for-a-small-telephone-0123456789.png", Picture));

        await Expect(page.Locator(".plate h3")).ToHaveTextAsync("ABE");
        await Expect(page.Locator("#camera")).ToBeVisibleAsync();
        Assert.Equal(360, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Theory]
    [InlineData(ColorScheme.Light, "rgb(246, 247, 249)")]
    [InlineData(ColorScheme.Dark, "rgb(20, 23, 28)")]
    public async Task Page_Colours_FollowTheSystem(ColorScheme scheme, string ground)
    {
        var page = await browser.OpenAsync(Address, new() { ColorScheme = scheme });

        await Expect(page.Locator("body")).ToHaveCSSAsync("background-color", ground);
    }

    [Fact]
    public async Task Page_Opened_SaysWhatReads()
    {
        var page = await browser.OpenAsync(Address);

        await Expect(page.Locator("#service")).ToHaveTextAsync("colour-reader/1 reads, on cpu");
    }

    [Fact]
    public async Task Swagger_Opened_OffersToReadAPicture()
    {
        var page = await browser.OpenAsync(new Uri(Address, "/swagger/index.html"));

        await Expect(page.GetByText("Read the plates of a picture")).ToBeVisibleAsync();
    }

    private const string Timings = """ "timings": { "decodeMs": 1, "detectMs": 2, "queueMs": 0, "readMs": 3, "totalMs": 6 } """;
    private const string Model = """ "model": { "recognizer": "reader/1", "detector": "finder/1", "executionProvider": "cpu" } """;
    private const string Nothing = $$"""{ {{Model}}, "image": { "width": 64, "height": 24 }, "plates": [], {{Timings}} }""";

    private static readonly string TwoPlates =
        $$"""
        { {{Model}}, "image": { "width": 640, "height": 480 }, {{Timings}}, "plates": [
          { "text": "AB", "confidence": 0.97, "accepted": true, "region": null, "box": { "x": 100, "y": 200, "width": 120, "height": 30 },
            "polygon": [ { "x": 100, "y": 200 }, { "x": 220, "y": 205 }, { "x": 220, "y": 230 }, { "x": 100, "y": 228 } ] },
          { "text": "CD", "confidence": 0.42, "accepted": false, "region": { "code": "sk", "confidence": 0.8 }, "box": { "x": 400, "y": 5, "width": 90, "height": 20 },
            "polygon": [ { "x": 400, "y": 5 }, { "x": 490, "y": 5 }, { "x": 490, "y": 25 }, { "x": 400, "y": 25 } ] } ] }
        """;

    private static Task ChooseAsync(IPage page, params (string Name, byte[] Bytes)[] files)
        => page.Locator("#files").SetInputFilesAsync(files.Select(file => Payload(file.Name, file.Bytes)));

    private static FilePayload Payload(string name, byte[] bytes) => new() { Name = name, MimeType = "image/png", Buffer = bytes };

    // What the page may not do: ask anybody else, break its policy, or fail in its console.
    private ConcurrentQueue<string> Watch(IPage page)
    {
        var faults = new ConcurrentQueue<string>();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(Address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
                faults.Enqueue(request.Url);
        };
        page.PageError += (_, fault) => faults.Enqueue(fault);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                faults.Enqueue(message.Text);
        };
        return faults;
    }
}
