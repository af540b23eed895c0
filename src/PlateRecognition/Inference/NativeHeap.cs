using System.Runtime.InteropServices;

namespace PlateRecognition.Inference;

/// <summary>The heap that ONNX Runtime allocates from: glibc's, where there is one; elsewhere nothing here does anything. Thread-safe.</summary>
public static class NativeHeap
{
    private const int MmapThreshold = -3;
    private const int LargeBlock = 128 * 1024;

    /// <summary>
    /// Keeps large blocks, of 128 KiB and more, out of the heaps that threads share, so that what a closed network gives back goes to the system at once. That is
    /// how glibc begins; but the first such block that is freed raises its limit, up to 32 MiB, and from then on networks that are exchanged lie scattered over a heap
    /// for each few threads, which only grow (docs/experiments.md). For processes that exchange networks: in one that trains, every tensor would be a mapping of its own.
    /// </summary>
    public static void KeepLargeBlocksApart() => Call("mallopt", static mallopt => Marshal.GetDelegateForFunctionPointer<Mallopt>(mallopt)(MmapThreshold, LargeBlock));

    /// <summary>Gives back to the system what small blocks left free between those in use; glibc would keep it for later.</summary>
    internal static void Trim() => Call("malloc_trim", static trim => Marshal.GetDelegateForFunctionPointer<MallocTrim>(trim)(0));

    private static void Call(string name, Action<IntPtr> call)
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var library))
            return;
        try
        {
            if (NativeLibrary.TryGetExport(library, name, out var function))
                call(function);
        }
        finally
        {
            NativeLibrary.Free(library);
        }
    }

    // int mallopt(int param, int value), mallopt(3).
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Mallopt(int parameter, int value);

    // int malloc_trim(size_t pad), malloc_trim(3).
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int MallocTrim(nuint pad);
}
