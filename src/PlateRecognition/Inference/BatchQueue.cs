namespace PlateRecognition.Inference;

/// <summary>
/// What waits for a place, and which of it makes the next batch. Pure: it knows no clock, no lock and no thread. Not thread-safe.
/// </summary>
/// <param name="largestBatch">Items of a batch at the most.</param>
/// <param name="delay">How long the first of a batch that is not full waits for others.</param>
internal sealed class BatchQueue<T>(int largestBatch, TimeSpan delay)
{
    private readonly LinkedList<Waiter> _interactive = new(), _bulk = new();

    /// <summary>How many wait.</summary>
    public int Count => _interactive.Count + _bulk.Count;

    /// <summary>When the next batch may form: at once when a full one waits, else when the oldest has waited long enough; null while nobody waits.</summary>
    public DateTimeOffset? DueAt
    {
        get
        {
            if (Count == 0)
                return null;
            var (interactive, bulk) = (_interactive.First?.Value.Since ?? DateTimeOffset.MaxValue, _bulk.First?.Value.Since ?? DateTimeOffset.MaxValue);
            var oldest = interactive < bulk ? interactive : bulk;
            return Count >= largestBatch ? oldest : oldest + delay;
        }
    }

    /// <summary>Adds an item at the end of those of its priority.</summary>
    /// <returns>What <see cref="Remove"/> takes.</returns>
    public LinkedListNode<Waiter> Add(T item, RunPriority priority, DateTimeOffset now, DateTimeOffset? deadline)
        => (priority == RunPriority.Interactive ? _interactive : _bulk).AddLast(new Waiter(item, now, deadline));

    /// <summary>Takes an item out, unless it has gone already.</summary>
    public static void Remove(LinkedListNode<Waiter> waiter) => waiter.List?.Remove(waiter);

    /// <summary>Takes the next batch out: interactive ones before bulk, each in the order they came; nothing before it is due.</summary>
    /// <param name="now">The time.</param>
    /// <param name="places">
    /// Places that may run now, the one that asks among them. It takes its share: two half batches on two cores are faster than a
    /// whole one beside an idle core.
    /// </param>
    /// <param name="batch">Takes the batch.</param>
    /// <param name="late">Takes those whose deadline has passed; they cost no run.</param>
    public void Take(DateTimeOffset now, int places, ICollection<T> batch, ICollection<T> late)
    {
        Expire(_interactive, now, late);
        Expire(_bulk, now, late);
        if (DueAt is not { } due || due > now)
            return;
        for (var left = Math.Min(largestBatch, (Count + places - 1) / places); left > 0; left--)
        {
            var queue = _interactive.Count > 0 ? _interactive : _bulk;
            batch.Add(queue.First!.Value.Item);
            queue.RemoveFirst();
        }
    }

    private static void Expire(LinkedList<Waiter> queue, DateTimeOffset now, ICollection<T> late)
    {
        for (var waiter = queue.First; waiter is not null;)
        {
            var next = waiter.Next;
            if (waiter.Value.Deadline <= now)
            {
                queue.Remove(waiter);
                late.Add(waiter.Value.Item);
            }

            waiter = next;
        }
    }

    /// <summary>An item, since when it waits, and until when.</summary>
    internal readonly record struct Waiter(T Item, DateTimeOffset Since, DateTimeOffset? Deadline);
}
