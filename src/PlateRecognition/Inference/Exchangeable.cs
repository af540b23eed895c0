namespace PlateRecognition.Inference;

/// <summary>
/// Something that many use while it is exchanged for a fresh one: a session that broke, a model with a newer version. Whoever borrowed the
/// old one keeps it, and the last to give it back closes it: nobody waits, and nothing is closed under anybody's hands. Thread-safe.
/// </summary>
/// <param name="first">What is lent first; it is owned from now on.</param>
public sealed class Exchangeable<T>(T first) : IDisposable
    where T : class, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<T, Use> _uses = new(ReferenceEqualityComparer.Instance) { [first] = new Use() };
    private T _current = first;
    private bool _closed;

    /// <summary>Takes what is lent now; <see cref="GiveBack"/> it.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public T Borrow()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _uses[_current].Borrowers++;
            return _current;
        }
    }

    /// <summary>Ends a use of what <see cref="Borrow"/> gave.</summary>
    public void GiveBack(T thing)
    {
        lock (_lock)
            _uses[thing].Borrowers--;
        CloseIfUnused(thing);
    }

    /// <summary>Lends a fresh one from now on.</summary>
    /// <param name="fresh">What to lend; it is owned from now on, and closed at once when this was disposed.</param>
    /// <returns>Done when the old one is closed: all who borrowed it gave it back.</returns>
    public Task Exchange(T fresh)
    {
        ArgumentNullException.ThrowIfNull(fresh);
        T old;
        Task closed;
        lock (_lock)
        {
            old = _current;
            closed = _uses.TryGetValue(old, out var use) ? use.Closed.Task : Task.CompletedTask;
            (_uses[fresh], _current) = (new Use(), fresh);
        }

        CloseIfUnused(old);
        CloseIfUnused(fresh);
        return closed;
    }

    /// <summary>Whether a thing is the one that is lent now.</summary>
    public bool IsCurrent(T thing)
    {
        lock (_lock)
            return !_closed && ReferenceEquals(thing, _current);
    }

    /// <summary>Lends nothing more; what is borrowed is closed when it is given back.</summary>
    public void Dispose()
    {
        lock (_lock)
            _closed = true;
        CloseIfUnused(_current);
    }

    // Closed outside the lock: closing a network takes its time.
    private void CloseIfUnused(T thing)
    {
        Use? use;
        lock (_lock)
        {
            if ((ReferenceEquals(thing, _current) && !_closed) || !_uses.TryGetValue(thing, out use) || use.Borrowers > 0)
                return;
            _uses.Remove(thing);
        }

        thing.Dispose();
        use.Closed.SetResult();
    }

    private sealed class Use
    {
        public int Borrowers { get; set; }

        public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
