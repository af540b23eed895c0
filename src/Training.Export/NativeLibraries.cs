using System.Runtime.InteropServices;

namespace Training.Export;

/// <summary>
/// Checks, before TorchSharp's first call, that its native library can load: TorchSharp itself answers a missing
/// <c>libstdc++</c> symbol with thousands of lines. Thread-safe.
/// </summary>
public static class NativeLibraries
{
    // libLibTorchSharp.so 0.107 is built by GCC 13.
    private const string SymbolVersion = "GLIBCXX_3.4.32";

    /// <summary>What is missing and how to get it, in one line; null when libtorch can load.</summary>
    public static string? FindProblem()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        if (!NativeLibrary.TryLoad("libstdc++.so.6", out _))
            return $"libstdc++.so.6 was not found; libtorch needs one with {SymbolVersion} (GCC 13): install the package libstdc++6, or run scripts/install-libstdcxx.sh as root.";
        return FindProblem(LoadedPath() ?? "/usr/lib/x86_64-linux-gnu/libstdc++.so.6");
    }

    /// <summary>As <see cref="FindProblem()"/>, for the library at a path.</summary>
    /// <remarks>The names of the versions that a library offers stand in it as plain text.</remarks>
    internal static string? FindProblem(string libraryPath)
    {
        try
        {
            var offered = File.ReadAllBytes(libraryPath).AsSpan();
            return offered.IndexOf("GLIBCXX_3.4.32\0"u8) >= 0
                ? null
                : $"{libraryPath} does not offer {SymbolVersion} (GCC 13), which libtorch needs: install libstdc++6 13 or newer (Ubuntu 24.04, Debian 13 and Fedora have it), or run scripts/install-libstdcxx.sh as root on Debian 12.";
        }
        catch (IOException)
        {
            // The system keeps it elsewhere: let TorchSharp try.
            return null;
        }
    }

    private static string? LoadedPath()
        => File.ReadLines("/proc/self/maps")
            .Select(line => line.IndexOf('/', StringComparison.Ordinal) is >= 0 and var start ? line[start..] : "")
            .FirstOrDefault(path => path.Contains("/libstdc++.so", StringComparison.Ordinal));
}
