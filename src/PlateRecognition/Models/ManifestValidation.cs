using PlateRecognition.Plates;

namespace PlateRecognition.Models;

/// <summary>Looks for everything that is wrong with a manifest, so that it is mended in one go.</summary>
internal static class ManifestValidation
{
    private const int LargestSide = 4096;

    public static List<string> FindFaults(ModelManifest manifest)
    {
        var faults = new List<string>();
        Require(manifest.SchemaVersion == ModelManifest.CurrentSchema, $"schemaVersion is {manifest.SchemaVersion}; this program reads {ModelManifest.CurrentSchema}.");
        Require(IsName(manifest.Name), $"name '{manifest.Name}' must be lower-case letters, digits and dashes, at most 64.");
        Require(manifest.Version >= 1, $"version is {manifest.Version}; it must be 1 or more.");
        Require(manifest.Sha256 is { Length: 64 } && manifest.Sha256.All(char.IsAsciiHexDigitLower), $"sha256 '{manifest.Sha256}' must be 64 lower-case hexadecimal digits.");
        Require(manifest.Opset is >= 7 and <= 99, $"opset is {manifest.Opset}; it must be 7 or more.");
        Require(!string.IsNullOrWhiteSpace(manifest.Licence), "licence is empty.");
        Require(manifest.Training is not null, "training is missing.");
        CheckInput(manifest.Input);
        Require(manifest.Outputs is { Count: > 0 }, "outputs is empty.");
        foreach (var output in manifest.Outputs ?? [])
            Require(output is { Name.Length: > 0, Shape: not null }, $"output '{output?.Name}' must have a name and a shape.");
        CheckCalibration(manifest.Calibration);
        Require(manifest.Accuracy is not null, "accuracy is missing.");
        foreach (var accuracy in manifest.Accuracy ?? [])
            Require(accuracy is { Count: > 0, ExactMatch: >= 0 and <= 1, Dataset: not null }, $"accuracy on '{accuracy?.Dataset}' has count {accuracy?.Count} and exact match {accuracy?.ExactMatch}.");
        if (manifest.Task == ModelTask.Recognition)
            CheckRecognition();
        else
            CheckDetection();
        return faults;

        void CheckInput(ManifestInput? input)
        {
            if (input is null)
            {
                faults.Add("input is missing.");
                return;
            }

            Require(!string.IsNullOrEmpty(input.Name), "input.name is empty.");
            Require(input.Type == "uint8", $"input.type is '{input.Type}'; networks take uint8 pixels and normalise in their graph.");
            Require(input.Height is >= 1 and <= LargestSide, $"input.height is {input.Height}; it must be 1 to {LargestSide}.");
            Require(input.Width is >= 1 and <= LargestSide, $"input.width is {input.Width}; it must be 1 to {LargestSide}.");
        }

        void CheckCalibration(ManifestCalibration? calibration)
        {
            Require(calibration is not null, "calibration is missing.");
            if (calibration is null)
                return;
            Require(calibration.Temperature is > 0 and <= 100, $"calibration.temperature is {calibration.Temperature}; it must be above 0 and at most 100.");
            Require(calibration.AcceptThreshold is >= 0 and <= 2, $"calibration.acceptThreshold is {calibration.AcceptThreshold}; it must be 0 to 1, or up to 2 to accept nothing.");
        }

        void CheckRecognition()
        {
            Require(manifest.Slots is >= 1 and <= 64, $"slots is {manifest.Slots?.ToString() ?? "missing"}; a recogniser has 1 to 64.");
            var classes = 0;
            try
            {
                var alphabet = new Alphabet(manifest.Alphabet ?? "", manifest.Pad);
                classes = alphabet.Count;
                if (manifest.Formats is not null && manifest.Formats.All(formats => formats is { Region.Length: > 0, Letters: not null, Patterns: not null, Weight: null or (> 0 and <= 1e6) }))
                    _ = new FormatPrior(alphabet, manifest.Slots ?? 1, manifest.TextFormats);
                else
                    faults.Add("formats: each must have a region, letters and patterns, and if a weight, one above 0 and at most 1000000.");
            }
            catch (ArgumentException fault)
            {
                faults.Add($"alphabet: {fault.Message}");
            }
            catch (FormatException fault)
            {
                faults.Add($"formats: {fault.Message}");
            }

            if (manifest.Outputs is not { Count: 1 or 2 } || manifest.Outputs[0]?.Shape is not { Count: 3 } shape)
                Require(false, "a recogniser has one output of three sizes: batch (-1), slots, classes; and may have positions of batch (-1), slots, 2.");
            else if (classes > 0)
                Require(shape[0] == -1 && shape[1] == manifest.Slots && shape[2] == classes, $"the output's shape is ({string.Join(", ", shape)}); slots and alphabet make it (-1, {manifest.Slots}, {classes}).");
            if (manifest.Outputs is [_, { Shape: { } positions }])
                Require(positions.SequenceEqual([-1, manifest.Slots ?? 0, 2]), $"the second output's shape is ({string.Join(", ", positions)}); positions of {manifest.Slots} slots make it (-1, {manifest.Slots}, 2).");
        }

        void CheckDetection()
        {
            Require(manifest.Calibration?.AcceptThreshold is > 0 and < 1, $"calibration.acceptThreshold is {manifest.Calibration?.AcceptThreshold}; a detector's finds count from above 0 and below 1.");
            if (manifest.Outputs is not [{ Shape: [-1, 1, var rows, var columns] }, { Shape: [-1, 8, var sameRows, var sameColumns] }] || rows != sameRows || columns != sameColumns)
                faults.Add("a detector has two outputs: a heat map (-1, 1, rows, columns), then corners (-1, 8, rows, columns).");
            else if (manifest.Input is { } input)
                Require(rows > 0 && columns > 0 && input.Height % rows == 0 && input.Width % columns == 0, $"a map of {rows}×{columns} cells does not divide an input of {input.Height}×{input.Width} pixels.");
        }

        void Require(bool holds, string fault)
        {
            if (!holds)
                faults.Add(fault);
        }
    }

    /// <summary>Whether a text is a model name; names become folders, so nothing else may.</summary>
    public static bool IsName(string? name)
        => name is { Length: > 0 and <= 64 } && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && name[0] != '-';
}
