using PlateRecognition.Imaging;

namespace PlateRecognition.Detection;

/// <summary>How closely a photo is searched for plates.</summary>
public enum PhotoDetail
{
    /// <summary>The photo as a whole.</summary>
    Normal,

    /// <summary>The photo as a whole, and in tiles: finds plates that are small in a large photo, and costs a run of the network a tile.</summary>
    High,
}

/// <summary>A part of a photo that a detector looks at. Pixels of the decoded photo.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public readonly record struct PhotoTile(int Left, int Top, int Width, int Height)
{
    /// <summary>How large the detector's input shows it, above 0 to 1: 1 fills the input, less looks from further away.</summary>
    public double Share { get; init; } = 1;

    /// <summary>The first byte of the tile in a photo of four bytes a pixel.</summary>
    public int Offset(int stride) => Top * stride + Left * 4;

    /// <summary>Whether the tile's edge, and not the photo's, may cut a box of the tile's own pixels.</summary>
    public bool Cuts(PixelBox box, int photoWidth, int photoHeight)
    {
        const double Near = 2;
        return Left > 0 && box.X < Near || Top > 0 && box.Y < Near
            || Left + Width < photoWidth && box.X + box.Width > Width - Near
            || Top + Height < photoHeight && box.Y + box.Height > Height - Near;
    }
}

/// <summary>The tiles of <see cref="PhotoDetail.High"/>. Pure.</summary>
public static class PhotoTiles
{
    /// <summary>Most tiles of a photo; of a larger one each tile is larger, too.</summary>
    public const int Most = 24;

    // A tile's neighbour begins three quarters of a tile on: plates up to a quarter of a tile wide lie uncut in one of them, and
    // wider ones are wide enough for the whole photo.
    private const double Step = 0.75;

    /// <summary>The photo as a whole only.</summary>
    /// <param name="width">Pixels of the photo's rows, 1 or more.</param>
    /// <param name="height">The photo's rows, 1 or more.</param>
    public static IReadOnlyList<PhotoTile> Whole(int width, int height) => [new(0, 0, width, height)];

    /// <summary>The photo as a whole, then tiles that cover it, none smaller than the detector's input in the photo's pixels.</summary>
    /// <param name="width">Pixels of the photo's rows, 1 or more.</param>
    /// <param name="height">The photo's rows, 1 or more.</param>
    /// <param name="input">The detector's input.</param>
    public static IReadOnlyList<PhotoTile> Of(int width, int height, ImageInputSpec input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var tiles = new List<PhotoTile>(Whole(width, height));
        if (width <= input.Width && height <= input.Height)
            return tiles;

        for (var scale = 1.0; ; scale *= 1.25)
        {
            var (tileWidth, tileHeight) = (Math.Min(width, (int)(input.Width * scale)), Math.Min(height, (int)(input.Height * scale)));
            var (columns, rows) = (Count(width, tileWidth), Count(height, tileHeight));
            if (columns * rows == 1)
                return tiles;
            if (columns * rows > Most)
                continue;

            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                    tiles.Add(new PhotoTile(Start(column, columns, width - tileWidth), Start(row, rows, height - tileHeight), tileWidth, tileHeight));
            }

            return tiles;
        }
    }

    private static int Count(int length, int tile) => length <= tile ? 1 : 1 + (int)Math.Ceiling((length - tile) / (tile * Step));

    private static int Start(int at, int count, int room) => count == 1 ? 0 : (int)((long)room * at / (count - 1));
}
