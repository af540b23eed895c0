namespace PlateRecognition.Inference;

/// <summary>Holds the session that runs now, and puts a fresh one in its place when it breaks; the old one is closed once nobody runs it. Thread-safe.</summary>
internal sealed class SessionKeeper(NetworkSession first, Func<NetworkSession> open) : IDisposable
{
    private readonly Lock _lock = new(), _replacing = new();
    private readonly Dictionary<NetworkSession, int> _users = new() { [first] = 0 };
    private NetworkSession _current = first;
    private bool _closed;

    /// <summary>The session to run; <see cref="GiveBack"/> it.</summary>
    public NetworkSession Borrow()
    {
        lock (_lock)
        {
            _users[_current]++;
            return _current;
        }
    }

    /// <summary>Ends a use.</summary>
    public void GiveBack(NetworkSession session)
    {
        lock (_lock)
        {
            _users[session]--;
            CloseIfUnused(session);
        }
    }

    /// <summary>
    /// Lends no broken session any more, but a fresh one. It is opened meanwhile, so that only those wait for it who would run the broken
    /// one. A session that cannot be replaced stays: the next failure tries again.
    /// </summary>
    public void Replace(NetworkSession broken)
    {
        lock (_replacing)
        {
            lock (_lock)
            {
                if (_closed || _current != broken)
                    return;
            }

            NetworkSession fresh;
            try
            {
                fresh = open();
            }
            catch (InvalidDataException)
            {
                return;
            }

            lock (_lock)
            {
                (_users[fresh], _current) = (0, fresh);
                CloseIfUnused(broken);
                CloseIfUnused(fresh);
            }
        }
    }

    /// <summary>Closes the sessions, each once nobody runs it.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            CloseIfUnused(_current);
        }
    }

    // Under the lock.
    private void CloseIfUnused(NetworkSession session)
    {
        if ((session == _current && !_closed) || !_users.TryGetValue(session, out var users) || users > 0)
            return;
        _users.Remove(session);
        session.Dispose();
    }
}
