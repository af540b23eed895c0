using SkiaSharp;

namespace Training.Export.Rendering;

/// <content>Figures as high as the characters, between or beside them: towers, trees, suns, riders, maps.</content>
internal sealed partial class MarkPainter
{
    /// <summary>Draws a figure that fills a box, often in the characters' own colour.</summary>
    public void DrawFigure(SKRect box)
    {
        var colour = random.Chance(0.4) ? ink : Colours.Mix(Colours.Random(random), SKColors.Black, random.Range(0, 0.5f));
        switch (random.Below(6))
        {
            case 0:
                DrawTower(box, colour);
                break;
            case 1:
                DrawTree(box, colour);
                break;
            case 2:
                DrawSun(box, random.Chance(0.5) ? colour : new SKColor(0xC8, 0x30, 0x28));
                break;
            case 3 or 4:
                DrawRider(box, colour);
                break;
            default:
                DrawMap(box, colour);
                break;
        }
    }

    // A lighthouse or monument: as narrow as a 1.
    private void DrawTower(SKRect box, SKColor colour)
    {
        var foot = box.Height * random.Range(0.07f, 0.16f);
        var head = foot * random.Range(0.5f, 0.95f);
        var (top, bottom) = (box.Top + box.Height * 0.16f, box.Bottom);
        scratch.Path.MoveTo(box.MidX - head, top);
        scratch.Path.LineTo(box.MidX + head, top);
        scratch.Path.LineTo(box.MidX + foot, bottom);
        scratch.Path.LineTo(box.MidX - foot, bottom);
        scratch.Path.Close();
        using var tower = scratch.Path.Detach();
        canvas.DrawPath(tower, scratch.Colour(random.Chance(0.4) ? Colours.Mix(colour, SKColors.White, 0.7f) : colour));
        canvas.DrawRect(SKRect.Create(box.MidX - head * 0.6f, box.Top + box.Height * 0.06f, head * 1.2f, box.Height * 0.1f), scratch.Colour(colour));
        canvas.DrawRect(SKRect.Create(box.MidX - head * 1.4f, top, head * 2.8f, box.Height * 0.03f), scratch.Colour(colour));
        for (var bands = random.Chance(0.5) ? 1 + random.Below(3) : 0; bands > 0; bands--)
            canvas.DrawRect(SKRect.Create(box.MidX - head, top + box.Height * 0.2f * bands, head * 2, box.Height * 0.08f), scratch.Colour(colour));
        if (random.Chance(0.5))
            canvas.DrawRect(SKRect.Create(box.MidX - foot * 2, bottom - box.Height * 0.06f, foot * 4, box.Height * 0.06f), scratch.Colour(colour));
    }

    // A palm, pine or cactus: a stem and its branches.
    private void DrawTree(SKRect box, SKColor colour)
    {
        var stem = scratch.Line(colour, box.Height * random.Range(0.05f, 0.14f), round: true);
        canvas.DrawLine(box.MidX, box.Bottom, box.MidX + box.Width * random.Range(-0.08f, 0.08f), box.Top + box.Height * 0.08f, stem);
        var rise = random.Range(-0.3f, 0.3f);
        for (var branches = 2 + random.Below(6); branches > 0; branches--)
        {
            var y = box.Top + box.Height * random.Range(0.1f, 0.7f);
            var reach = box.Width * random.Range(0.15f, 0.5f) * (branches % 2 == 0 ? 1 : -1);
            canvas.DrawLine(box.MidX, y, box.MidX + reach, y - box.Height * rise, stem);
        }
    }

    // A disc with rays in four groups, or all around.
    private void DrawSun(SKRect box, SKColor colour)
    {
        var outer = MathF.Min(box.Width, box.Height) / 2;
        var inner = outer * random.Range(0.28f, 0.5f);
        canvas.DrawCircle(box.MidX, box.MidY, inner, random.Chance(0.5) ? scratch.Colour(colour) : scratch.Line(colour, inner * 0.35f));
        var ray = scratch.Line(colour, outer * random.Range(0.06f, 0.12f));
        var grouped = random.Chance(0.6);
        for (var i = 0; i < 16; i++)
        {
            if (grouped)
            {
                var offset = (i % 4 - 1.5f) * inner * 0.5f;
                var (from, to) = (inner * 1.1f, outer * (i % 4 is 0 or 3 ? 0.8f : 1));
                var side = i < 8 ? 1 : -1;
                if (i / 4 % 2 == 0)
                    canvas.DrawLine(box.MidX + offset, box.MidY + side * from, box.MidX + offset, box.MidY + side * to, ray);
                else
                    canvas.DrawLine(box.MidX + side * from, box.MidY + offset, box.MidX + side * to, box.MidY + offset, ray);
                continue;
            }

            var (sin, cos) = MathF.SinCos(i * MathF.Tau / 16);
            canvas.DrawLine(box.MidX + cos * inner * 1.2f, box.MidY + sin * inner * 1.2f, box.MidX + cos * outer, box.MidY + sin * outer, ray);
        }
    }

    // An animal with or without a rider: a body, limbs, a neck and a head.
    private void DrawRider(SKRect box, SKColor colour)
    {
        var (w, h) = (box.Width, box.Height);
        canvas.Save();
        canvas.RotateDegrees(random.Range(-28, 28), box.MidX, box.MidY);
        if (random.Chance(0.5))
            canvas.Scale(-1, 1, box.MidX, box.MidY);
        var body = new SKPoint(box.MidX, box.Top + h * random.Range(0.5f, 0.62f));
        canvas.DrawOval(body.X, body.Y, w * 0.27f, h * 0.13f, scratch.Colour(colour));
        var limb = scratch.Line(colour, h * random.Range(0.04f, 0.08f), round: true);
        for (var i = 0; i < 4; i++)
        {
            var knee = new SKPoint(body.X + w * (0.16f * i - 0.24f + random.Range(-0.08f, 0.08f)), body.Y + h * random.Range(0.14f, 0.26f));
            canvas.DrawLine(body.X + w * (0.12f * i - 0.18f), body.Y + h * 0.08f, knee.X, knee.Y, limb);
            canvas.DrawLine(knee.X, knee.Y, knee.X + w * random.Range(-0.12f, 0.12f), knee.Y + h * random.Range(0.08f, 0.2f), limb);
        }

        canvas.DrawLine(body.X - w * 0.25f, body.Y, body.X - w * random.Range(0.36f, 0.48f), body.Y + h * random.Range(-0.1f, 0.2f), limb);
        var head = new SKPoint(body.X + w * random.Range(0.34f, 0.46f), body.Y + h * random.Range(-0.28f, 0.06f));
        canvas.DrawLine(body.X + w * 0.2f, body.Y, head.X, head.Y, scratch.Line(colour, h * random.Range(0.08f, 0.14f), round: true));
        canvas.DrawOval(head.X + w * 0.04f, head.Y + h * 0.02f, w * 0.08f, h * 0.05f, scratch.Colour(colour));
        if (random.Chance(0.6))
        {
            var seat = body.X + w * random.Range(-0.12f, 0.08f);
            canvas.DrawOval(seat, body.Y - h * 0.24f, w * 0.08f, h * 0.15f, scratch.Colour(colour));
            canvas.DrawCircle(seat + w * 0.02f, body.Y - h * 0.43f, h * 0.06f, scratch.Colour(colour));
            canvas.DrawLine(seat, body.Y - h * 0.3f, seat + w * random.Range(-0.25f, 0.25f), body.Y - h * random.Range(0.2f, 0.5f), scratch.Line(colour, h * 0.045f, round: true));
        }

        canvas.Restore();
    }

    // A state's outline, filled or drawn, now and then with a star.
    private void DrawMap(SKRect box, SKColor colour)
    {
        var corners = 6 + random.Below(8);
        for (var i = 0; i < corners; i++)
        {
            // Points of a rectangle's edge, moved inwards by chance.
            var (sin, cos) = MathF.SinCos(i * MathF.Tau / corners);
            var reach = random.Range(0.65f, 1) / MathF.Max(MathF.Abs(sin), MathF.Abs(cos)) / 2;
            var point = new SKPoint(box.MidX + cos * reach * box.Width, box.MidY + sin * reach * box.Height * 0.85f);
            if (i == 0)
                scratch.Path.MoveTo(point);
            else
                scratch.Path.LineTo(point);
        }

        scratch.Path.Close();
        using var map = scratch.Path.Detach();
        var filled = random.Chance(0.6);
        canvas.DrawPath(map, filled ? scratch.Colour(colour) : scratch.Line(colour, box.Height * random.Range(0.02f, 0.06f)));
        if (random.Chance(0.4))
            DrawBlob(SKRect.Create(box.MidX - box.Height * 0.15f, box.MidY - box.Height * 0.15f, box.Height * 0.3f, box.Height * 0.3f), filled ? ground : colour, 5, 0.4f);
    }
}
