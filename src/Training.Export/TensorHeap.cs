using System.Runtime.InteropServices;

namespace Training.Export;

/// <summary>The heap that libtorch allocates tensors from: glibc's, on Linux. Where there is no glibc, nothing is done. Thread-safe.</summary>
internal static class TensorHeap
{
    // mallopt(3).
    private const int TrimThreshold = -1, MostMappings = -4;

    /// <summary>
    /// Lets glibc keep the memory of freed tensors for the next ones; call it before the first is made. As it comes, glibc maps each large tensor anew and unmaps it
    /// when it is freed, or gives the heap's end back, and the kernel clears every page of every layer in every step (docs/experiments.md).
    /// </summary>
    /// <returns>Whether glibc took both settings.</returns>
    public static bool KeepFreedMemory()
    {
        // -1, as the largest size there is, means never; a threshold of some GiB does not fit the second argument.
        return Call<MallOpt, bool>("mallopt", mallopt => mallopt(MostMappings, 0) == 1 & mallopt(TrimThreshold, -1) == 1);
    }

    /// <summary>
    /// Gives back to the system what is free now. Call it where one kind of step follows another, such as measuring after training: tensors of other sizes do not fit
    /// into what was freed, and the heap would grow by both.
    /// </summary>
    public static void GiveBack() => Call<MallocTrim, bool>("malloc_trim", trim => trim(0) == 1);

    private static TResult? Call<TFunction, TResult>(string name, Func<TFunction, TResult> call)
        where TFunction : Delegate
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var library))
            return default;
        try
        {
            return NativeLibrary.TryGetExport(library, name, out var address) ? call(Marshal.GetDelegateForFunctionPointer<TFunction>(address)) : default;
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
