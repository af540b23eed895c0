using System.Runtime.InteropServices;
using PlateRecognition.Inference;

namespace PlateRecognition.Tests.Inference;

public sealed class NativeHeapTests
{
    [Fact]
    public void KeepLargeBlocksApart_AfterALargeBlockWasFreed_TheNextHasAMappingOfItsOwnStill()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out _) && IntPtr.Size == 8, "glibc alone has this heap.");
        const int Large = 4 << 20, Blocks = 32;
        NativeHeap.KeepLargeBlocksApart();
        // By this glibc would learn to keep the next one in the heap.
        Marshal.FreeHGlobal(Marshal.AllocHGlobal(Large));

        // The first ones may fit into what other tests left free in the heap before.
        var next = Enumerable.Range(0, Blocks).Select(_ => Marshal.AllocHGlobal(Large)).ToArray();

        var isApart = HasMappingOfItsOwn(next[^1]);
        foreach (var block in next)
            Marshal.FreeHGlobal(block);
        Assert.True(isApart);
    }

    [Fact]
    public void Trim_WhatLivesIsLeftAlone()
    {
        const int Size = 1 << 16;
        var kept = Marshal.AllocHGlobal(Size);
        Marshal.WriteByte(kept, Size - 1, 42);
        for (var i = 0; i < 100; i++)
            Marshal.FreeHGlobal(Marshal.AllocHGlobal(Size));

        NativeHeap.Trim();
        NativeHeap.Trim();

        Assert.Equal(42, Marshal.ReadByte(kept, Size - 1));
        Marshal.FreeHGlobal(kept);
    }

    // Before a block stands its size, whose second bit says so (malloc.c, IS_MMAPPED).
    private static bool HasMappingOfItsOwn(IntPtr block) => (Marshal.ReadInt64(block, -8) & 2) != 0;
}
