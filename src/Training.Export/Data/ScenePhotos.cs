using System.Globalization;
using SkiaSharp;

namespace Training.Export.Data;

/// <summary>
/// Photos for the detector's scenes, listed in folders' <c>labels.csv</c> (<c>file,plate_text,x,y,w,h,…</c>, one row a plate box,
/// one with an empty box for a photo without). Immutable, thread-safe.
/// </summary>
internal sealed class ScenePhotos
{
    // Every fifth photo is held back. Neighbouring frames of a video are nearly the same picture, so a minute stays together.
    private const int HeldBackEvery = 5, FramesTogether = 60;

    private ScenePhotos(IReadOnlyList<ScenePhoto> training, IReadOnlyList<ScenePhoto> heldBack) => (Training, HeldBack) = (training, heldBack);

    /// <summary>Photos to train on.</summary>
    public IReadOnlyList<ScenePhoto> Training { get; }

    /// <summary>Photos never trained on: a fifth, by a stable hash of the file name.</summary>
    public IReadOnlyList<ScenePhoto> HeldBack { get; }

    /// <summary>Reads the lists of folders and checks every row.</summary>
    /// <exception cref="InvalidDataException">Rows are wrong; the message lists all of them.</exception>
    public static ScenePhotos Load(IReadOnlyList<string> folders)
    {
        var (photos, faults) = (new List<ScenePhoto>(), new List<string>());
        foreach (var folder in folders)
            Read(folder, photos, faults);
        if (faults.Count > 0)
            throw new InvalidDataException($"The photos have {faults.Count} fault(s):{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", faults)}");
        return new ScenePhotos([.. photos.Where(photo => !IsHeldBack(photo.Path))], [.. photos.Where(photo => IsHeldBack(photo.Path))]);
    }

    /// <summary>Whether a file belongs to the held-back fifth; the folder it lies in does not matter.</summary>
    public static bool IsHeldBack(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        const string Frame = "#t=";
        var mark = name.IndexOf(Frame, StringComparison.Ordinal);
        if (mark >= 0 && int.TryParse(name.AsSpan(mark + Frame.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var frame))
            name = $"{name[..mark]}{Frame}{frame / FramesTogether}";

        return Seeds.Mix(Seeds.Hash(name), 0) % HeldBackEvery == 0;
    }

    private static void Read(string folder, List<ScenePhoto> photos, List<string> faults)
    {
        var csv = Path.Combine(folder, "labels.csv");
        if (!File.Exists(csv))
        {
            faults.Add($"there is no {csv}.");
            return;
        }

        var lines = File.ReadAllLines(csv);
        var header = lines.Length > 0 ? lines[0].Split(',') : [];
        var (file, x, visible) = (Array.IndexOf(header, "file"), Array.IndexOf(header, "x"), Array.IndexOf(header, "visible_plates"));
        if (file < 0 || x < 0 || header.Length < x + 4)
        {
            faults.Add($"{csv} line 1: the columns file,x,y,w,h must be there; found '{string.Join(',', header)}'.");
            return;
        }

        var (boxes, leftOut) = (new Dictionary<string, List<SKRect>>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        for (var number = 1; number < lines.Length; number++)
        {
            var fields = lines[number].Split(',');
            if (fields.Length != header.Length)
            {
                faults.Add($"{csv} line {number + 1}: {fields.Length} fields where the header has {header.Length}.");
                continue;
            }

            if (!boxes.TryGetValue(fields[file], out var own))
                boxes[fields[file]] = own = [];
            if (fields[x].Length > 0)
                own.Add(ParseBox(fields, x, $"{csv} line {number + 1}", faults));
            else if (visible >= 0 && fields[visible] != "no")
                leftOut.Add(fields[file]); // shows plates that nobody has marked: no background
        }

        foreach (var (name, own) in boxes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var path = Path.Combine(folder, name);
            if (!File.Exists(path))
                faults.Add($"{csv}: there is no file {name}.");
            else if (own.Count > 0 || !leftOut.Contains(name))
                photos.Add(new ScenePhoto(path, own, name.StartsWith("open-images/", StringComparison.Ordinal) ? 4 / 3f : 1));
        }
    }

    private static SKRect ParseBox(string[] fields, int x, string where, List<string> faults)
    {
        Span<float> values = stackalloc float[4];
        for (var i = 0; i < 4; i++)
        {
            if (!float.TryParse(fields[x + i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]))
                faults.Add($"{where}: '{fields[x + i]}' is not a number of pixels.");
        }

        if (!(values[2] > 0 && values[3] > 0))
            faults.Add($"{where}: the box {fields[x + 2]}×{fields[x + 3]} is empty.");
        return SKRect.Create(values[0], values[1], values[2], values[3]);
    }
}

/// <summary>A photo and the plates in it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Boxes">Upright boxes around plates, in the file's pixels.</param>
/// <param name="Widen">What its width has to be multiplied by to look natural: Open Images' photos are stored as squares.</param>
internal sealed record ScenePhoto(string Path, IReadOnlyList<SKRect> Boxes, float Widen);
