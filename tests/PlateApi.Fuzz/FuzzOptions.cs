namespace PlateApi.Fuzz;

/// <summary>What is tried, and within which bounds.</summary>
/// <param name="Target">"pictures" or "requests".</param>
/// <param name="Count">Inputs.</param>
/// <param name="Seed">Of all chance.</param>
/// <param name="From">The first round.</param>
/// <param name="Findings">Folder that inputs are written to which were answered wrongly.</param>
/// <param name="BudgetMiB">Memory that the process may take beyond what good inputs took.</param>
/// <param name="SecondsEach">Longest that an input may take.</param>
internal sealed record FuzzOptions(string Target, int Count, int Seed, int From, string Findings, int BudgetMiB, int SecondsEach)
{
    /// <summary>Makes what is fuzzed.</summary>
    public IFuzzTarget Open() => Target == "pictures" ? new Pictures.PictureFuzz() : new Requests.RequestFuzz();

    /// <summary>The command line that does the same, from some round on.</summary>
    public IReadOnlyList<string> Arguments(int from, int count)
        => [Target, $"{count}", "--seed", $"{Seed}", "--from", $"{from}", "--findings", Findings, "--budget-mib", $"{BudgetMiB}", "--seconds-each", $"{SecondsEach}"];

    /// <summary>Writes an input down, and says what is wrong with it and how to see it again.</summary>
    public async Task ReportAsync(IFuzzTarget target, int round, string fault, TextWriter output)
    {
        Directory.CreateDirectory(Findings);
        var file = Path.Combine(Findings, $"{Target}-{Seed}-{round}.bin");
        await File.WriteAllBytesAsync(file, target.Make(Seed, round));
        await output.WriteLineAsync($"FOUND: {fault}\n  seed {Seed}, round {round}, input {file}\n  again: PlateApi.Fuzz {Target} 1 --seed {Seed} --from {round}");
    }
}
