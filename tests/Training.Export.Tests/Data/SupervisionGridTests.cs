using Training.Export.Data;

namespace Training.Export.Tests.Data;

public sealed class SupervisionGridTests
{
    private const long Background = 36;
    private static readonly SupervisionGrid Grid = new(Rows: 4, Columns: 24, Slots: 10);

    [Fact]
    public void WriteCells_OneCharacter_OwnsTheCellUnderItsCentre()
    {
        var cells = new long[Grid.Cells];
        CharacterPlace[] places = [new(X: 100, Y: 32, Width: 20, Height: 40)];

        Grid.WriteCells(places, [7], (192, 64), Background, cells);

        var column = (int)Math.Round(100 / 8.0 - 0.5);
        Assert.Equal(7, cells[2 * Grid.Columns + column]);
        Assert.Equal(Background, cells[0]);
        Assert.Equal(Background, cells[^1]);
    }

    [Fact]
    public void WriteCells_CharacterNarrowerThanACell_StillOwnsOne()
    {
        var cells = new long[Grid.Cells];
        CharacterPlace[] places = [new(X: 3, Y: 3, Width: 1, Height: 1)];

        Grid.WriteCells(places, [5], (192, 64), Background, cells);

        Assert.Equal(5, cells[0]);
        Assert.Equal(1, cells.Count(cell => cell == 5));
    }

    [Fact]
    public void WriteCells_Neighbours_LeaveUndecidedCellsOut()
    {
        var cells = new long[Grid.Cells];
        CharacterPlace[] places = [new(40, 32, 22, 40), new(64, 32, 22, 40)];

        Grid.WriteCells(places, [1, 2], (192, 64), Background, cells);

        Assert.Contains(1, cells);
        Assert.Contains(2, cells);
        Assert.Contains(SupervisionGrid.Ignored, cells);
    }

    [Fact]
    public void WriteAttention_EverySlotOfTheText_SumsToOneAndTheRestToZero()
    {
        var attention = new float[Grid.Slots * Grid.Cells];
        CharacterPlace[] places = [new(20, 30, 15, 30), new(60, 30, 15, 30), new(100, 30, 15, 30)];

        Grid.WriteAttention(places, (192, 64), attention);

        for (var slot = 0; slot < Grid.Slots; slot++)
            Assert.Equal(slot < 3 ? 1 : 0, attention.AsSpan(slot * Grid.Cells, Grid.Cells).ToArray().Sum(), 4);
    }

    [Fact]
    public void WriteAttention_Peak_StandsOnTheCharacter()
    {
        var attention = new float[Grid.Slots * Grid.Cells];

        Grid.WriteAttention([new(150, 20, 15, 20)], (192, 64), attention);

        var peak = Array.IndexOf(attention, attention.Max());
        Assert.Equal((int)Math.Round(150 / 8.0 - 0.5), peak % Grid.Columns);
        Assert.Equal((int)Math.Round(20 / 16.0 - 0.5), peak / Grid.Columns);
    }
}
