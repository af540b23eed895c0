#:package SkiaSharp
#:package SkiaSharp.NativeAssets.Linux.NoDependencies
#:property PublishAot=false

// Draws crops of plates whose characters are bright dots on a dark ground, as no country has them, and their labels.csv: a stand-in for
// plates that the shipped reader has never seen.
//   dotnet run examples/new-look/DotMatrixPlates.cs -- FOLDER COUNT SEED
using SkiaSharp;

const int Rows = 7, Columns = 5;
var (folder, count, seed) = (args[0], int.Parse(args[1]), int.Parse(args[2]));
Directory.CreateDirectory(folder);
using var labels = new StreamWriter(Path.Combine(folder, "labels.csv"));
labels.WriteLine("file,plate_text");
var random = new Random(seed);
for (var i = 0; i < count; i++)
{
    var text = InventText(random);
    using var plate = DrawPlate(text, random);
    using var photo = Photograph(plate, random);
    using var encoded = photo.Encode(SKEncodedImageFormat.Jpeg, random.Next(60, 95));
    using var file = File.Create(Path.Combine(folder, $"{i:D5}.jpg"));
    encoded.SaveTo(file);
    labels.WriteLine($"{i:D5}.jpg,{text}");
}

// Five to eight letters and digits in any order, so that no format helps.
static string InventText(Random random)
    => new([.. Enumerable.Range(0, random.Next(5, 9)).Select(_ => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[random.Next(36)])]);

static SKBitmap DrawPlate(string text, Random random)
{
    const float Pitch = 10, Margin = 22;
    var radius = Pitch * Between(random, 0.28f, 0.42f);
    var gap = random.Next(1, 3);
    var (width, height) = (2 * Margin + Pitch * (text.Length * (Columns + gap) - gap), 2 * Margin + Pitch * Rows);
    var plate = new SKBitmap((int)width, (int)height, SKColorType.Rgba8888, SKAlphaType.Opaque);
    using var canvas = new SKCanvas(plate);
    var ground = (byte)random.Next(8, 50);
    canvas.Clear(new SKColor(ground, ground, (byte)(ground + random.Next(30))));
    using var unlit = new SKPaint { IsAntialias = true, Color = new SKColor((byte)(ground + 14), (byte)(ground + 14), (byte)(ground + 14)) };
    using var lit = new SKPaint { IsAntialias = true, Color = SKColor.FromHsl(random.Next(30, 70), 90, random.Next(55, 80)) };
    for (var i = 0; i < text.Length; i++)
    {
        for (var dot = 0; dot < Rows * Columns; dot++)
        {
            var (row, column) = (dot / Columns, dot % Columns);
            var isLit = (Glyph(text[i])[row] >> (Columns - 1 - column) & 1) == 1;
            canvas.DrawCircle(Margin + Pitch * (i * (Columns + gap) + column + 0.5f), Margin + Pitch * (row + 0.5f), radius, isLit ? lit : unlit);
        }
    }

    return plate;
}

// Seen a little from the side, small, blurred and noisy.
static SKBitmap Photograph(SKBitmap plate, Random random)
{
    var height = random.Next(28, 72);
    var width = height * plate.Width / plate.Height;
    var photo = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
    using var canvas = new SKCanvas(photo);
    var street = (byte)random.Next(40, 160);
    canvas.Clear(new SKColor(street, street, street));
    canvas.Translate(width / 2f, height / 2f);
    canvas.RotateDegrees(Between(random, -4, 4));
    canvas.Skew(Between(random, -0.15f, 0.15f), Between(random, -0.04f, 0.04f));
    canvas.Scale(Between(random, 0.86f, 1f) * width / plate.Width, Between(random, 0.8f, 1f) * height / plate.Height);
    using var image = SKImage.FromBitmap(plate);
    using var blur = SKImageFilter.CreateBlur(height * 0.012f * random.NextSingle() * plate.Height / height, height * 0.012f * random.NextSingle() * plate.Height / height);
    using var paint = new SKPaint { ImageFilter = blur };
    canvas.DrawImage(image, -plate.Width / 2f, -plate.Height / 2f, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear), paint);

    var noise = random.Next(2, 14);
    var pixels = photo.GetPixelSpan();
    for (var i = 0; i < pixels.Length; i++)
    {
        if (i % 4 != 3)
            pixels[i] = (byte)Math.Clamp(pixels[i] + random.Next(-noise, noise + 1), 0, 255);
    }

    return photo;
}

static float Between(Random random, float low, float high) => low + (high - low) * random.NextSingle();

// Seven rows of five dots each, as signs and tills have long shown them.
static byte[] Glyph(char symbol) => Convert.FromHexString((symbol switch
{
    '0' => "0E11131519110E", '1' => "040C040404040E", '2' => "0E11010204081F", '3' => "1F02040201110E", '4' => "02060A121F0202",
    '5' => "1F101E0101110E", '6' => "0608101E11110E", '7' => "1F010204080808", '8' => "0E11110E11110E", '9' => "0E11110F01020C",
    'A' => "0E1111111F1111", 'B' => "1E11111E11111E", 'C' => "0E11101010110E", 'D' => "1C12111111121C", 'E' => "1F10101E10101F",
    'F' => "1F10101E101010", 'G' => "0E11101711110F", 'H' => "1111111F111111", 'I' => "0E04040404040E", 'J' => "0702020202120C",
    'K' => "11121418141211", 'L' => "1010101010101F", 'M' => "111B1515111111", 'N' => "11111915131111", 'O' => "0E11111111110E",
    'P' => "1E11111E101010", 'Q' => "0E11111115120D", 'R' => "1E11111E141211", 'S' => "0F10100E01011E", 'T' => "1F040404040404",
    'U' => "1111111111110E", 'V' => "11111111110A04", 'W' => "1111111515150A", 'X' => "11110A040A1111", 'Y' => "1111110A040404",
    _ => "1F01020408101F",
}));
