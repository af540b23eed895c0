using SkiaSharp;

namespace Training.Export.Rendering;

/// <summary>Draws what stands between and around the characters: dashes, seals, shields, stickers, bolts. One plate, one thread.</summary>
internal sealed partial class MarkPainter(SKCanvas canvas, RenderScratch scratch, FontLibrary fonts, SKColor ink, SKColor ground, SeededRandom random)
{
    public void Draw(PlacedMark mark)
    {
        var (box, centre) = (mark.Box, new SKPoint(mark.Box.MidX, mark.Box.MidY));
        var height = box.Height;
        switch (mark.Kind)
        {
            case TokenKind.Dash:
                DrawDash(centre, box.Width * random.Range(0.8f, 1.05f), height * random.Range(0.07f, 0.13f));
                break;
            case TokenKind.Dot:
                var half = height * random.Range(0.055f, 0.09f);
                var round = random.Chance(0.5) ? half : half * 0.3f;
                canvas.DrawRoundRect(SKRect.Create(centre.X - half, centre.Y - half, half * 2, half * 2), round, round, scratch.Colour(ink));
                break;
            case TokenKind.Seals:
                var radius = MathF.Min(box.Width * 0.6f, height * random.Range(0.15f, 0.24f));
                DrawSeal(new SKPoint(centre.X, box.Top + height * 0.25f), radius);
                DrawSeal(new SKPoint(centre.X, box.Top + height * 0.74f), radius);
                break;
            case TokenKind.SealOverDash:
                DrawSeal(new SKPoint(centre.X, box.Top + height * 0.2f), height * random.Range(0.12f, 0.19f));
                DrawDash(centre, box.Width * 0.95f, height * 0.09f);
                if (random.Chance(0.4))
                    DrawSeal(new SKPoint(centre.X, box.Top + height * 0.82f), height * random.Range(0.12f, 0.18f));
                break;
            case TokenKind.Emblem:
                DrawEmblem(box);
                break;
            case TokenKind.Stack:
                DrawStack(box);
                break;
        }
    }

    /// <summary>Registration stickers in the corners of American plates.</summary>
    public void DrawStickers(float width, float height)
    {
        for (var corner = 0; corner < 4; corner++)
        {
            if (!random.Chance(corner < 2 ? 0.45 : 0.35))
                continue;
            var size = new SKSize(width * random.Range(0.08f, 0.14f), height * random.Range(0.11f, 0.18f));
            var x = corner % 2 == 0 ? width * random.Range(0.015f, 0.06f) : width * random.Range(0.94f, 0.985f) - size.Width;
            var y = corner < 2 ? height * random.Range(0.01f, 0.06f) : height * random.Range(0.94f, 0.99f) - size.Height;
            DrawSticker(SKRect.Create(new SKPoint(x, y), size));
        }
    }

    /// <summary>The four bolts of a Brazilian plate and the coloured lead seal beside its upper left one.</summary>
    public void DrawLeadSeal(float width, float height)
    {
        var (radius, inset) = (height * random.Range(0.02f, 0.04f), random.Range(0.2f, 0.31f));
        var dark = new SKColor(0x28, 0x28, 0x26);
        for (var i = 0; i < 4; i++)
        {
            var (x, y) = (width * (i % 2 == 0 ? inset : 1 - inset), height * (i < 2 ? 0.07f : 0.945f));
            if (!random.Chance(0.8))
                continue;
            var metal = random.Chance(0.8) ? Colours.Vary(dark, 25, random) : new SKColor(0xB0, 0xB0, 0xA8);
            if (i < 2)
                canvas.DrawCircle(x, y, radius, scratch.Colour(metal));
            else
                canvas.DrawRect(SKRect.Create(x - radius * 1.4f, y - radius * 0.4f, radius * 2.8f, radius * 0.8f), scratch.Colour(metal));
        }

        if (!random.Chance(0.7))
            return;
        var colour = random.Pick<SKColor>([new(0xD8, 0xB8, 0x30), new(0xA8, 0x38, 0x30), new(0x38, 0x38, 0x38), new(0x40, 0x70, 0x48), new(0xD8, 0xD0, 0xC0)]);
        var size = height * random.Range(0.07f, 0.13f);
        DrawBlob(SKRect.Create(width * random.Range(0.05f, 0.13f), height * random.Range(0.05f, 0.12f), size, size), Colours.Vary(colour, 25, random), 6, 0.85f);
    }

    /// <summary>Bolts, slots and holes.</summary>
    public void DrawBolts(float width, float height, bool present)
    {
        if (!present)
            return;
        var inset = random.Range(0.12f, 0.28f);
        var radius = height * random.Range(0.018f, 0.04f);
        var slots = random.Chance(0.3);
        var metal = random.Chance(0.5) ? new SKColor(0x30, 0x30, 0x30) : random.Chance(0.6) ? new SKColor(0x90, 0x90, 0x8C) : Colours.Random(random);
        for (var i = 0; i < 4; i++)
        {
            if (random.Chance(i < 2 ? 0.3 : 0.55))
                continue;
            var centre = new SKPoint(width * (i % 2 == 0 ? inset : 1 - inset), height * (i < 2 ? random.Range(0.05f, 0.09f) : random.Range(0.9f, 0.95f)));
            if (slots)
                canvas.DrawRoundRect(SKRect.Create(centre.X - radius * 2, centre.Y - radius * 0.7f, radius * 4, radius * 1.4f), radius * 0.7f, radius * 0.7f, scratch.Colour(metal));
            else
                canvas.DrawCircle(centre, radius, scratch.Colour(metal));
            canvas.DrawCircle(centre.X - radius * 0.2f, centre.Y - radius * 0.3f, radius * 0.5f, scratch.Colour(Colours.Mix(metal, SKColors.White, 0.4f)));
        }
    }

    private void DrawDash(SKPoint centre, float width, float thickness) =>
        canvas.DrawRect(SKRect.Create(centre.X - width / 2, centre.Y - thickness / 2, width, thickness), scratch.Colour(ink));

    private void DrawSeal(SKPoint centre, float radius)
    {
        var colour = random.Pick<SKColor>([new(0xC8, 0x40, 0x38), new(0xD8, 0x80, 0x30), new(0x30, 0x80, 0x58), new(0x38, 0x60, 0xA8), new(0xA8, 0xA8, 0xA0), new(0xC0, 0xA0, 0x50)]);
        canvas.DrawCircle(centre, radius, scratch.Colour(Colours.Vary(colour, 30, random)));
        canvas.DrawCircle(centre, radius * random.Range(0.3f, 0.7f), scratch.Colour(Colours.Mix(colour, random.Chance(0.6) ? ground : SKColors.Black, 0.6f)));
    }

    private void DrawSticker(SKRect box)
    {
        var paper = random.Chance(0.3) ? SKColors.White : Colours.Random(random);
        canvas.DrawRect(box, scratch.Colour(paper));
        var dark = Colours.Luminance(paper) > 0.5f ? new SKColor(0x20, 0x20, 0x20) : SKColors.White;
        var text = random.Chance(0.5) ? random.Below(100).ToString("D2", System.Globalization.CultureInfo.InvariantCulture) : random.Pick<string>(["JAN", "MAY", "SEP", "DEC", "AUG", "NOV", "APR"]);
        CaptionWriter.Draw(canvas, scratch, fonts, random, text, box.MidX, box.Bottom - box.Height * 0.25f, box.Height * 0.5f, dark, box.Width * 0.85f);
    }

    private void DrawStack(SKRect box)
    {
        for (var i = 0; i < 2; i++)
        {
            var symbol = random.Pick(FontLibrary.Symbols).ToString();
            CaptionWriter.Draw(canvas, scratch, fonts, random, symbol, box.MidX, box.Top + box.Height * (0.44f + 0.54f * i), box.Height * 0.42f, ink, box.Width);
        }
    }
}
