using CsCheck;
using PlateApi.Access;

namespace PlateApi.Tests.Access;

public sealed class ApiKeyRingTests
{
    [Fact]
    public void FindHolder_OfEveryKey_IsItsHolderAndNobodyElses() => Gen.Select(Gen.String[1, 40].Array[1, 6], Gen.String[0, 40]).Sample((keys, guess) =>
    {
        keys = [.. keys.DistinctBy(ApiKey.Hash)];
        var ring = Ring(keys);
        for (var i = 0; i < keys.Length; i++)
            Assert.Equal($"holder-{i}", ring.FindHolder(keys[i])?.Identity?.Name);
        if (!keys.Select(ApiKey.Hash).Contains(ApiKey.Hash(guess)))
            Assert.Null(ring.FindHolder(guess));
    });

    [Fact]
    public void FindHolder_LongestKey_IsFoundAndOneLongerIsNot()
    {
        var (longest, longer) = (new string('€', 512), new string('€', 513));
        var ring = Ring(longest, longer);

        Assert.Equal("holder-0", ring.FindHolder(longest)?.Identity?.Name);
        Assert.Null(ring.FindHolder(longer));
    }

    [Fact]
    public void FindHolder_AdminKey_HasTheRole()
    {
        var ring = new ApiKeyRing(new AccessOptions { Keys = [new ApiKey("reader", ApiKey.Hash("r"), false), new ApiKey("ops", ApiKey.Hash("o"), true)] });

        Assert.True(ring.FindHolder("o")!.IsInRole(ApiKeyRing.AdminRole));
        Assert.False(ring.FindHolder("r")!.IsInRole(ApiKeyRing.AdminRole));
        Assert.True(ring.HasAdmin);
    }

    private static ApiKeyRing Ring(params string[] keys)
        => new(new AccessOptions { Keys = [.. keys.Select((key, i) => new ApiKey($"holder-{i}", ApiKey.Hash(key), IsAdmin: false))] });
}
