using System.Diagnostics.CodeAnalysis;

namespace PlateRecognition.Inference;

/// <summary>Lends the session that runs now, and puts a fresh one in its place when it breaks. Thread-safe.</summary>
internal sealed class SessionKeeper(NetworkSession first, Func<NetworkSession> open) : IDisposable
{
    private readonly Lock _replacing = new();
    private readonly Exchangeable<NetworkSession> _sessions = new(first);

    /// <summary>The session to run; <see cref="GiveBack"/> it.</summary>
    public NetworkSession Borrow() => _sessions.Borrow();

    /// <summary>Likewise; false when they are closed.</summary>
    public bool TryBorrow([NotNullWhen(true)] out NetworkSession? session)
    {
        try
        {
            session = _sessions.Borrow();
            return true;
        }
        catch (ObjectDisposedException)
        {
            session = null;
            return false;
        }
    }

    /// <summary>Ends a use.</summary>
    public void GiveBack(NetworkSession session) => _sessions.GiveBack(session);

    /// <summary>
    /// Lends no broken session any more, but a fresh one. It is opened meanwhile, so that only those wait for it who would run the broken
    /// one. A session that cannot be replaced stays: the next failure tries again.
    /// </summary>
    public void Replace(NetworkSession broken)
    {
        lock (_replacing)
        {
            if (!_sessions.IsCurrent(broken))
                return;
            try
            {
                _ = _sessions.Exchange(open());
            }
            catch (InvalidDataException)
            {
                // It stays.
            }
        }
    }

    /// <summary>Closes the sessions, each once nobody runs it.</summary>
    public void Dispose() => _sessions.Dispose();
}
