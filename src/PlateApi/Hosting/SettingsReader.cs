using System.Globalization;

namespace PlateApi.Hosting;

/// <summary>
/// Reads the values of one configuration section and collects what is wrong with them. The framework's binder stops at the first
/// value that is no number and passes over misspelt names; an operator wants to hear of all of them at once.
/// </summary>
internal sealed class SettingsReader(IConfigurationSection section)
{
    private readonly List<string> _faults = [];
    private readonly List<KnownSetting> _known = [];

    /// <summary>The settings that were read, in their order.</summary>
    public IReadOnlyList<KnownSetting> Known => _known;

    /// <summary>A text, or null when it is not set or empty.</summary>
    public string? Text(string name) => Value(new KnownSetting(name, null, null));

    /// <summary>A whole number within bounds.</summary>
    public int Number(string name, int fallback, int low, int high)
    {
        var known = new KnownSetting(name, string.Create(CultureInfo.InvariantCulture, $"{low:N0} to {high:N0}"), fallback.ToString("N0", CultureInfo.InvariantCulture));
        if (Value(known) is not { } value)
            return fallback;
        if (int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high)
            return number;

        _faults.Add($"{section.Key}:{name} is '{value}'; it must be a whole number from {low} to {high}.");
        return fallback;
    }

    /// <summary>true or false.</summary>
    public bool Flag(string name, bool fallback)
    {
        if (Value(new KnownSetting(name, "true or false", fallback ? "true" : "false")) is not { } value)
            return fallback;
        if (bool.TryParse(value, out var flag))
            return flag;

        _faults.Add($"{section.Key}:{name} is '{value}'; it must be true or false.");
        return fallback;
    }

    /// <summary>One of an enum's names.</summary>
    public T Choice<T>(string name, T fallback)
        where T : struct, Enum
    {
        if (Value(new KnownSetting(name, null, fallback.ToString())) is not { } value)
            return fallback;
        foreach (var choice in Enum.GetValues<T>())
        {
            if (value.Equals(choice.ToString(), StringComparison.OrdinalIgnoreCase))
                return choice;
        }

        _faults.Add($"{section.Key}:{name} is '{value}'; it must be one of {string.Join(", ", Enum.GetNames<T>())}.");
        return fallback;
    }

    /// <summary>Several values, separated by commas or as a list of the configuration.</summary>
    public IReadOnlyList<T> List<T>(string name, IReadOnlyList<T> fallback, TryRead<T> tryRead, string expected)
    {
        _known.Add(new KnownSetting(name, null, null));
        var values = new List<T>();
        var texts = section.GetSection(name).GetChildren().Select(child => child.Value ?? "").Prepend(section[name] ?? "");
        foreach (var text in texts.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (tryRead(text, out var value))
                values.Add(value);
            else
                Fault(name, $"has '{text}'; each must be {expected}.");
        }

        return values.Count == 0 ? fallback : values;
    }

    /// <summary>The named values below a name, in the order of their names.</summary>
    public IEnumerable<(string Name, string Value)> Entries(string name)
    {
        _known.Add(new KnownSetting(name, null, null));
        if (!string.IsNullOrEmpty(section[name]))
            Fault(name, $"needs a name for each value: {section.Key}:{name}:NAME.");
        return section.GetSection(name).GetChildren().Select(child => (child.Key, child.Value?.Trim() ?? ""));
    }

    /// <summary>Notes what is wrong with a value.</summary>
    public void Fault(string name, string fault) => _faults.Add($"{section.Key}:{name} {fault}");

    /// <summary>Reports all faults, names that no setting has among them.</summary>
    public void ThrowIfFaulty()
    {
        foreach (var child in section.GetChildren())
        {
            if (!_known.Exists(known => known.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)))
                _faults.Add($"{section.Key}:{child.Key} is no setting; there are {string.Join(", ", _known.Select(known => known.Name).Order(StringComparer.Ordinal))}.");
        }

        if (_faults.Count > 0)
            throw new InvalidSettingsException(string.Join(Environment.NewLine, _faults));
    }

    private string? Value(KnownSetting known)
    {
        _known.Add(known);
        return section[known.Name] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
    }
}

/// <summary>A setting that can be given.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">What it may be, where that is a range or a flag.</param>
/// <param name="Default">Its value when it is not given, where it has one.</param>
internal sealed record KnownSetting(string Name, string? Values, string? Default);

/// <summary>Reads one value of a list.</summary>
internal delegate bool TryRead<T>(string text, out T value);
