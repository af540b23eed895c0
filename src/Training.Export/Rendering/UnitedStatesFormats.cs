using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Plates of the United States: a row a look. Older looks and vanity plates are weighted in everywhere.</summary>
internal static class UnitedStatesFormats
{
    // code | ground colours | ink | top | bottom | patterns (comma separated)
    private const string Rows = """
        ak|F6D24A F2C230 E9A838|1B2A55|ALASKA|THE LAST FRONTIER|AAA 999,AAA999
        al|2F5FA8 F4F1EA F4F1EA|7C1F2A|Stars Fell On|Alabama|99A999A,9A9999A,9A99A99,99A99A9,AAA 99A,9AA 99A
        ar|F1F0EA E4E6E4|8F2430,16181B|Arkansas|The Natural State|999 AAA,AAA 999,999@AAA
        az|5FB5BF F0DFCB F0C79A|23594F,1C1E22|ARIZONA|GRAND CANYON STATE|AAA9999,999 AAA,$,AA@9@AA
        ca|F4F4F2|24356E|California|dmv.ca.gov|9AAA999,9AAA999,9AAA999,9A99999,$
        ca|1D1E22|E6C74B|CALIFORNIA||AAA 999,999 AAA,9A99999
        co|F2F3EE F2F3EE 2F6B4F|1E2A24,17181B|COLORADO|RESPECTS WILDLIFE|AAA-999,999-AAA,999.AAA,AAA-A99
        co|3E2F6B EFEBEA|17181B|COLORADO||999@AAA,999.AAA
        ct|4E86C4 DCE9F4 F6F7F7|1E2D62|Connecticut|Constitution State|999-AAA,999.AAA,AA-99999
        dc|F2F3F2|2A4EA0|WASHINGTON, DC|TAXATION WITHOUT REPRESENTATION|AA@9999
        de|1F3F86|E2B84C|THE FIRST STATE|DELAWARE|999999,99999,%999999
        de|17181A|E9E9E4|DELAWARE||999999
        fl|F3F4F0|2F6B45|MYFLORIDA.COM|SUNSHINE STATE|A99@9AA,999@9AA,AAA@A99
        ga|EFEFEA E3E4DF|1B1C20|GEORGIA|FULTON|AAA@9999,AAA9999
        hi|F4F2EE F4EFE8 F3F3EF|1B1C20|HAWAII|ALOHA STATE|AAA 999
        ia|4F97CF D9E8F2 F0F3F4|23386F|IOWA|POLK|999 AAA,AAA 999,9999 AA
        id|A62B33 E9D9DC B9CBE4|1F2440,16181B|IDAHO|FAMOUS POTATOES|%9 9999,9A 9A999,%99 999,A 999999,9A AA999,9A 99999,9A A9999
        il|5E97CF E7EEF4 F1F2F2|A52C35|Illinois|Land of Lincoln|A99 9999,999 9999,AA 99999
        in|24407F 24407F 3B5C9E|EDEFF2|49 - Marion|INDIANA|999AAA,$
        in|F0F1EE C9DBEE|233C7E|INDIANA|IN GOD WE TRUST|999AAA,999 AA,999A
        ks|C7D4DD CBD8DC|2A3A63|KANSAS||999 AAA
        ky|8FB9DD F0F3F5|23396F|KENTUCKY|BLUEGRASS STATE|999-AAA,AAA-999
        la|F3F3EF F1ECE2|22316A,18191D|Louisiana|SPORTSMAN'S PARADISE|AAA 999,999 AAA,A999999,AAA@999
        ma|F3F3F1|AE2B33|Massachusetts|The Spirit of America|999 AAA,99AA 99,9AA A99,9AAA 99
        md|F2F2EF|17181B|Maryland|www.maryland.gov|AAA@999,9AA@A99,AAA 999,9AA9999
        me|EEF0EB E3EADF|26332B,1B1C20|MAINE|Vacationland|9999 AA,9999AA,999-AAA
        mi|F2F3F3 F2F3F3|22418C|MICHIGAN|www.Michigan.gov|AAA 9999,AAA9999,9AA A99
        mi|25489A 25489A|EEF0F2|MICHIGAN|GREAT LAKES|AAA 999
        mn|5FA3D4 DCE8EF F0F2F2|27407E|Minnesota|10,000 lakes|AAA@999,999-AAA,AAA-999
        mo|DDE7EA BFD3E0|22355F|Missouri|SHOW-ME STATE|AA9@A9A,999@AAA,AA9 A9A
        ms|E9EDE3 CFDED2|20324F,1D4A36|MISSISSIPPI|HINDS|AAA 999,999@AAA,AAA@999
        mt|2F5D9E 2F5D9E|EDF0F2|TREASURE STATE|MONTANA|9.99999A,9-9999A,99.9999A
        nc|F1F3F3 DDE7EF|2E4FA0|First in Flight|NORTH CAROLINA|AAA-9999,AAA 9999
        nd|5AA6D8 E9DFC2 E6B75A|1C1D22|Discover the Spirit|NORTH DAKOTA|AAA 999
        ne|F1F3F4 DCE6EF|24418A|Nebraska||AAA 999,99-A999,9-A9999
        nh|DCE8DF EDF1EC BCD5C6|27623F|LIVE FREE OR DIE|NEW HAMPSHIRE|999 9999,$
        nj|E8C84A F1E5A9|1B1B1C|New Jersey|Garden State|AAA-99A,AAA-999,A99-AAA,AA.999A
        nm|EFC12B|A42A2A|CENTENNIAL|NEW MEXICO|AAA@999,999@AAA
        nm|2FA7A6|F0C72F|NEW MEXICO|LAND OF ENCHANTMENT|AAA@999
        nv|4C86BE DFE8EA F0F0EC|22345E|NEVADA|THE SILVER STATE|999.AAA,99A.999
        ny|F2F3F3 F2F3F3|1F3A77|NEW YORK|THE EMPIRE STATE|AAA@9999,AAA-9999
        ny|EFA93A|1F2A57|NEW YORK|EMPIRE STATE|AAA-9999
        oh|5AA0D8 F1F3F3 F1F3F3|24356B|OHIO|BIRTHPLACE OF AVIATION|AAA 9999,AA 99 AA
        ok|EFEFE9 D9E4DC|24503A,1B1C20|OKLAHOMA|NATIVE AMERICA|999 AAA,AAA-999
        or|CFDCE6 E9D9C2 9DB7A5|1E2A49|Oregon||999 AAA,AAA 999,999@AAA
        pa|2B4C97 E9EDF0 EBCB53|23356F|PENNSYLVANIA|WWW.STATE.PA.US|AAA-9999,AAA 9999
        ri|D9E3EC B6CCE2|20305F|Rhode Island|Ocean State|AA-999,999-999,99999,AAA@99
        sc|8FBBDD F1E9D9 F0C98C|1B1C23|South Carolina|TRAVEL2SC.COM|AAA@999,999 AAA
        sd|CFE0EC E9E3D5|A12B31,22356F|South Dakota|GREAT FACES GREAT PLACES|9A* *99,99 A999
        tn|DFE7DD B8D0BE|25344F|Tennessee|SHELBY|999-AAA,AAA 999,A99-99A,AAA 9999
        tx|F3F3F1|1B1C20|TEXAS|The Lone Star State|AA9@A999,AAA@9999,AAA-9999,999@AAA
        tx|7FB3D9 EFE7DA|2A3D78|TEXAS|THE LONE STAR STATE|A99@AAA,999@AAA
        ut|6CB2D7 F0D9C2 D9763A|17181B|UTAH|LIFE ELEVATED|A99 9AA,999 AAA
        va|F2F3F3|2B3F82|VIRGINIA||AAA-9999,AAA 9999,$
        vt|1F7A48|EEF2EE|Vermont|Green Mountain State|AAA 999,%99999,9999,AAA999
        wa|E9EEF3 D3DFEA|23417F|WASHINGTON|EVERGREEN STATE|999-AAA,AAA9999,999.AAA
        wi|F2F2F0|A92A31,1B1C20|WISCONSIN|America's Dairyland|999-AAA,AAA-999
        wv|2F62A8 F2F3F2 EBCB53|22357A|West Virginia|Wild, Wonderful|9A 9999,9AA 999
        wy|C3D6E2 E6E3D9|20305A,1B1C20|Wyoming||9@9999,9@99999,99@9999,9@999A,99@999A,9@999%,9-999%
        gov|E9ECEF|22356F|U.S. GOVERNMENT|FOR OFFICIAL USE ONLY|A99 99999,A99-9999A
        """;

    public static IReadOnlyList<PlateFormat> All { get; } = [.. Rows.Split('\n', StringSplitOptions.TrimEntries).SelectMany(Parse)];

    // Dies are the prisons', so a state keeps its own; special plates and neighbours' dies are everywhere.
    private static IReadOnlyList<string> Faces(string state) => state switch
    {
        "va" => ["us-serif", "us-serif", "us-serif", "us-serif", "us-narrow", "us"],
        "co" or "wy" or "nj" or "ms" or "id" or "sd" or "ct" => ["us-narrow", "us-narrow", "us-narrow", "us", "us", "us-box", "RG2014B"],
        _ => ["us", "us", "us", "us", "us-narrow", "us-box", "us-serif", "RG2014C", "RG2014B", "din"],
    };

    private static IEnumerable<PlateFormat> Parse(string row)
    {
        var fields = row.Split('|');
        var ground = fields[1].Split(' ');
        var many = fields[0] is "ca" or "tx" or "il" or "mo" ? 2.2 : 1;
        var plate = new PlateFormat("us-" + fields[0], 0.55 * many, [.. fields[5].Split(','), .. fields[5].Split(','), "$", "$", "%9999?9?", "99999?9?", "AA 9999", "99AAA9", "$%", "999 9AA", "@AA999", "9@999%", "%*9999?9?"])
        {
            Usual = fields[5].Split(','),
            Size = new SKSize(305, 152),
            Faces = Faces(fields[0]),
            Monospaced = true,
            Gap = new Limits(0.10f, 0.20f),
            TextHeight = 0.475f,
            TextCentre = 0.52f,
            Ground = ground,
            Ink = fields[2].Split(','),
            Scenery = ground.Length > 1 ? Scenery.Landscape : Scenery.Plain,
            Top = [fields[3], fields[3], fields[3], "*"],
            Bottom = [fields[4], fields[4], "*"],
            CaptionHeight = 0.15f,
            Border = 0.25f,
            Embossed = 0.75f,
            American = true,
        };
        yield return plate;

        // Motorcycle and small plates: special ones all, but for a pattern that cars have, too.
        yield return plate with
        {
            Weight = 0.06 * many,
            Usual = [],
            Patterns = ["AA/9999", "999/AAA", "99A/99", "A9/9999", "9A/9999"],
            Lines = 2,
            Size = new SKSize(178, 102),
            TextHeight = 0.33f,
            TextCentre = 0.34f,
            SecondCentre = 0.74f,
            CaptionHeight = 0.11f,
            Bottom = [""],
        };
    }
}
