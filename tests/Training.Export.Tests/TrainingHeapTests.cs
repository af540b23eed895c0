using System.Globalization;
using System.Runtime.InteropServices;
using PlateRecognition.Inference;

namespace Training.Export.Tests;

// In this process, and not in the core's tests: the settings hold for a whole process. Blocks stand on both sides of the one that is freed: a heap that holds nothing else is given back whatever is asked for.
public sealed class TrainingHeapTests
{
    [Fact]
    public void KeepFreedMemory_BlockOfTensorSize_StaysMappedWhenItIsFreed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out _), "there is no glibc");
        const int Tensor = 4 << 20;

        Assert.True(NativeHeap.KeepFreedMemory());
        var (before, tensor, behind) = (Marshal.AllocHGlobal(Tensor), Marshal.AllocHGlobal(Tensor), Marshal.AllocHGlobal(Tensor));
        Marshal.FreeHGlobal(tensor);
        var mapped = IsMapped((ulong)tensor + Tensor / 2);
        Marshal.FreeHGlobal(before);
        Marshal.FreeHGlobal(behind);
        Assert.True(mapped, "the block was given back to the kernel");
    }

    [Fact]
    public void Trim_FreedBlockOfTensorSize_LeavesMemory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out _), "there is no glibc");
        const int Tensor = 4 << 20;
        Assert.True(NativeHeap.KeepFreedMemory());
        // Many blocks, every second one freed: one at the end of an arena may join what was never used there, which is not trimmed.
        var blocks = Enumerable.Range(0, 33).Select(_ => Marshal.AllocHGlobal(Tensor)).ToArray();
        var freed = blocks.Where((_, index) => index % 2 == 1).ToArray();
        foreach (var block in freed)
            Marshal.Copy(new byte[Tensor], 0, block, Tensor);
        var written = freed.Count(block => IsInMemory((ulong)block + Tensor / 2));
        foreach (var block in freed)
            Marshal.FreeHGlobal(block);

        NativeHeap.Trim();

        var left = freed.Count(block => !IsInMemory((ulong)block + Tensor / 2));
        foreach (var block in blocks.Except(freed))
            Marshal.FreeHGlobal(block);
        Assert.Equal(freed.Length, written);
        Assert.InRange(left, freed.Length / 2, freed.Length);
    }

    // proc_pid_pagemap(5): eight bytes a page, the highest bit says whether it is in memory.
    private static bool IsInMemory(ulong address)
    {
        using var pages = File.OpenRead("/proc/self/pagemap");
        var entry = new byte[sizeof(ulong)];
        pages.Position = (long)(address / (ulong)Environment.SystemPageSize * sizeof(ulong));
        pages.ReadExactly(entry);
        return (BitConverter.ToUInt64(entry) >> 63) == 1;
    }

    private static bool IsMapped(ulong address) => File.ReadLines("/proc/self/maps").Any(line =>
    {
        var (dash, space) = (line.IndexOf('-', StringComparison.Ordinal), line.IndexOf(' ', StringComparison.Ordinal));
        return address >= ulong.Parse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            && address < ulong.Parse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    });
}
