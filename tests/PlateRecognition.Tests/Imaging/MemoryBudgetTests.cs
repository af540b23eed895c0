using CsCheck;
using PlateRecognition.Imaging;
using SkiaSharp;

namespace PlateRecognition.Tests.Imaging;

public sealed class MemoryBudgetTests
{
    private const int Width = 64, Height = 32, Pixels = Width * Height;

    [Fact]
    public void TryTake_AnyOrder_HoldsWhatWasTakenAndNeverMore() => Gen.Select(Gen.Long[0, 100], Gen.Int[-30, 30].Array[0, 60]).Sample((limit, steps) =>
    {
        var (budget, taken) = (new MemoryBudget(limit), new Stack<long>());
        foreach (var step in steps)
        {
            if (step < 0 && taken.TryPop(out var amount))
                budget.GiveBack(amount);
            else if (step >= 0 && budget.TryTake(step))
                taken.Push(step);
            else if (step >= 0)
                Assert.True(taken.Sum() + step > limit);
            Assert.Equal(taken.Sum(), budget.Held);
            Assert.InRange(budget.Held, 0, limit);
        }
    });

    [Fact]
    public async Task TryTake_ManyThreads_NeverPassesTheLimitAndLeaksNothing()
    {
        const int Limit = 1000;
        var (budget, most) = (new MemoryBudget(Limit), 0L);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            var random = new Random(thread);
            for (var round = 0; round < 20_000; round++)
            {
                var amount = random.Next(400);
                if (!budget.TryTake(amount))
                    continue;
                for (var (held, seen) = (budget.Held, Volatile.Read(ref most)); held > seen; seen = Volatile.Read(ref most))
                    Interlocked.CompareExchange(ref most, held, seen);
                budget.GiveBack(amount);
            }
        })));

        Assert.InRange(most, 1, Limit);
        Assert.Equal(0, budget.Held);
    }

    [Fact]
    public void TryDecode_BudgetTakenByOthers_IsRefusedAndNamesTheSetting()
    {
        var budget = new MemoryBudget(Pixels + 10);
        var limits = new ImageLimits { PixelsInFlight = budget };
        var picture = Pictures.Textured(Width, Height, SKEncodedImageFormat.Png);
        Assert.True(ImageDecoder.TryDecode(picture, limits, 0, 0, out var first, out _));

        var problem = Pictures.Refuse(picture, limits);
        first.Dispose();

        Assert.Equal(ImageFault.NoMemory, problem.Fault);
        Assert.Contains($"{Pixels} pixels", problem.Detail, StringComparison.Ordinal);
        Assert.Contains($"{Pixels + 10} are allowed together (MaxMegapixelsInFlight)", problem.Detail, StringComparison.Ordinal);
        Assert.True(ImageDecoder.TryDecode(picture, limits, 0, 0, out var second, out _));
        second.Dispose();
        Assert.Equal(0, budget.Held);
    }

    [Fact]
    public void TryDecode_PictureThatCouldNeverFit_HasTooManyPixels()
    {
        var problem = Pictures.Refuse(Pictures.Textured(Width, Height, SKEncodedImageFormat.Png), new ImageLimits { PixelsInFlight = new MemoryBudget(Pixels - 1) });

        Assert.Equal(ImageFault.TooManyPixels, problem.Fault);
        Assert.Contains("MaxMegapixelsInFlight", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void TryDecode_PicturesThatCodecsKeepWhole_NeedThatMuchMore()
    {
        // Baseline and lossy ones are read a few rows at a time; turning takes a second copy.
        Assert.Equal(Pixels, Needed(JpegBytes.Uniform(Width, Height, progressive: false, 10, 20, 30)));
        Assert.Equal(Pixels + (Pixels * 3 / 2), Needed(JpegBytes.Uniform(Width, Height, progressive: true, 10, 20, 30)));
        Assert.Equal(Pixels, Needed(Pictures.Textured(Width, Height, SKEncodedImageFormat.Png)));
        Assert.Equal(Pixels, Needed(Pictures.Textured(Width, Height, SKEncodedImageFormat.Webp, 80)));
        Assert.Equal(2 * Pixels, Needed(Pictures.Textured(Width, Height, SKEncodedImageFormat.Webp, 100)));
        Assert.Equal(2 * Pixels, Needed(Exif.In(Pictures.InQuadrants(Width, Height), Exif.Tiff(6))));
    }

    [Fact]
    public void TryDecode_LargeJpegSeenSmall_NeedsTheSmallPixels()
        => Assert.Equal(Pixels / 4, Needed(Pictures.Textured(Width, Height, SKEncodedImageFormat.Jpeg), Width / 4, Height / 4));

    // The least budget that a picture is decoded within.
    private static long Needed(byte[] picture, int neededWidth = 0, int neededHeight = 0)
    {
        for (var limit = 0; ; limit++)
        {
            var budget = new MemoryBudget(limit);
            if (!ImageDecoder.TryDecode(picture, new ImageLimits { PixelsInFlight = budget }, neededWidth, neededHeight, out var image, out _))
                continue;
            image.Dispose();
            Assert.Equal(0, budget.Held);
            return limit;
        }
    }
}
