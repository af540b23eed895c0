using PlateRecognition.Imaging;
using PlateRecognition.Plates;
using SkiaSharp;
using Training.Export.Data;

namespace Training.Export.Tests.Data;

public sealed class PlateBatchesTests
{
    private static readonly PlateTextCodec Codec = new(Alphabet.Full, 4);
    private static readonly ImageInputSpec Input = new(8, 8, PixelLayout.Nhwc, ColourOrder.Rgb, ResizeRule.Stretch);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(3, 7)]
    [InlineData(2, 5)]
    public void Take_AnyWorkersAndStart_DeliversSamplesInOrder(int workers, long firstBatch)
    {
        using var batches = new PlateBatches(new Numbered(), Codec, Input, grid: null, size: 4, firstBatch, workers);

        for (var number = firstBatch; number < firstBatch + 20; number++)
        {
            var batch = batches.Take();
            var expected = Enumerable.Range(0, 4).Select(i => (number * 4 + i) % 10);
            Assert.Equal(expected, Enumerable.Range(0, 4).Select(i => batch.Targets[i * 4]));
            Assert.Equal((byte)((number * 4) % 256), batch.Pixels[0]);
            batches.Return(batch);
        }
    }

    [Fact]
    public void Take_SampleThatCannotBeMade_SaysWhy()
    {
        using var batches = new PlateBatches(new Broken(), Codec, Input, grid: null, size: 4);

        var fault = Assert.Throws<InvalidOperationException>(batches.Take);

        Assert.Contains("sample 0 is broken", fault.Message);
    }

    [Fact]
    public void Write_CharactersThatNobodyMarked_TeachNoCell()
    {
        var grid = new SupervisionGrid(2, 4, Codec.Slots);
        var batch = new PlateBatch(2, Input, grid, Codec.Slots);
        Array.Fill(batch.AttentionTargets, 1);
        using var picture = new SKBitmap(new SKImageInfo(8, 8, SKColorType.Rgba8888, SKAlphaType.Opaque));

        PlateBatches.Write(new PlateSample(picture, "AB", []), batch, 0, Codec, Input, grid);
        PlateBatches.Write(new PlateSample(picture, "", []), batch, 1, Codec, Input, grid);

        Assert.All(batch.CellTargets[..grid.Cells], cell => Assert.Equal(SupervisionGrid.Ignored, cell));
        Assert.All(batch.CellTargets[grid.Cells..], cell => Assert.Equal(Codec.Alphabet.PadIndex, cell));
        Assert.All(batch.AttentionTargets, weight => Assert.Equal(0, weight));
    }

    [Fact]
    public void Dispose_NothingTaken_EndsTheWorkers()
    {
        var batches = new PlateBatches(new Numbered(), Codec, Input, grid: null, size: 4, workers: 2);

        batches.Dispose();
    }

    private sealed class Numbered : IPlateSource
    {
        public int Count => int.MaxValue;

        public PlateSample Read(long index)
        {
            var picture = new SKBitmap(new SKImageInfo(8, 8, SKColorType.Rgba8888, SKAlphaType.Opaque));
            picture.Erase(new SKColor((byte)index, (byte)index, (byte)index));
            return new PlateSample(picture, (index % 10).ToString(System.Globalization.CultureInfo.InvariantCulture), []);
        }
    }

    private sealed class Broken : IPlateSource
    {
        public int Count => 1;

        public PlateSample Read(long index) => throw new InvalidDataException($"sample {index} is broken");
    }
}
