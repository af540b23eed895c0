using Microsoft.Extensions.Configuration;
using PlateApi.Hosting;
using PlateRecognition.Inference;

namespace PlateApi.Tests.Hosting;

public sealed class PlateApiOptionsTests
{
    [Fact]
    public void Read_NothingSet_IsTheDefaults()
    {
        var options = Read();

        Assert.Equal(new PlateApiOptions(), options);
    }

    [Fact]
    public void Read_ShippedSettings_AreTheDefaults()
    {
        var shipped = new ConfigurationBuilder().AddJsonFile(RepositoryFiles.PathOf("src/PlateApi/appsettings.json")).Build();

        Assert.Equal(new PlateApiOptions(), PlateApiOptions.Read(shipped));
        Assert.NotEmpty(shipped.GetSection("PlateApi").GetChildren());
    }

    [Fact]
    public void Read_EverythingSet_IsTaken()
    {
        var options = Read(
            ("ModelsFolder", "/models"), ("DefaultModel", "a/2"), ("MaxRequestBytes", "1024"), ("MaxFiles", "1"), ("MaxImagePixels", "500000000"),
            ("MaxImageSide", "65535"), ("MaxMegabytesInFlight", "64"), ("MaxMegapixelsInFlight", "50"), ("ReadsPerPlate", "1"), ("InferenceConcurrency", "256"), ("InferenceQueueLimit", "0"), ("Device", "cuda"), ("DeviceId", "1"), ("DeadlineSeconds", "3600"), ("WatchdogSeconds", "0"), ("ShutdownSeconds", "3600"),
            ("ShutdownDelaySeconds", "3599"), ("LogFormat", "json"), ("LogPlates", "True"));

        Assert.Equal(
            new PlateApiOptions
            {
                ModelsFolder = "/models",
                DefaultModel = "a/2",
                MaxRequestBytes = 1024,
                MaxFiles = 1,
                MaxImagePixels = 500_000_000,
                MaxImageSide = 65_535,
                MaxMegabytesInFlight = 64,
                MaxMegapixelsInFlight = 50,
                ReadsPerPlate = 1,
                InferenceConcurrency = 256,
                InferenceQueueLimit = 0,
                Device = Device.Cuda,
                DeviceId = 1,
                DeadlineSeconds = 3600,
                WatchdogSeconds = 0,
                ShutdownSeconds = 3600,
                ShutdownDelaySeconds = 3599,
                LogFormat = LogFormat.Json,
                LogPlates = true,
            },
            options);
    }

    [Theory]
    [InlineData("MaxRequestBytes", "1023", "from 1024 to 1073741824")]
    [InlineData("MaxRequestBytes", "32MB", "whole number")]
    [InlineData("MaxFiles", "0", "from 1 to 1000")]
    [InlineData("MaxImagePixels", "-1", "from 1 to 500000000")]
    [InlineData("MaxImageSide", "65536", "from 1 to 65535")]
    [InlineData("MaxMegabytesInFlight", "0", "from 1 to 1000000")]
    [InlineData("MaxMegapixelsInFlight", "1000001", "from 1 to 1000000")]
    [InlineData("ReadsPerPlate", "6", "from 1 to 5")]
    [InlineData("DefaultRegions", "sk,usa", "has 'usa'; each must be one code such as sk or us-ca")]
    [InlineData("DefaultRegions", "aa,ab,ac,ad,ae,af,ag,ah,ai,aj,ak,al,am,an,ao,ap,aq,ar,as,at,au", "has 21 codes; at most 20")]
    [InlineData("InferenceConcurrency", "257", "from 1 to 256")]
    [InlineData("InferenceQueueLimit", "100001", "from 0 to 100000")]
    [InlineData("Device", "gpu", "one of Auto, Cpu, Cuda")]
    [InlineData("DeviceId", "64", "from 0 to 63")]
    [InlineData("DeadlineSeconds", "0.5", "from 1 to 3600")]
    [InlineData("WatchdogSeconds", "3601", "from 0 to 3600")]
    [InlineData("ShutdownDelaySeconds", "3600", "from 0 to 3599")]
    [InlineData("ShutdownDelaySeconds", "30", "must be below ShutdownSeconds, 30")]
    [InlineData("LogFormat", "xml", "one of Text, Json")]
    [InlineData("LogFormat", "1", "one of Text, Json")]
    [InlineData("LogPlates", "yes", "must be true or false")]
    [InlineData("MaxFile", "4", "is no setting; there are AdminKeys")]
    public void Read_WrongValue_NamesSettingValueAndLimit(string name, string value, string expected)
    {
        var fault = Assert.Throws<InvalidSettingsException>(() => Read((name, value)));

        Assert.Contains($"PlateApi:{name}", fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Single(fault.Message.Split(Environment.NewLine));
    }

    [Fact]
    public void Read_SeveralFaults_AreReportedTogether()
    {
        var fault = Assert.Throws<InvalidSettingsException>(() => Read(("MaxFiles", "none"), ("DeadlineSeconds", "0"), ("Deadline", "3"), ("MaxImageSide", "100")));

        Assert.Equal(3, fault.Message.Split(Environment.NewLine).Length);
    }

    [Fact]
    public void Read_DefaultRegions_AreSeparatedByCommas() => Assert.Equal(["sk", "us-ca"], Read(("DefaultRegions", "sk, us-ca")).DefaultRegions);

    [Fact]
    public void Read_Models_TakesPinsAndTheShadow()
    {
        var options = Read(("PinnedModels", "a/2, b-c/10"), ("ShadowModel", "d"), ("ShadowPercent", "100"));

        Assert.Equal([new("a", 2), new("b-c", 10)], options.PinnedModels.OrderBy(pin => pin.Key));
        Assert.Equal(("d", 100), (options.ShadowModel, options.ShadowPercent));
    }

    [Theory]
    [InlineData("a", "each must be name/version")]
    [InlineData("a/0", "each must be name/version")]
    [InlineData("a/1/2", "each must be name/version")]
    [InlineData("/1", "each must be name/version")]
    [InlineData("a/1,a/2", "has two versions of a")]
    public void Read_PinsThatAreNone_AreRefused(string pins, string expected)
        => Assert.Contains(expected, Assert.Throws<InvalidSettingsException>(() => Read(("PinnedModels", pins))).Message, StringComparison.Ordinal);

    private static PlateApiOptions Read(params (string Name, string Value)[] settings) => PlateApiOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"PlateApi:{setting.Name}", (string?)setting.Value))).Build());
}
