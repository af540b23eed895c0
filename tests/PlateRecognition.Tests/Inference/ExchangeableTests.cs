using CsCheck;
using PlateRecognition.Inference;

namespace PlateRecognition.Tests.Inference;

public sealed class ExchangeableTests
{
    [Fact]
    public async Task Exchange_OldIsBorrowed_ClosesItWithTheLastToGiveItBack()
    {
        var (old, fresh) = (new Thing(), new Thing());
        using var lent = new Exchangeable<Thing>(old);
        var (first, second) = (lent.Borrow(), lent.Borrow());

        var closed = lent.Exchange(fresh);
        Assert.Same(fresh, lent.Borrow());
        lent.GiveBack(first);
        Assert.False(closed.IsCompleted || old.IsClosed);
        lent.GiveBack(second);

        await closed;
        Assert.True(old.IsClosed);
        Assert.False(fresh.IsClosed);
        Assert.True(lent.IsCurrent(fresh));
    }

    [Fact]
    public void Dispose_Borrowed_ClosesItWhenItComesBackAndLendsNoMore()
    {
        var thing = new Thing();
        var lent = new Exchangeable<Thing>(thing);
        lent.Borrow();

        lent.Dispose();
        Assert.False(thing.IsClosed);
        Assert.Throws<ObjectDisposedException>(lent.Borrow);
        lent.GiveBack(thing);

        Assert.True(thing.IsClosed);
        lent.Dispose();
    }

    [Fact]
    public void Exchange_Disposed_ClosesTheFreshOneToo()
    {
        var (old, fresh) = (new Thing(), new Thing());
        var lent = new Exchangeable<Thing>(old);
        lent.Dispose();

        Assert.True(lent.Exchange(fresh).IsCompletedSuccessfully);

        Assert.True(fresh.IsClosed);
    }

    // Steps: borrow, give the n-th borrowed back, exchange, dispose.
    [Fact]
    public void Exchangeable_AnySteps_ClosesEachOnceAndNoneInUse() => Gen.Int[0, 40].Array[0, 60].Sample(steps =>
    {
        var things = new List<Thing> { new() };
        var lent = new Exchangeable<Thing>(things[0]);
        var (borrowed, isClosed) = (new List<Thing>(), false);
        foreach (var step in steps)
        {
            if (step == 0)
            {
                lent.Dispose();
                isClosed = true;
            }
            else if (step < 5)
            {
                things.Add(new Thing());
                lent.Exchange(things[^1]);
            }
            else if (step < 25 && !isClosed)
            {
                borrowed.Add(lent.Borrow());
                Assert.Same(things[^1], borrowed[^1]);
            }
            else if (borrowed.Count > 0)
            {
                lent.GiveBack(borrowed[step % borrowed.Count]);
                borrowed.RemoveAt(step % borrowed.Count);
            }

            Assert.All(things, thing => Assert.Equal((isClosed || thing != things[^1]) && !borrowed.Contains(thing), thing.IsClosed));
        }
    });

    [Fact]
    public async Task Exchange_UnderLoad_ClosesNothingInUseAndEverythingInTheEnd()
    {
        var things = new List<Thing> { new() };
        var lent = new Exchangeable<Thing>(things[0]);
        var users = Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            for (var round = 0; round < 500; round++)
            {
                var thing = lent.Borrow();
                Assert.False(thing.IsClosed);
                await Task.Yield();
                Assert.False(thing.IsClosed);
                lent.GiveBack(thing);
            }
        })).ToArray();

        for (var reload = 0; reload < 50; reload++)
        {
            things.Add(new Thing());
            await lent.Exchange(things[^1]);
        }

        await Task.WhenAll(users);
        lent.Dispose();
        Assert.All(things, thing => Assert.True(thing.IsClosed));
    }

    private sealed class Thing : IDisposable
    {
        private int _closed;

        public bool IsClosed => Volatile.Read(ref _closed) > 0;

        public void Dispose() => Assert.Equal(1, Interlocked.Increment(ref _closed));
    }
}
