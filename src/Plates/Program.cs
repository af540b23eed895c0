using System.CommandLine;
using Plates;

// Ctrl-C ends after the pictures in work; the same command goes on from there.
return await PlatesCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
