using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Training.Export.Networks;

/// <summary>
/// Reads each cell of the feature map as a character and lets each slot choose cells: slot logits = attention × cell logits.
/// Attention needs to know the whole plate (which character is the third?), so it adds a term over all cells to the local
/// one. (N, C, H, W) in.
/// </summary>
internal sealed class AttentionHead : Module<Tensor, PlateNetOutput>
{
    private readonly PlateNetConfig _config;

    /// <summary>Makes the head for a map of the given size.</summary>
    public AttentionHead(PlateNetConfig config, int rows, int columns)
        : base(nameof(AttentionHead))
    {
        _config = config;
        (Rows, Columns) = (rows, columns);
        var (channels, cells) = (config.Trunk.OutputChannels, rows * columns);
        Glyph = Conv2d(channels, config.Classes, 1);
        Local = Conv2d(channels, config.Slots, 1);
        Context = Conv2d(channels, config.ContextChannels, 1);
        Hidden = Linear(config.ContextChannels * cells, config.Hidden);
        Global = Linear(config.Hidden, config.Slots * cells);

        foreach (var convolution in new[] { Glyph, Local, Context })
        {
            init.normal_(convolution.weight, 0, Math.Sqrt(1.0 / channels));
            init.zeros_(convolution.bias!);
        }

        foreach (var linear in new[] { Hidden, Global })
        {
            init.kaiming_normal_(linear.weight, nonlinearity: init.NonlinearityType.ReLU);
            init.zeros_(linear.bias!);
        }

        register_module("glyph", Glyph);
        register_module("local", Local);
        register_module("context", Context);
        register_module("hidden", Hidden);
        register_module("global", Global);
    }

    /// <summary>Rows of the map.</summary>
    public int Rows { get; }

    /// <summary>Columns of the map.</summary>
    public int Columns { get; }

    /// <summary>1×1, features to class logits of a cell.</summary>
    public Conv2d Glyph { get; }

    /// <summary>1×1, features to a cell's attention logit for every slot.</summary>
    public Conv2d Local { get; }

    /// <summary>1×1, features to what the global term sees.</summary>
    public Conv2d Context { get; }

    /// <summary>All cells' context to the hidden layer.</summary>
    public Linear Hidden { get; }

    /// <summary>Hidden layer to an attention logit for every slot and cell; its bias is where a slot looks before it has seen anything.</summary>
    public Linear Global { get; }

    /// <summary>Centres of the cells, row by row: x and y, 0 to 1 of the picture, (cells, 2).</summary>
    public float[] CellCentres()
        => [.. Enumerable.Range(0, Rows * Columns).SelectMany(cell => new[] { (cell % Columns + 0.5f) / Columns, (cell / Columns + 0.5f) / Rows })];

    /// <summary>Where each slot looks, on average: (N, S, 2), x and y, 0 to 1 of the picture; (N, S, cells) in.</summary>
    public Tensor Positions(Tensor attentionLogProbabilities)
        => matmul(attentionLogProbabilities.exp(), tensor(CellCentres(), [Rows * Columns, 2]).to(attentionLogProbabilities.device));

    /// <inheritdoc/>
    public override PlateNetOutput forward(Tensor input)
    {
        var (batch, cells) = (input.shape[0], Rows * Columns);
        var glyphs = Glyph.forward(input);
        var context = functional.relu(Context.forward(input)).flatten(1);
        var hidden = functional.dropout(functional.relu(Hidden.forward(context)), _config.Dropout, training);
        var look = Local.forward(input).flatten(2) + Global.forward(hidden).view(batch, _config.Slots, cells);
        var logProbabilities = functional.log_softmax(look, -1);
        var slots = matmul(logProbabilities.exp(), glyphs.flatten(2).transpose(1, 2));
        return new PlateNetOutput(slots, glyphs, logProbabilities);
    }
}
