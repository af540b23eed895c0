using System.Diagnostics.CodeAnalysis;
using PlateRecognition.Imaging;

namespace PlateRecognition.Drawing;

/// <summary>The share of the pixels in flight that a drawing takes beside its picture; dispose it to give it back. Not thread-safe.</summary>
internal sealed class DrawingRoom : IDisposable
{
    private readonly MemoryBudget? _budget;
    private long _pixels;

    private DrawingRoom(MemoryBudget? budget, long pixels) => (_budget, _pixels) = (budget, pixels);

    /// <summary>Takes it.</summary>
    /// <param name="image">The picture, which holds its own share already.</param>
    /// <param name="draws">Whether there will be a drawing; else nothing is taken.</param>
    /// <param name="budget">What all may hold together; null sets no bound.</param>
    /// <param name="room">The share, when it was there.</param>
    /// <param name="problem">Why there is none: not now, or never.</param>
    public static bool TryTake(
        DecodedImage image, bool draws, MemoryBudget? budget, [NotNullWhen(true)] out DrawingRoom? room, [NotNullWhen(false)] out ImageProblem? problem)
    {
        (room, problem) = (null, null);
        var pixels = draws ? AnswerDrawing.PixelsOf(image) : 0;
        if (budget?.TryTake(pixels) == false)
        {
            var together = pixels + (long)image.Width * image.Height;
            problem = together > budget.Limit
                ? new ImageProblem(ImageFault.TooManyPixels, $"The picture and its drawing need memory for {together} pixels; all pictures together may hold {budget.Limit} (MaxMegapixelsInFlight).")
                : new ImageProblem(ImageFault.NoMemory, $"The drawing needs memory for {pixels} pixels, and the pictures being read hold {budget.Held}; {budget.Limit} are allowed together (MaxMegapixelsInFlight).");
            return false;
        }

        room = new DrawingRoom(budget, pixels);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _budget?.GiveBack(Interlocked.Exchange(ref _pixels, 0));
}
