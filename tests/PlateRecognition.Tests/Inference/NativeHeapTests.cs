using System.Runtime.InteropServices;
using PlateRecognition.Inference;

namespace PlateRecognition.Tests.Inference;

public sealed class NativeHeapTests
{
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
}
