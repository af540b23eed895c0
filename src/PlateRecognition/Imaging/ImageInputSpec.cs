namespace PlateRecognition.Imaging;

/// <summary>Order of a tensor's axes after the batch.</summary>
public enum PixelLayout
{
    /// <summary>Height, width, channel.</summary>
    Nhwc,

    /// <summary>Channel, height, width.</summary>
    Nchw,
}

/// <summary>Order of the colour channels.</summary>
public enum ColourOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red.</summary>
    Bgr,
}

/// <summary>How a picture of another shape is put into the input.</summary>
public enum ResizeRule
{
    /// <summary>Each axis scaled by itself: the whole input is picture.</summary>
    Stretch,

    /// <summary>Both axes scaled alike, centred on grey (114).</summary>
    Letterbox,

    /// <summary>As <see cref="Letterbox"/>, but never enlarged: a small picture keeps its pixels, and so do the things in it.</summary>
    ShrinkLetterbox,
}

/// <summary>A network's picture input.</summary>
/// <param name="Width">Pixels, 1 or more.</param>
/// <param name="Height">Pixels, 1 or more.</param>
/// <param name="Layout">Order of the axes.</param>
/// <param name="Colour">Order of the channels.</param>
/// <param name="Resize">How pictures of another shape fit in.</param>
public sealed record ImageInputSpec(int Width, int Height, PixelLayout Layout, ColourOrder Colour, ResizeRule Resize)
{
    /// <summary>Bytes of one picture's tensor: 3 × width × height.</summary>
    public int ByteCount => 3 * Width * Height;
}
