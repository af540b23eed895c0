using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace PlateApi.Fuzz;

/// <summary>Tries input after input in this process, and leaves word of the round it is at, for whoever looks after it crashed.</summary>
internal sealed class FuzzRun(FuzzOptions options, TextWriter output)
{
    private const int MostFindings = 10;
    private long _began;

    /// <summary>Bytes of the file that the round is left in.</summary>
    public const int NoteSize = sizeof(int);

    /// <summary>Runs.</summary>
    /// <param name="note">A file of <see cref="NoteSize"/> bytes.</param>
    /// <returns>How many inputs were answered wrongly.</returns>
    public async Task<int> RunAsync(string note)
    {
        using var file = MemoryMappedFile.CreateFromFile(note, FileMode.Open, null, NoteSize);
        using var view = file.CreateViewAccessor();
        await using var target = options.Open();
        await target.StartAsync();
        using var process = Process.GetCurrentProcess();
        var (found, most, memory) = (0, options.BudgetMiB * 1024L * 1024, process.PeakWorkingSet64);
        using var watch = new Timer(_ => EndIfItHangs(target, view), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        var clock = Stopwatch.StartNew();
        for (var round = options.From; round < options.From + options.Count && found < MostFindings; round++)
        {
            view.Write(0, round);
            Volatile.Write(ref _began, Stopwatch.GetTimestamp());
            var fault = await TryAsync(target, round);
            Volatile.Write(ref _began, 0);
            process.Refresh();
            if (fault is null && process.PeakWorkingSet64 > memory + most)
                fault = $"The process took {process.PeakWorkingSet64 >> 20} MiB, {(process.PeakWorkingSet64 - memory) >> 20} more than for what is good; {options.BudgetMiB} are allowed.";
            if (fault is null)
                continue;
            found++;
            // One that takes memory is told once, not in every round after it.
            memory = Math.Max(memory, process.PeakWorkingSet64);
            await options.ReportAsync(target, round, fault, output);
        }

        await output.WriteLineAsync($"{options.Count} {options.Target} in {clock.Elapsed.TotalSeconds:0} s, seed {options.Seed}: {target.Summary}; {found} found; {(process.PeakWorkingSet64 >> 20)} MiB at most.");
        return found;
    }

    private async Task<string?> TryAsync(IFuzzTarget target, int round)
    {
        try
        {
            return await target.TryAsync(target.Make(options.Seed, round));
        }
#pragma warning disable CA1031 // Whatever is thrown is a finding.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return $"It threw: {fault}";
        }
    }

    // Nothing stops native code but the end of its process.
    private void EndIfItHangs(IFuzzTarget target, MemoryMappedViewAccessor view)
    {
        var began = Volatile.Read(ref _began);
        if (began == 0 || Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(options.SecondsEach))
            return;
        options.ReportAsync(target, view.ReadInt32(0), $"It took more than {options.SecondsEach} s.", output).GetAwaiter().GetResult();
        output.Flush();
        Environment.Exit(FuzzCommand.Found);
    }
}
