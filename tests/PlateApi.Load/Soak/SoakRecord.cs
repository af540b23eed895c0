using System.Collections.Concurrent;

namespace PlateApi.Load.Soak;

/// <summary>What came of a soak. Thread-safe.</summary>
internal sealed class SoakRecord
{
    private const int MostFaults = 20;

    private readonly ConcurrentDictionary<(string Kind, int Status), int> _answers = new();
    private readonly ConcurrentDictionary<string, string> _plates = new();
    private readonly ConcurrentQueue<string> _faults = new();

    /// <summary>Memory of the service: when, in seconds from the beginning, how many bytes it holds, and how many of them .NET's heap.</summary>
    public List<(double Second, long Bytes, long Managed)> Memory { get; } = [];

    /// <summary>What was done to the service's networks, as last heard.</summary>
    public ChaosCounts? Chaos { get; set; }

    /// <summary>Answers by kind and status.</summary>
    public IReadOnlyDictionary<(string Kind, int Status), int> Answers => _answers;

    /// <summary>What was not as it must be; the first of it.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Answers that were compared with the first one to the same request.</summary>
    public int Compared { get; private set; }

    /// <summary>Pictures that were not read for a fault of the networks, each with the status that the design has for it, alone or among others.</summary>
    public int Failures { get; private set; }

    /// <summary>Counts such pictures.</summary>
    public void Fail(int pictures)
    {
        lock (_plates)
            Failures += pictures;
    }

    /// <summary>Counts an answer.</summary>
    public void Count(string kind, int status) => _answers.AddOrUpdate((kind, status), 1, static (_, count) => count + 1);

    /// <summary>Notes a fault.</summary>
    public void Fault(string text)
    {
        if (_faults.Count < MostFaults)
            _faults.Enqueue(text);
    }

    /// <summary>Holds an answer against the first one to the same request.</summary>
    public void Compare(string request, string plates)
    {
        if (_plates.TryAdd(request, plates))
            return;
        lock (_plates)
            Compared++;
        if (_plates[request] != plates)
            Fault($"{request} was answered otherwise than first: {plates} instead of {_plates[request]}");
    }

    /// <summary>
    /// How much memory grew from the second fifth of the time to the last, as a ratio of means: what is allocated once is there by then. Null for too few points.
    /// </summary>
    public double? Growth()
    {
        const int Parts = 5, LeastInPart = 10;
        var part = Memory.Count / Parts;
        return part < LeastInPart ? null : Memory.TakeLast(part).Average(point => point.Bytes) / Memory.Skip(part).Take(part).Average(point => point.Bytes);
    }
}
