using CsCheck;
using PlateRecognition.Inference;

namespace PlateRecognition.Tests.Inference;

public sealed class BatchQueueTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Add (by priority, with or without a deadline), remove what came n-th, let time pass, take for so many places.
    private static readonly Gen<(int Kind, int Amount)[]> Steps = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 20]).Array[0, 80];

    [Fact]
    public void Take_AnySteps_KeepsThePolicy()
        => Gen.Select(Gen.Int[1, 9], Gen.Int[0, 10], Steps).Sample((largest, delay, steps) => Play(largest, TimeSpan.FromMilliseconds(delay), steps));

    [Fact]
    public void Take_SeveralPlaces_SharesWhatWaits()
    {
        var queue = Filled(5, largest: 8);
        var (first, second, late) = (new List<int>(), new List<int>(), new List<int>());

        queue.Take(Start, places: 2, first, late);
        queue.Take(Start, places: 1, second, late);

        Assert.Equal([0, 1, 2], first);
        Assert.Equal([3, 4], second);
        Assert.Empty(late);
    }

    [Fact]
    public void Take_BeforeTheDelayIsOver_TakesNothingUnlessTheBatchIsFull()
    {
        var queue = Filled(2, largest: 3, delay: 5);
        var (batch, late) = (new List<int>(), new List<int>());

        queue.Take(Start.AddMilliseconds(4), places: 1, batch, late);
        Assert.Empty(batch);
        Assert.Equal(Start.AddMilliseconds(5), queue.DueAt);
        queue.Add(2, RunPriority.Bulk, Start.AddMilliseconds(4), deadline: null);
        queue.Take(Start.AddMilliseconds(4), places: 1, batch, late);

        Assert.Equal([0, 1, 2], batch);
        Assert.Null(queue.DueAt);
    }

    [Fact]
    public void Take_BulkBeforeInteractive_RunsItLast()
    {
        var queue = new BatchQueue<int>(2, TimeSpan.Zero);
        queue.Add(1, RunPriority.Bulk, Start, deadline: null);
        queue.Add(2, RunPriority.Bulk, Start, deadline: null);
        queue.Add(3, RunPriority.Interactive, Start, deadline: null);
        var (batch, late) = (new List<int>(), new List<int>());

        queue.Take(Start, places: 1, batch, late);

        Assert.Equal([3, 1], batch);
    }

    private static BatchQueue<int> Filled(int count, int largest, int delay = 0)
    {
        var queue = new BatchQueue<int>(largest, TimeSpan.FromMilliseconds(delay));
        for (var item = 0; item < count; item++)
            queue.Add(item, RunPriority.Interactive, Start, deadline: null);
        return queue;
    }

    // Plays the steps beside a plain list that says what must come out.
    private static void Play(int largest, TimeSpan delay, (int Kind, int Amount)[] steps)
    {
        var queue = new BatchQueue<int>(largest, delay);
        var nodes = new List<LinkedListNode<BatchQueue<int>.Waiter>>();
        var waiting = new List<(int Item, RunPriority Priority, DateTimeOffset Since, DateTimeOffset? Deadline)>();
        var now = Start;
        foreach (var (kind, amount) in steps)
        {
            switch (kind)
            {
                case 0 or 1 or 2:
                    var (priority, deadline) = (kind == 1 ? RunPriority.Bulk : RunPriority.Interactive, kind == 2 ? now.AddMilliseconds(amount) : (DateTimeOffset?)null);
                    waiting.Add((nodes.Count, priority, now, deadline));
                    nodes.Add(queue.Add(nodes.Count, priority, now, deadline));
                    break;
                case 3 when nodes.Count > 0:
                    BatchQueue<int>.Remove(nodes[amount % nodes.Count]);
                    waiting.RemoveAll(waiter => waiter.Item == amount % nodes.Count);
                    break;
                case 4:
                    now = now.AddMilliseconds(amount);
                    break;
                case 5:
                    var places = 1 + amount % 4;
                    var (batch, late) = (new List<int>(), new List<int>());
                    queue.Take(now, places, batch, late);

                    Assert.Equal(waiting.Where(waiter => waiter.Deadline <= now).Select(waiter => waiter.Item).Order(), late.Order());
                    waiting.RemoveAll(waiter => waiter.Deadline <= now);
                    var isDue = waiting.Count >= largest || waiting.Any(waiter => waiter.Since + delay <= now);
                    var expected = isDue ? waiting.OrderBy(waiter => waiter.Priority).ThenBy(waiter => waiter.Item).Take(Math.Min(largest, (waiting.Count + places - 1) / places)) : [];
                    Assert.Equal(expected.Select(waiter => waiter.Item), batch);
                    waiting.RemoveAll(waiter => batch.Contains(waiter.Item));
                    break;
            }

            Assert.Equal(waiting.Count, queue.Count);
            Assert.Equal(waiting.Count == 0, queue.DueAt is null);
        }
    }
}
