using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace PlateApi.Access;

/// <summary>A key that the service knows by its hash alone. Immutable.</summary>
/// <param name="Name">Who holds it; in logs and rate limits.</param>
/// <param name="Sha256">SHA-256 of the key's UTF-8 bytes, 64 hexadecimal digits.</param>
/// <param name="IsAdmin">Whether it opens the admin endpoints, too.</param>
public sealed record ApiKey(string Name, string Sha256, bool IsAdmin)
{
    private const int LongestName = 64, HashDigits = SHA256.HashSizeInBytes * 2;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789ABCDEFabcdef");

    /// <summary>The hash of a key.</summary>
    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>What is wrong with a setting, or null. The value is never repeated: it may be the key itself, put there by mistake.</summary>
    internal static string? FindFault(string name, string hash)
    {
        if (name.Length > LongestName || name.AsSpan().ContainsAnyExcept(NameCharacters))
            return $"has a name that must be at most {LongestName} letters, digits, '-', '_' and '.'.";
        if (hash.Length != HashDigits || hash.AsSpan().ContainsAnyExcept(HexDigits))
            return $"must be the SHA-256 of the key, {HashDigits} hexadecimal digits (printf %s \"$KEY\" | sha256sum); it has {hash.Length} characters.";
        return hash.Equals(Hash(""), StringComparison.OrdinalIgnoreCase) ? "is the SHA-256 of an empty key." : null;
    }
}
