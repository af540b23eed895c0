using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Extensions.Configuration;
using PlateApi.Hosting;

namespace PlateApi.Tests.Hosting;

/// <summary>docs/configuration.md is written from the settings' documentation; what that says of ranges and defaults is what the validation does.</summary>
public sealed partial class ConfigurationDocumentTests
{
    private const string Begin = "<!-- settings:begin -->", End = "<!-- settings:end -->";

    // Admin keys are kept with the other ones.
    private static readonly Dictionary<string, string> PropertyOfAnotherName = new() { ["AdminKeys"] = "Keys" };

    public static TheoryData<string> Names => [.. Known().Select(setting => setting.Name)];

    [Fact]
    public async Task ConfigurationMd_InTheRepository_IsWhatTheSettingsSay()
    {
        var path = RepositoryFiles.PathOf("docs/configuration.md");
        var kept = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var (begin, end) = (kept.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, kept.IndexOf(End, StringComparison.Ordinal));
        var written = $"{kept[..begin]}\n{Table()}{kept[end..]}";
        if (Environment.GetEnvironmentVariable("UPDATE_CONFIGURATION") == "1")
            await File.WriteAllTextAsync(path, kept = written, TestContext.Current.CancellationToken);

        Assert.True(kept == written, "docs/configuration.md is not what the settings' documentation says; scripts/update-documents.sh writes it.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Documentation_OfASetting_SaysTheRangeAndDefaultOfItsValidation(string name)
    {
        var setting = Known().Single(known => known.Name == name);

        var (summary, value) = Documentation(name);

        Assert.NotEmpty(summary);
        Assert.StartsWith(setting.Values ?? "", value, StringComparison.Ordinal);
        // A default that depends on the machine is explained instead.
        if (setting.Default is { } fallback && !value.Contains("default: ", StringComparison.Ordinal))
            Assert.Contains($"default {fallback}", value, StringComparison.Ordinal);
    }

    [Fact]
    public void AppSettings_ValuesInTheFile_AreTheDefaults()
    {
        var file = new ConfigurationBuilder().AddJsonFile(RepositoryFiles.PathOf("src/PlateApi/appsettings.json")).Build();

        Assert.Equal(new PlateApiOptions().ToString(), (PlateApiOptions.Read(file) with { Access = new PlateApiOptions().Access }).ToString());
    }

    private static string Table()
    {
        var table = new StringBuilder("| setting | what it does | values |\n|---|---|---|\n");
        foreach (var setting in Known())
        {
            var (summary, value) = Documentation(setting.Name);
            table.Append(CultureInfo.InvariantCulture, $"| `{setting.Name}` | {Cell(summary)} | {Cell(value)} |\n");
        }

        return table.ToString();

        static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static IReadOnlyList<KnownSetting> Known()
    {
        var reader = new SettingsReader(new ConfigurationBuilder().Build().GetSection(PlateApiOptions.SectionName));
        PlateApiOptions.Read(reader);
        return reader.Known;
    }

    // What the XML documentation says of the property that holds the setting, as Markdown.
    private static (string Summary, string Value) Documentation(string setting)
    {
        var property = typeof(PlateApiOptions).Assembly.GetTypes()
            .Where(type => type.IsPublic && type.Name.EndsWith("Options", StringComparison.Ordinal))
            .Select(type => type.GetProperty(PropertyOfAnotherName.GetValueOrDefault(setting, setting)))
            .SingleOrDefault(found => found is not null);
        Assert.True(property is not null, $"No public type *Options has a property {setting} that documents this setting.");
        var member = Documents.Value.Descendants("member").Single(element => (string)element.Attribute("name")! == $"P:{property.DeclaringType!.FullName}.{property.Name}");
        return (Markdown(member.Element("summary")), Markdown(member.Element("value")));
    }

    private static string Markdown(XElement? element)
    {
        var text = new StringBuilder();
        foreach (var node in element?.Nodes() ?? [])
        {
            text.Append(node switch
            {
                XElement { Name.LocalName: "see" } see => $"`{((string)see.Attribute("cref")!).Split('.')[^1]}`",
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement other => other.Value,
                _ => ((XText)node).Value,
            });
        }

        return Spaces().Replace(text.ToString(), " ").Trim();
    }

    private static readonly Lazy<XDocument> Documents = new(() => XDocument.Load(Path.Combine(AppContext.BaseDirectory, "PlateApi.xml")));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
