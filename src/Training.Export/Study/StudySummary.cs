using System.Globalization;
using System.Text;

namespace Training.Export.Study;

/// <summary>Says in sentences what the arms show, with the figures as they stand; a sentence whose arms were not run is left out.</summary>
/// <param name="results">The finished arms.</param>
internal sealed class StudySummary(StudyResults results)
{
    private readonly StringBuilder _text = new();

    /// <summary>What answers the question, as a Markdown list.</summary>
    /// <param name="results">The finished arms.</param>
    /// <param name="probes">The linear probes; may be empty.</param>
    public static string Answers(StudyResults results, IReadOnlyList<ProbeRow> probes) => new StudySummary(results).Answers(probes);

    /// <summary>What else the arms show, as a Markdown list.</summary>
    /// <param name="results">The finished arms.</param>
    public static string Findings(StudyResults results) => new StudySummary(results).Findings();

    private string Answers(IReadOnlyList<ProbeRow> probes)
    {
        Say(["random", "frozen"], () => $"**The asker's picture.** With ImageNet weights frozen, training accuracy rises to {Training("frozen")} % of the characters and held-back accuracy stops at {HeldBack("frozen")} %; random weights end at {Training("random")} and {HeldBack("random")} %.");
        Say(["random", "fine-tuned"], () => $"**The smallest change.** The same ImageNet weights, allowed to learn (`trunk.trainable = True`), read {HeldBack("fine-tuned")} % of the held-back characters and {Texts("fine-tuned")} % of the whole texts, random weights {HeldBack("random")} and {Texts("random")} %; half of the characters are read after {Half("fine-tuned")} thousand plates seen instead of {Half("random")}. It was the freezing, not the transfer.");
        Say(["full-mobilenet-random", "full-mobilenet-frozen"], () => $"**At the asker's size**, on MobileNetV2, one seed: random weights end at {Training("full-mobilenet-random")} % of the characters in training and {HeldBack("full-mobilenet-random")} % held back, frozen ImageNet weights at {Training("full-mobilenet-frozen")} and {HeldBack("full-mobilenet-frozen")} %.");
        Say(["full-mobilenet-fine-tuned"], () => $"Fine-tuned there: {HeldBack("full-mobilenet-fine-tuned")} % of the characters, {Texts("full-mobilenet-fine-tuned")} % of the texts.");
        SayWhereItDies(probes);
        Say(["random", "random-noise"], () => $"**Noise.** At equal steps it costs random weights {Points("random", "random-noise")} points.");
        Say(["fine-tuned", "fine-tuned-noise"], () => $"Fine-tuned weights lose {Points("fine-tuned", "fine-tuned-noise")} points to it.");
        Say(["full-b0-random", "full-b0-random-noise"], () => $"**EfficientNet-B0 at the asker's size**, one seed: from random weights {HeldBack("full-b0-random")} % of the characters and {Texts("full-b0-random")} % of the texts, with noise {HeldBack("full-b0-random-noise")} and {Texts("full-b0-random-noise")} %.");
        return Text();
    }

    private string Findings()
    {
        Say(["frozen-random", "frozen"], () => $"**What the head alone can do.** On a frozen trunk of random weights the branches read {HeldBack("frozen-random")} %, on the frozen ImageNet trunk {HeldBack("frozen")} %: ImageNet's features carry something about characters. Normalised by statistics that were never measured, the end of a random trunk is almost constant, so its figure is the head's guess alone.");
        Say(["frozen-other-plates", "fine-tuned-other-plates"], () => $"**A nearer source.** Weights that read plates of two other countries give {HeldBack("frozen-other-plates")} % frozen and {HeldBack("fine-tuned-other-plates")} % fine-tuned.");
        Say(["frozen-shapes", "fine-tuned-shapes"], () => $"**A source without text.** Weights that tell shapes and textures give {HeldBack("frozen-shapes")} % frozen and {HeldBack("fine-tuned-shapes")} % fine-tuned.");
        Say(["random", "random-columns", "frozen", "frozen-columns"], () => $"**Pooling.** A head that keeps the columns of the last map takes random weights from {HeldBack("random")} to {HeldBack("random-columns")} % and frozen ImageNet weights from {HeldBack("frozen")} to {HeldBack("frozen-columns")} %: at this size that map has three columns.");
        Say(["fine-tuned", "fine-tuned-columns"], () => $"Fine-tuned weights read {HeldBack("fine-tuned")} % of the characters and {Texts("fine-tuned")} % of the texts with the asker's head, {HeldBack("fine-tuned-columns")} and {Texts("fine-tuned-columns")} % with columns kept.");
        Say(["frozen-to-stage-0", "frozen-to-stage-2", "frozen-to-stage-4", "frozen-to-stage-6", "fine-tuned", "frozen"], () => $"**How much may stay frozen.** Frozen up to the stem, stage 2, stage 4 and stage 6, ImageNet's weights give {HeldBack("frozen-to-stage-0")}, {HeldBack("frozen-to-stage-2")}, {HeldBack("frozen-to-stage-4")} and {HeldBack("frozen-to-stage-6")} %; with nothing frozen {HeldBack("fine-tuned")}, with everything {HeldBack("frozen")} %.");
        Say(["two-phase", "fine-tuned"], () => $"**Two phases.** First the head alone for a quarter of the epochs, then everything: {HeldBack("two-phase")} %, against {HeldBack("fine-tuned")} % when everything learns from the first step.");
        Say(["frozen-batch-statistics", "frozen"], () => $"**Batch normalisation.** A frozen trunk that normalises by each batch while it trains gives {HeldBack("frozen-batch-statistics")} % held back and {Training("frozen-batch-statistics")} % in training; with stored statistics {HeldBack("frozen")} and {Training("frozen")} %.");
        Say(["frozen-raw", "frozen-unit", "frozen-mean-deviation", "frozen"], () => $"**Pixels scaled wrongly.** Pixels of 0 to 255, of 0 to 1, and less ImageNet's mean by its deviation give the frozen trunk {HeldBack("frozen-raw")}, {HeldBack("frozen-unit")} and {HeldBack("frozen-mean-deviation")} %; as the weights were trained, {HeldBack("frozen")} %. With 0 to 255, what a caller has who forgets to scale, training ends at {Training("frozen-raw")} % and held-back accuracy at {HeldBack("frozen-raw")} %.");
        Say(["fine-tuned-raw", "fine-tuned-unit", "fine-tuned"], () => $"Fine-tuned, 0 to 255 and 0 to 1 give {HeldBack("fine-tuned-raw")} and {HeldBack("fine-tuned-unit")} % against {HeldBack("fine-tuned")} %.");
        Say(["random-noise-5", "random-noise-30", "random-noise-60", "random", "random-noise"], () => $"**How strong the noise is.** Random weights read {HeldBack("random")} % without noise, and {HeldBack("random-noise-5")}, {HeldBack("random-noise")}, {HeldBack("random-noise-30")} and {HeldBack("random-noise-60")} % with deviations of 5, 15, 30 and 60 of 255.");
        Say(["random-geometric", "random-photometric", "random"], () => $"**Other augmentation.** Turned and shifted plates give {HeldBack("random-geometric")} %, changed light and colour {HeldBack("random-photometric")} %, none {HeldBack("random")} %, at equal steps.");
        Say(["random-longer", "random-noise-longer", "random-geometric-longer"], () => $"**Twice as long.** Then random weights read {HeldBack("random-longer")} % without augmentation, {HeldBack("random-noise-longer")} % with noise and {HeldBack("random-geometric-longer")} % turned and shifted; in training {Training("random-longer")}, {Training("random-noise-longer")} and {Training("random-geometric-longer")} %.");
        Say(["random-500-plates", "random-10000-plates", "fine-tuned-500-plates", "fine-tuned-10000-plates"], () => $"**Few plates.** With 500 different plates, at equal steps, random weights read {HeldBack("random-500-plates")} % and fine-tuned ones {HeldBack("fine-tuned-500-plates")} %; with 10,000, {HeldBack("random-10000-plates")} and {HeldBack("fine-tuned-10000-plates")} %.");
        Say(["random-seed-rate", "frozen-seed-rate", "fine-tuned-seed-rate"], () => $"**The asker's batch and rate, smaller plates.** Batches of 16 at 1e-4 give {HeldBack("random-seed-rate")} % from random weights, {HeldBack("frozen-seed-rate")} % frozen and {HeldBack("fine-tuned-seed-rate")} % fine-tuned.");
        Say(["random-b0", "random"], () => $"**The asker's trunk, smaller plates.** EfficientNet-B0 reads {HeldBack("random-b0")} % from random weights where MobileNetV2 reads {HeldBack("random")} %.");
        return Text();
    }

    private void SayWhereItDies(IReadOnlyList<ProbeRow> probes)
    {
        var imageNet = probes.Where(probe => probe.Trunk == "ImageNet").ToList();
        if (imageNet.Count == 0)
            return;
        var (best, given) = (imageNet.MaxBy(probe => probe.Accuracy)!, imageNet.Last(probe => !probe.Columns));
        _text.Append(CultureInfo.InvariantCulture, $"- **Where it dies.** A straight line reads {Percent(best.Accuracy)} % of the held-back characters off block {best.Block} of the ImageNet trunk{(best.Columns ? ", columns kept" : "")}, and {Percent(given.Accuracy)} % off the average of its last map, which is what the asker's head is given: the strides and the pooling throw away what the frozen features had.\n");
    }

    private void Say(string[] arms, Func<FormattableString> sentence)
    {
        if (arms.All(arm => results.Of(arm).Count > 0))
            _text.Append("- ").Append(sentence().ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private string Text() => _text.Length > 0 ? _text.ToString() : "Not run yet.\n";

    private string HeldBack(string arm) => Percent(results.Spread(arm, result => result.Last.ValidationCharacterAccuracy).Mean);

    private string Training(string arm) => Percent(results.Spread(arm, result => result.Last.TrainingCharacterAccuracy).Mean);

    private string Texts(string arm) => Percent(results.Spread(arm, result => result.Last.ValidationExactMatch).Mean);

    private string Points(string arm, string less) => Percent(results.Difference(arm, less).Mean);

    private string Half(string arm)
    {
        var half = results.Spread(arm, result => result.ThousandsToHalf).Mean;
        return double.IsFinite(half) ? half.ToString("0", CultureInfo.InvariantCulture) : "more than were shown";
    }

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture);
}
