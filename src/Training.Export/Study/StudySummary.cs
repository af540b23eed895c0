using System.Globalization;
using System.Text;

namespace Training.Export.Study;

/// <summary>Says in sentences what the arms show, with the figures as they stand; a sentence whose arms were not run is left out.</summary>
internal static class StudySummary
{
    /// <summary>The sentences as a Markdown list.</summary>
    /// <param name="results">The finished arms.</param>
    /// <param name="probes">The linear probes; may be empty.</param>
    public static string Of(StudyResults results, IReadOnlyList<ProbeRow> probes)
    {
        var text = new StringBuilder();
        Say(["random", "frozen"], () => $"**The asker's picture.** With ImageNet weights frozen, training accuracy rises to {Training("frozen")} % of the characters and held-back accuracy stops at {HeldBack("frozen")} %; random weights end at {Training("random")} and {HeldBack("random")} %.");
        Say(["random", "fine-tuned"], () => $"**The smallest change.** The same ImageNet weights, allowed to learn (`trunk.trainable = True`), read {HeldBack("fine-tuned")} % of the held-back characters and {Texts("fine-tuned")} % of the whole texts, random weights {HeldBack("random")} and {Texts("random")} %; half of the characters are read after {Half("fine-tuned")} thousand plates seen instead of {Half("random")}. It was the freezing, not the transfer.");
        Say(["random", "random-noise"], () => $"**Noise.** At equal steps it costs random weights {Points("random", "random-noise")} points.");
        Say(["fine-tuned", "fine-tuned-noise"], () => $"Fine-tuned weights lose {Points("fine-tuned", "fine-tuned-noise")} points to it.");
        Say(["frozen-random", "frozen"], () => $"**What the head alone can do.** On a frozen trunk of random weights the branches read {HeldBack("frozen-random")} %, on the frozen ImageNet trunk {HeldBack("frozen")} %: ImageNet's features carry something about characters. Normalised by statistics that were never measured, the end of a random trunk is almost constant, so its figure is the head's guess alone.");
        Say(["frozen-other-plates", "fine-tuned-other-plates"], () => $"**A nearer source.** Weights that read plates of two other countries give {HeldBack("frozen-other-plates")} % frozen and {HeldBack("fine-tuned-other-plates")} % fine-tuned.");
        Say(["frozen-shapes", "fine-tuned-shapes"], () => $"**A source without text.** Weights that tell shapes and textures give {HeldBack("frozen-shapes")} % frozen and {HeldBack("fine-tuned-shapes")} % fine-tuned.");
        Say(["random", "random-columns", "frozen", "frozen-columns"], () => $"**Pooling.** A head that keeps the columns of the last map takes random weights from {HeldBack("random")} to {HeldBack("random-columns")} % and frozen ImageNet weights from {HeldBack("frozen")} to {HeldBack("frozen-columns")} %: at this size that map has three columns.");
        Say(["fine-tuned", "fine-tuned-columns"], () => $"Fine-tuned weights read {HeldBack("fine-tuned")} % of the characters and {Texts("fine-tuned")} % of the texts with the asker's head, {HeldBack("fine-tuned-columns")} and {Texts("fine-tuned-columns")} % with columns kept.");
        var imageNet = probes.Where(probe => probe.Trunk == "ImageNet").ToList();
        if (imageNet.Count > 0)
        {
            var (best, given) = (imageNet.MaxBy(probe => probe.Accuracy)!, imageNet.Last(probe => !probe.Columns));
            text.Append(CultureInfo.InvariantCulture, $"- **Where it dies.** A straight line reads {Percent(best.Accuracy)} % of the held-back characters off block {best.Block} of the ImageNet trunk{(best.Columns ? ", columns kept" : "")}, and {Percent(given.Accuracy)} % off the average of its last map, which is what the asker's head is given: the strides and the pooling throw away what the frozen features had.\n");
        }

        return text.Length > 0 ? text.ToString() : "Not run yet.\n";

        void Say(string[] arms, Func<FormattableString> sentence)
        {
            if (arms.All(arm => results.Of(arm).Count > 0))
                text.Append("- ").Append(sentence().ToString(CultureInfo.InvariantCulture)).Append('\n');
        }

        string HeldBack(string arm) => Percent(results.Spread(arm, result => result.Last.ValidationCharacterAccuracy).Mean);
        string Training(string arm) => Percent(results.Spread(arm, result => result.Last.TrainingCharacterAccuracy).Mean);
        string Texts(string arm) => Percent(results.Spread(arm, result => result.Last.ValidationExactMatch).Mean);
        string Points(string arm, string less) => Percent(results.Difference(arm, less).Mean);

        string Half(string arm)
        {
            var half = results.Spread(arm, result => result.ThousandsToHalf).Mean;
            return double.IsFinite(half) ? half.ToString("0", CultureInfo.InvariantCulture) : "more than were shown";
        }
    }

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture);
}
