using System.Runtime.InteropServices;

namespace PlateRecognition.Inference;

/// <summary>
/// The heap that ONNX Runtime and libtorch allocate from: glibc's, where there is one; elsewhere nothing here does anything. What is set holds for the whole process. Thread-safe.
/// </summary>
public static class NativeHeap
{
    // mallopt(3).
    private const int TrimThreshold = -1, MmapThreshold = -3, MostMappings = -4;
    private const int LargeBlock = 128 * 1024;

    /// <summary>
    /// Keeps large blocks, of 128 KiB and more, out of the heaps that threads share, so that what a closed network gives back goes to the system at once. That is
    /// how glibc begins; but the first such block that is freed raises its limit, up to 32 MiB, and from then on networks that are exchanged lie scattered over a heap
    /// for each few threads, which only grow (docs/experiments.md). For processes that exchange networks: in one that trains, every tensor would be a mapping of its own.
    /// </summary>
    /// <returns>Whether glibc took the setting.</returns>
    public static bool KeepLargeBlocksApart() => Call<MallOpt>("mallopt", static mallopt => mallopt(MmapThreshold, LargeBlock) == 1);

    /// <summary>
    /// Lets glibc keep the memory of freed tensors for the next ones; for processes that train, before the first tensor is made. As it comes, glibc maps each large tensor anew and
    /// unmaps it when it is freed, or gives the heap's end back, and the kernel clears every page of every layer in every step (docs/experiments.md).
    /// </summary>
    /// <returns>Whether glibc took both settings.</returns>
    public static bool KeepFreedMemory()
        // -1, as the largest size there is, means never; a threshold of some GiB does not fit the second argument.
        => Call<MallOpt>("mallopt", static mallopt => mallopt(MostMappings, 0) == 1 & mallopt(TrimThreshold, -1) == 1);

    /// <summary>
    /// Gives back to the system what is free now; glibc would keep it for later. For what small blocks left between those in use, and where one kind of step follows another, such as
    /// measuring after training: tensors of other sizes do not fit into what was freed, and the heap would grow by both.
    /// </summary>
    /// <returns>Whether anything was given back.</returns>
    public static bool Trim() => Call<MallocTrim>("malloc_trim", static trim => trim(0) == 1);

    private static bool Call<TFunction>(string name, Func<TFunction, bool> call)
        where TFunction : Delegate
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var library))
            return false;
        try
        {
            return NativeLibrary.TryGetExport(library, name, out var function) && call(Marshal.GetDelegateForFunctionPointer<TFunction>(function));
        }
        finally
        {
            NativeLibrary.Free(library);
        }
    }

    // int mallopt(int param, int value): 1 when it was taken.
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int MallOpt(int parameter, int value);

    // int malloc_trim(size_t pad): 1 when anything was given back, malloc_trim(3).
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int MallocTrim(nuint pad);
}
