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
        await page.RouteAsync("**/recognize*", route => route.FulfillAsync(new() { Status = 200, ContentType = "application/json", Body = PageAnswers.Nothing }));
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
        await page.RouteAsync("**/recognize*", route => route.FulfillAsync(new() { Status = 200, ContentType = "application/json", Body = PageAnswers.TwoPlates }));

        await ChooseAsync(page, ("street.png", Picture));

        await Expect(page.Locator(".state")).ToHaveTextAsync("2 plates.");
        await Expect(page.Locator("svg polygon")).ToHaveCountAsync(2);
        await Expect(page.Locator("svg text")).ToHaveTextAsync(["AB 97.0 %", "CD 42.0 %"]);
        await Expect(page.Locator(".verdict").Nth(1)).ToHaveTextAsync("not accepted, 42.0 %, SK 80.0 %");
    }

    [Fact]
    public async Task Page_PlatesCloseTogether_AreAllOutlinedAndTheSurestIsLabelled()
    {
        var page = await browser.OpenAsync(Address);
        await page.RouteAsync("**/recognize*", route => route.FulfillAsync(new() { Status = 200, ContentType = "application/json", Body = PageAnswers.PlatesCloseTogether }));

        await ChooseAsync(page, ("street.png", Picture));

        await Expect(page.Locator("svg polygon.accepted")).ToHaveCountAsync(1);
        await Expect(page.Locator("svg polygon.doubtful")).ToHaveCountAsync(1);
        await Expect(page.Locator("svg text")).ToHaveTextAsync(["AB 97.0 %"]);
        await Expect(page.Locator(".plate h3")).ToHaveTextAsync(["AB", "CD"]);
    }

    [Fact]
    public async Task Page_CharacterWithAlternatives_ShowsThoseThatAreWorthIt()
    {
        var page = await browser.OpenAsync(Address);
        await page.RouteAsync("**/recognize*", route => route.FulfillAsync(new() { Status = 200, ContentType = "application/json", Body = PageAnswers.DoubtfulCharacter }));

        await ChooseAsync(page, ("street.png", Picture));

        await Expect(page.Locator(".characters li")).ToHaveTextAsync("B61.0 %8 38.0 %");
        await Expect(page.Locator(".characters li")).ToHaveClassAsync("unsure");
        await Expect(page.Locator(".candidates tr")).ToHaveTextAsync(["B 61.0 %", "no text 1.0 %"]);
    }

    [Fact]
    public async Task Page_ImagePastedByTheKeyboard_IsRead()
    {
        var page = await browser.OpenAsync(Address, new() { Permissions = ["clipboard-read", "clipboard-write"] });
        await page.EvaluateAsync(
            """
            async base64 => {
              const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
              await navigator.clipboard.write([new ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) })]);
            }
            """,
            Convert.ToBase64String(Picture));

        await page.Keyboard.PressAsync("Control+V");

        await Expect(page.Locator(".plate h3")).ToHaveTextAsync("ABE");
    }

    [Fact]
    public async Task Page_KeyboardAlone_CopiesTheCommandAndOpensTheJson()
    {
        var page = await browser.OpenAsync(Address, new() { Permissions = ["clipboard-read", "clipboard-write"] });
        await ChooseAsync(page, ("plate.png", Picture));
        await Expect(page.Locator(".plate h3")).ToHaveTextAsync("ABE");

        // From the last choice: clear, then the result's command and JSON.
        await page.Locator("[name=regions]").FocusAsync();
        await PressAsync(page, "Tab", "Tab", "Enter");
        await Expect(page.Locator(".copy")).ToHaveTextAsync("Copied");
        await PressAsync(page, "Tab", "Enter");

        await Expect(page.Locator("pre")).ToBeVisibleAsync();
        Assert.Equal(await page.Locator(".command code").TextContentAsync(), await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task Page_KeyboardAlone_ChoosesAPicture()
    {
        var page = await browser.OpenAsync(Address);

        // Asked for well before the key: a browser that opens its chooser before it knows that somebody listens tells nobody.
        var opened = new TaskCompletionSource<IFileChooser>(TaskCreationOptions.RunContinuationsAsynchronously);
        page.FileChooser += (_, chooser) => opened.TrySetResult(chooser);

        // The link to the API, then the pictures.
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#files")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        var chooser = await opened.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
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
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Page_TextsOnIt_AreReadableInBothColourSchemes(ColorScheme scheme)
    {
        var page = await browser.OpenAsync(Address, new() { ColorScheme = scheme });
        await ChooseAsync(page, ("letter.png", "no picture"u8.ToArray()), ("plate.png", Picture));
        await Expect(page.Locator(".plate h3")).ToHaveTextAsync("ABE");
        await Expect(page.Locator(".state.problem")).ToBeVisibleAsync();

        // WCAG 2.2, 1.4.3: 4.5 to 1 between a text and what it stands on.
        var poor = await page.EvaluateAsync<string[]>(
            """
            () => {
              const numbers = colour => colour.match(/[\d.]+/g).map(Number);
              const light = colour => numbers(colour).slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
              const ground = element => { const own = getComputedStyle(element).backgroundColor; return (numbers(own)[3] ?? 1) > 0 ? own : ground(element.parentElement); };
              return [...document.querySelectorAll("body *")].filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
                .map(e => { const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x); return [e, (a + 0.05) / (b + 0.05)]; })
                .filter(([, ratio]) => ratio < 4.5).map(([e, ratio]) => `${e.tagName} '${e.textContent.trim()}' ${ratio.toFixed(1)}`);
            }
            """);

        Assert.Empty(poor);
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

    private static async Task PressAsync(IPage page, params string[] keys)
    {
        foreach (var key in keys)
            await page.Keyboard.PressAsync(key);
    }

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
