using System.Runtime.InteropServices;

namespace PlateRecognition.Inference;

/// <summary>The heap that ONNX Runtime allocates from. Thread-safe.</summary>
internal static class NativeHeap
{
    /// <summary>
    /// Gives back to the system what was freed. glibc keeps it for later, in a heap for each few threads: after an exchange of models that is a network's
    /// worth of memory in several of them. Does nothing where there is no glibc.
    /// </summary>
    public static void Trim()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var library))
            return;
        try
        {
            if (NativeLibrary.TryGetExport(library, "malloc_trim", out var trim))
                _ = Marshal.GetDelegateForFunctionPointer<MallocTrim>(trim)(0);
        }
        finally
        {
            NativeLibrary.Free(library);
        }
    }

    // int malloc_trim(size_t pad), malloc_trim(3).
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int MallocTrim(nuint pad);
}
