using System.Net;
using Microsoft.Extensions.Configuration;
using PlateApi.Access;
using PlateApi.Hosting;

namespace PlateApi.Tests.Access;

public sealed class AccessOptionsTests
{
    private static readonly string Hash = ApiKey.Hash("a key"), Other = ApiKey.Hash("another");

    [Fact]
    public void Read_NothingSet_IsLoopbackOnly()
    {
        var access = Read();

        Assert.Equal(new AccessOptions(), access);
        Assert.Equal((true, false), (access.LoopbackOnly, access.NeedsKey));
    }

    [Fact]
    public void Read_Keys_HaveNamesAndRoles()
    {
        var access = Read(("Keys:camera-1", Hash), ("AdminKeys:ops", Other.ToUpperInvariant()));

        Assert.Equal([new ApiKey("camera-1", Hash, IsAdmin: false), new ApiKey("ops", Other.ToUpperInvariant(), IsAdmin: true)], access.Keys);
        Assert.Equal((false, true), (access.LoopbackOnly, access.NeedsKey));
    }

    [Fact]
    public void Read_OpenWithKeys_NeedsNoKey()
    {
        var access = Read(("Open", "true"), ("AdminKeys:ops", Hash));

        Assert.Equal((false, false), (access.LoopbackOnly, access.NeedsKey));
    }

    [Fact]
    public void Read_ProxiesAndOrigins_AreTaken()
    {
        var access = Read(("TrustedProxies", "10.0.0.0/8, ::1"), ("CorsOrigins:0", "https://plates.example"), ("CorsOrigins:1", "http://localhost:3000"));

        Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("::1/128")], access.TrustedProxies);
        Assert.Equal(["https://plates.example", "http://localhost:3000"], access.CorsOrigins);
    }

    [Theory]
    [InlineData("Keys", "secret", "needs a name for each value: PlateApi:Keys:NAME")]
    [InlineData("Keys:a b", "x", "must be at most 64 letters")]
    [InlineData("Keys:empty", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "the SHA-256 of an empty key")]
    [InlineData("Open", "yes", "must be true or false")]
    [InlineData("RequestsPerMinute", "1000001", "from 0 to 1000000")]
    [InlineData("TrustedProxies", "gateway", "has 'gateway'; each must be an address or a network")]
    [InlineData("TrustedProxies", "10.0.0.0/33", "has '10.0.0.0/33'")]
    [InlineData("CorsOrigins", "https://plates.example/", "has 'https://plates.example/'; each must be * or an origin")]
    [InlineData("CorsOrigins", "plates.example", "has 'plates.example'")]
    public void Read_WrongValue_NamesSettingAndLimit(string name, string value, string expected)
    {
        var fault = Assert.Throws<InvalidSettingsException>(() => Read((name, value)));

        Assert.Contains($"PlateApi:{name} ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Single(fault.Message.Split(Environment.NewLine));
    }

    [Fact]
    public void Read_KeyInsteadOfItsHash_IsNotRepeated()
    {
        var fault = Assert.Throws<InvalidSettingsException>(() => Read(("Keys:camera", "my-secret-key")));

        Assert.Contains("PlateApi:Keys:camera must be the SHA-256", fault.Message, StringComparison.Ordinal);
        Assert.Contains("it has 13 characters", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("my-secret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OneKeyUnderTwoNames_IsAFault()
    {
        var fault = Assert.Throws<InvalidSettingsException>(() => Read(("Keys:a", Hash), ("AdminKeys:b", Hash.ToUpperInvariant())));

        Assert.Contains("PlateApi:AdminKeys:b is the same key as a's", fault.Message, StringComparison.Ordinal);
    }

    private static AccessOptions Read(params (string Name, string Value)[] settings) => PlateApiOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"PlateApi:{setting.Name}", (string?)setting.Value))).Build()).Access;
}
