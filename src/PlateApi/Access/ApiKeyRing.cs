using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace PlateApi.Access;

/// <summary>All keys, ready to be compared with what a request brings. Thread-safe.</summary>
internal sealed class ApiKeyRing(AccessOptions options)
{
    /// <summary>The role of admin keys.</summary>
    public const string AdminRole = "admin";

    // A key is a random text; nothing longer is one, and hashing megabytes of header would be work for nothing.
    private const int LongestKey = 512;

    private readonly (byte[] Hash, ClaimsPrincipal Holder)[] _keys =
        [.. options.Keys.Select(key => (Convert.FromHexString(key.Sha256), HolderOf(key)))];

    /// <summary>Whether any key opens the admin endpoints.</summary>
    public bool HasAdmin { get; } = options.Keys.Any(key => key.IsAdmin);

    /// <summary>Whose key it is, or null. Takes as long for a wrong key as for a right one, whichever it resembles.</summary>
    public ClaimsPrincipal? FindHolder(string key)
    {
        if (key.Length is 0 or > LongestKey)
            return null;
        Span<byte> bytes = stackalloc byte[LongestKey * 3], hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(key, bytes)], hash);
        ClaimsPrincipal? found = null;
        foreach (var known in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known.Hash, hash))
                found = known.Holder;
        }

        return found;
    }

    private static ClaimsPrincipal HolderOf(ApiKey key)
    {
        var holder = new ClaimsIdentity(ApiKeyAuthentication.Scheme);
        holder.AddClaim(new Claim(ClaimTypes.Name, key.Name));
        if (key.IsAdmin)
            holder.AddClaim(new Claim(ClaimTypes.Role, AdminRole));
        return new ClaimsPrincipal(holder);
    }
}
