using System.Diagnostics;

namespace Training.Export.Commands;

/// <summary>The commit of the sources that are being run, for manifests.</summary>
internal static class SourceCommit
{
    /// <summary>Forty hexadecimal digits, or "unknown" outside a git checkout.</summary>
    public static string Find()
    {
        try
        {
            var start = new ProcessStartInfo("git", ["rev-parse", "HEAD"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var git = Process.Start(start);
            var commit = git?.StandardOutput.ReadToEnd().Trim();
            git?.WaitForExit();
            return commit is { Length: 40 } ? commit : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown"; // git is not installed
        }
    }
}
