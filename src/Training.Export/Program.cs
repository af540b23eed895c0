using System.CommandLine;
using PlateRecognition.Inference;
using Training.Export.Commands;

NativeHeap.KeepFreedMemory();

// The verbs stand in the order of a model's life.
var root = new RootCommand("Makes, measures and exports the models that PlateApi serves.")
{
    RenderCommand.Create(),
    ValidateCommand.Create(),
    TrainCommand.Create(),
    ExportCommand.Create(),
    QuantiseCommand.Create(),
    EvaluateCommand.Create(),
    VerifyCommand.Create(),
    StudyCommand.Create(),
    SpeedCommand.Create(),
};
root.Description += """


    A model from nothing, in five steps:
      render   --contact-sheet sheet.png       look at the plates it learns from
      train    --recipe reader --run runs/r1   train; the same command resumes after a stop
      export   --run runs/r1 --models models   write the model package, checked against the trained network
      evaluate --model plate-reader            measure the package, on rendered plates or on a CSV of yours
      verify   --model plate-reader            check a package as the service does before it serves


    Plates of yours, from a labels.csv of crops (docs/training-your-own.md):
      validate --csv own/labels.csv            check it, one line a fault, and see what it holds
      train    --recipe fine-tune --csv own/labels.csv --start-from models/plate-reader/5 --run runs/own
    """;

// Ctrl-C asks the training for a last checkpoint; give it the time to write one.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
