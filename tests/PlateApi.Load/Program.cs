using System.CommandLine;
using PlateApi.Load;
using PlateApi.Load.Soak;

// A service of its own program's making, not a command for people.
if (args is [SoakHost.Verb, .. var settings])
    return await SoakHost.RunAsync(settings);

var root = new RootCommand("Puts load on the service: measures what it carries, and whether it holds.") { LoadCommand.Create(), SoakCommand.Create() };
return await root.Parse(args).InvokeAsync();
